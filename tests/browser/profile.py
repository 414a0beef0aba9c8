"""The browser profile that tests share, and what they see of a page that should not be."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, WebError


class Watch:
    """What a page did that it should not have: console errors, exceptions, requests to other origins."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        self.hosts: set[str] = set()
        self.expected: tuple[str, ...] = ()
        """Parts of messages that a test provokes: Chromium reports every 4xx and 5xx as a console error."""
        self.faked_hosts: set[str] = set()
        """Hosts that a test stands in for; nothing reaches the real ones."""
        self._context = context
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def end(self) -> None:
        """See no more."""
        self._context.remove_listener("console", self._console)
        self._context.remove_listener("weberror", self._error)
        self._context.remove_listener("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"exception: {error.error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https"):
            self.hosts.add(parts.netloc)

    def unexpected(self) -> list[str]:
        return [text for text in self.problems if not any(part in text for part in self.expected)]


FORGET = """() => {
    Storage.prototype.setItem = () => {};
    try { localStorage.clear(); sessionStorage.clear(); } catch { /* it has none */ }
}"""
"""What a page keeps as it goes arrives after it is closed, in the midst of the next test: it keeps nothing any more."""


WINDOW = ViewportSize(width=1440, height=900)
ELSEWHERE = "/robots.txt"
"""A page of the service's without scripts."""


class Profile:
    """A browser profile that the tests of a module use in turn, each as if it were new but for what it has fetched.

    A third of what a page costs is its tab and the process that renders it: one tab is gone on with, where the test
    before has left it open, and its process renders what else a test opens of that service.
    """

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(viewport=WINDOW, reduced_motion="reduce", locale="en-GB")
        self.context.set_default_timeout(20_000)
        self._tab: Page | None = None
        self._elsewhere = "about:blank"
        self._stays = self.context.new_page()
        self._session = self.context.new_cdp_session(self._stays)
        self._origins: set[str] = set()
        self.context.on(
            "request", lambda request: self._origins.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url)))
        )

    def tab(self, base: str) -> Page:
        """A tab as if it were new, for the service at `base`. No init script goes to it: it would stay."""
        self._elsewhere = base + ELSEWHERE
        if self._tab is None or self._tab.is_closed():
            self._tab = self.context.new_page()
        return self._tab

    def _leave(self, tab: Page) -> None:
        """Have the tab as it was, at a page that does nothing: what it is given there, it is given soonest."""
        tab.unroute_all(behavior="ignoreErrors")
        tab.goto(self._elsewhere)
        tab.emulate_media(media="null", color_scheme="light", reduced_motion="reduce")
        tab.set_viewport_size(WINDOW)
        tab.mouse.move(0, 0)

    def renew(self) -> None:
        """Close what a test has opened, and forget all that was stored, permitted and routed."""
        for page in self.context.pages:
            if page is not self._stays:
                page.evaluate(FORGET)
                if page is not self._tab:
                    page.close()
        self.context.unroute_all(behavior="ignoreErrors")
        if self._tab is not None and not self._tab.is_closed():
            self._leave(self._tab)
        self.context.clear_permissions()
        self.context.clear_cookies()
        for origin in self._origins:
            self._session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        self._origins.clear()
