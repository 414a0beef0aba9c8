"""The browser profile that tests share, and what they see of a page that should not be."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, WebError


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


class Profile:
    """A browser profile that the tests of a module use in turn, each as if it were new but for what it has fetched.

    Of all that a page costs, the process that renders it takes most to start: one tab stays, and so does its process,
    which renders all pages of its site. That is this machine, whatever the port.
    """

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(
            viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="en-GB"
        )
        self.context.set_default_timeout(20_000)
        self._stays = self.context.new_page()
        self._stays.route("**", lambda route: route.fulfill(body="It stays."))
        self._stays.goto("http://127.0.0.1/")
        self._session = self.context.new_cdp_session(self._stays)
        self._origins: set[str] = set()
        self.context.on(
            "request", lambda request: self._origins.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url)))
        )

    def renew(self) -> None:
        """Close what a test has opened, and forget all that was stored, permitted and routed."""
        for page in self.context.pages:
            if page is not self._stays:
                page.evaluate(FORGET)
                page.close()
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.clear_permissions()
        self.context.clear_cookies()
        for origin in self._origins:
            self._session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        self._origins.clear()
