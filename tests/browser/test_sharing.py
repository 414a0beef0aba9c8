"""Programs handed on: by a link, by a badge, in a frame on another's page."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page

from .conftest import open_page, type_program
from .expecting import expect
from .profile import Watch


def shared(page: Page, label: str) -> str:
    """What the box for sharing holds under a label."""
    page.get_by_role("button", name="Share").click()
    text = page.get_by_role("dialog").get_by_label(label, exact=True).input_value()
    page.keyboard.press("Escape")
    return text


def test_a_link_carries_program_input_names_and_small_files_and_runs_nothing(
    context: BrowserContext, page: Page
) -> None:
    type_program(page, "print('grüße 😀', input(), open('note.txt').read())")
    page.get_by_label("Standard input").fill("in")
    page.get_by_label("Files to return").fill("*.png")
    page.locator("#files").set_input_files([FilePayload(name="note.txt", mimeType="text/plain", buffer=b"note")])
    link = shared(page, "Link")
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page.evaluate("localStorage.clear()")
    other = context.new_page()
    other.goto(link)
    expect(other.locator("html[data-ready]")).to_be_attached()
    expect(other.locator(".cm-content")).to_contain_text("print('grüße 😀', input()")
    expect(other.get_by_label("Standard input")).to_have_value("in")
    expect(other.get_by_label("Files to return")).to_have_value("*.png")
    assert not [url for url in requests if url.endswith("/execute") or "p=" in url]
    other.get_by_role("button", name="Run").click()
    expect(other.locator('.part pre[aria-label="stdout"]')).to_have_text("grüße 😀 in note\n")


def test_a_file_that_is_too_large_for_a_link_is_named(context: BrowserContext, page: Page) -> None:
    page.locator("#files").set_input_files([FilePayload(name="big.bin", mimeType="text/plain", buffer=bytes(100_000))])
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".problem")).to_contain_text("Too large for a link: big.bin")
    link = dialog.get_by_label("Link", exact=True).input_value()
    other = context.new_page()
    other.goto(link)
    expect(other.locator("#attach-problem")).to_contain_text("big.bin")


@pytest.mark.parametrize("fragment", ["#run=%%%", "#p=%%%", "#p=AAAA", "#run=bnVsbA", "#p="])
def test_a_damaged_link_says_so(context: BrowserContext, watch: Watch, base_url: str, fragment: str) -> None:
    page = open_page(context, base_url, fragment)
    expect(page.locator(".outcome h3")).to_have_text("This link does not work")
    assert page.locator(".cm-content").inner_text().startswith("import numpy")


def test_a_link_that_would_grow_without_end_is_refused(context: BrowserContext, page: Page, base_url: str) -> None:
    bomb = page.evaluate(
        """async () => {
          const zeros = new Blob([new Uint8Array(40_000_000)]).stream();
          const packed = zeros.pipeThrough(new CompressionStream("deflate-raw"));
          const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
          const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
          return text.replaceAll("+", "-").replaceAll("/", "_");
        }"""
    )
    other = open_page(context, base_url, f"#p={bomb}")
    expect(other.locator(".outcome h3")).to_have_text("This link does not work")


def test_the_badge_is_a_picture_that_leads_to_the_program(page: Page, base_url: str) -> None:
    badge = shared(page, "Badge, in Markdown")
    assert badge.startswith(f"[![Run this]({base_url}/badge.svg)]({base_url}/#p=")
    page.goto(f"{base_url}/badge.svg")
    expect(page.locator("svg")).to_have_attribute("aria-label", "Run this")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another site: its address, and the folder that it serves."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))  # how soon it sees that it is to end
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", tmp_path
        server.shutdown()
        thread.join()


def test_a_program_runs_in_a_frame_on_another_site(page: Page, elsewhere: tuple[str, Path], watch: Watch) -> None:
    watch.expected = ("favicon.ico", "404")
    type_program(page, "print('framed')")
    frame = shared(page, "Frame, in HTML")
    site, folder = elsewhere
    (folder / "page.html").write_text(f"<!doctype html><title>Theirs</title>{frame}", encoding="utf-8")
    page.goto(f"{site}/page.html")
    inside = page.frame_locator("iframe")
    expect(inside.locator(".cm-content")).to_have_text("print('framed')")
    inside.get_by_role("button", name="Run").click()
    expect(inside.locator('.part pre[aria-label="stdout"]')).to_have_text("framed\n")


def test_the_page_itself_does_not_show_in_a_frame(
    page: Page, elsewhere: tuple[str, Path], watch: Watch, base_url: str
) -> None:
    watch.expected = (
        "frame-ancestors",
        "X-Frame-Options",
        "x-frame-options",
        "ERR_BLOCKED_BY_RESPONSE",
        "404",
        "Refused",
    )
    site, folder = elsewhere
    (folder / "page.html").write_text(f'<!doctype html><iframe src="{base_url}/"></iframe>', encoding="utf-8")
    page.goto(f"{site}/page.html")
    expect(page.locator("iframe")).to_be_visible()
    assert page.frame_locator("iframe").locator("#run").count() == 0


def test_a_frame_keeps_nothing_of_what_is_typed_in_it(context: BrowserContext, watch: Watch, base_url: str) -> None:
    page = context.new_page()
    page.goto(f"{base_url}/embed")
    expect(page.locator("html[data-ready]")).to_be_attached()
    type_program(page, "secret = 1")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{base_url}/robots.txt")
    assert page.evaluate("[localStorage.draft, localStorage.runs]") == [None, None]
