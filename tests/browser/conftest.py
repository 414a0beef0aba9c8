"""The real service, started as `make run` starts it, and Debian's Chromium in front of it.

Its headless shell, where the machine has it: the same engine for four fifths of the processor time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    sync_playwright,
)
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from tests.packages import npm_packages
from tests.processes import free_port, service_process

from .expecting import READY_MS, expect
from .profile import Profile, Watch

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "scripts" / "site"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",  # starting one takes longer than most tests
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves this machine
]

UNLIMITED = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "1000"}
LEAN = {"SANDBOX_WARM_STOCKS": "lean"}
"""The libraries are loaded where a program of the test asks for them."""

Serve = Callable[..., str]


@contextmanager
def _service(folder: Path, variables: dict[str, str]) -> Iterator[str]:
    """The service on a free port, ready to run programs; its base URL."""
    port = free_port()
    environ = {"HOST": "127.0.0.1", "PORT": str(port), "SANDBOX_RATE_LIMIT_STORE": "memory://"} | variables
    log, base = folder / f"service-{port}.log", f"http://127.0.0.1:{port}"
    with log.open("wb") as stderr, service_process(environ, stderr=stderr):
        with requests.Session() as session:
            session.mount("http://", HTTPAdapter(max_retries=Retry(connect=12, backoff_factor=0.1)))
            try:
                answer = session.get(f"{base}/health", timeout=30)
            except requests.ConnectionError:
                pytest.fail(f"the service did not start:\n{log.read_text()[-3000:]}")
        assert answer.status_code == 200, answer.text
        yield base


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service with its own limits, but for the quota, which the tests together would use up."""
    with _service(tmp_path_factory.mktemp("service"), UNLIMITED) as base:
        yield base


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start one more service with environment variables of its own; gone after the test."""
    with ExitStack() as running:
        yield lambda **variables: running.enter_context(_service(tmp_path, LEAN | variables))


@pytest.fixture(scope="module")
def serve_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """The same for all tests of a module: what has the same variables is started once."""
    known: dict[frozenset[tuple[str, str]], str] = {}
    with ExitStack() as running:

        def start(**variables: str) -> str:
            key = frozenset(variables.items())
            if key not in known:
                folder = tmp_path_factory.mktemp("service")
                known[key] = running.enter_context(_service(folder, LEAN | UNLIMITED | variables))
            return known[key]

        yield start


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """For one module at a time: while it is up, an event loop runs in this thread. No other test could start one."""
    with sync_playwright() as running:
        yield running


@contextmanager
def launched(playwright: Playwright, *programs: str) -> Iterator[Browser]:
    """The browser that CHROMIUM names, or else the first of the programs that this machine has."""
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, programs)), None)
    if executable is None:
        pytest.fail("the browser tests need Chromium: apt-get install chromium")
    chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
    try:
        yield chromium
    finally:
        chromium.close()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium without an interface of its own, of which nothing here is seen."""
    with launched(playwright, "chromium-headless-shell", "chromium") as chromium:
        yield chromium


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[Profile]:
    """The one that the tests of a module share."""
    profile = Profile(browser)
    yield profile
    profile.context.close()


@pytest.fixture
def context(profile: Profile) -> Iterator[BrowserContext]:
    """A browser profile as if it were new."""
    yield profile.context
    profile.renew()


@pytest.fixture
def watch(context: BrowserContext) -> Iterator[Watch]:
    """Fails the test afterwards when the page complained on the console or asked another origin for anything."""
    watch = Watch(context)
    yield watch
    watch.end()
    assert watch.unexpected() == []
    assert {host for host in watch.hosts if not host.startswith("127.0.0.1:")} <= watch.faked_hosts


@pytest.fixture
def page(profile: Profile, watch: Watch, base_url: str) -> Page:
    """The page, ready to use."""
    return opened(profile.tab(base_url), base_url)


def open_page(context: BrowserContext, base: str, fragment: str = "") -> Page:
    """A new tab with the page of the service at `base`."""
    return opened(context.new_page(), base, fragment)


def opened(page: Page, base: str, fragment: str = "") -> Page:
    """The page of the service at `base`, when its editor is there and all of it is laid out."""
    page.goto(f"{base}/{fragment}")
    expect(page.locator("html[data-ready]:not(.fresh)")).to_be_attached(timeout=READY_MS)
    return page


def pick_example(page: Page, example: str) -> None:
    """Choose an example by its id, and wait until all of it is there."""
    chip = page.locator(f'[data-example="{example}"]')
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")


def type_program(page: Page, code: str) -> None:
    """Replace the editor's program."""
    page.locator(".cm-content").fill(code)


def until(page: Page, expression: str) -> None:
    """Wait for an expression to be true. Not by wait_for_function: the page's policy forbids what that does."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """What scripts/site/package.json pins, installed from npm when it is not there yet."""
    return npm_packages(SITE)


@pytest.fixture
def browser_without_scripts(browser: Browser) -> Iterator[BrowserContext]:
    """A profile in which JavaScript is switched off."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()
