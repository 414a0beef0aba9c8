"""The pictures of the README: the page as it is now, from a service of this tree, in Debian's Chromium.

Each is of a browser that has just opened the page; the example has run twice, so that nothing was cold. Run it when the
look of the page has changed, and look at what it made.

    make pictures
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from playwright.sync_api import Browser, Page, expect, sync_playwright
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.processes import free_port, service_process  # noqa: E402 - found beside this folder

FOLDER = ROOT / "docs" / "images"
HOST = "sandbox.example"
"""What the page says that it is served at."""
READY_MS = 60_000
RUNS = 2


@dataclass(frozen=True)
class Picture:
    """One file, and how the page is looked at."""

    name: str
    theme: str
    width: int
    height: int
    density: int = 1
    fragment: str = ""
    """Where in the page: its top, after the runs, unless an anchor is named."""


PICTURES = (
    Picture("page-light.png", "light", 1440, 900),
    Picture("page-dark.png", "dark", 1440, 900, fragment="#request"),
    Picture("page-phone.png", "light", 390, 844, density=2),
)


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """The service on a free port, with the quota that callers have; its address."""
    port = free_port()
    variables = {"SANDBOX_PUBLIC_URL": f"http://{HOST}", "SANDBOX_RATE_LIMIT_STORE": "memory://"}
    environ = {"HOST": "127.0.0.1", "PORT": str(port), **variables}
    with (folder / f"{port}.log").open("wb") as log, service_process(environ, stderr=log):
        with requests.Session() as session:
            session.mount("http://", HTTPAdapter(max_retries=Retry(connect=12, backoff_factor=0.1)))
            session.get(f"http://127.0.0.1:{port}/health", timeout=60).raise_for_status()
        yield f"127.0.0.1:{port}"


def take(browser: Browser, picture: Picture) -> bytes:
    """One picture, as Chromium makes it."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=picture.density,
        is_mobile=picture.density > 1,
        has_touch=picture.density > 1,
        color_scheme="dark" if picture.theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(f"http://{HOST}/{picture.fragment}")
    expect(page.locator("html[data-ready]:not(.fresh)")).to_be_attached(timeout=READY_MS)
    if not picture.fragment:
        _run(page)
        page.evaluate("scrollTo(0, 0)")
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    taken = page.screenshot(animations="disabled")
    context.close()
    return taken


def _run(page: Page) -> None:
    answered = page.locator("#panel-output img")
    for _ in range(RUNS):
        with page.expect_response("**/execute", timeout=READY_MS) as answer:
            page.locator("#run").click()
        assert answer.value.status == requests.codes.ok, answer.value.text()
        expect(answered).to_be_visible(timeout=READY_MS)
        expect(page.locator("#run")).to_contain_text("Run")


def main() -> None:
    """Make every picture again."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise SystemExit("pictures: needs Chromium (Debian: apt-get install chromium), or its path in CHROMIUM")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for picture in PICTURES:
            with service(Path(folder)) as address:  # a quota of its own for each
                flags = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {HOST}:80 {address}"]
                browser = playwright.chromium.launch(executable_path=chromium, args=flags)
                content = take(browser, picture)
                browser.close()
            (FOLDER / picture.name).write_bytes(content)
            print(f"{picture.name}: {len(content) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
