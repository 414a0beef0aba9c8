"""Both themes at three widths, photographed and measured: nothing overlaps, nothing runs over its edge."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route

from .conftest import open_page, pick_example, type_program, until
from .expecting import expect
from .profile import Watch

# Every visible piece of text as the rectangles that it is painted in, cut to what scrolling ancestors show of it.
MEASURE = """() => {
  const hidden = (e) => {
    for (; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.visibility === "hidden" || style.opacity === "0" || style.clipPath !== "none") return true;
      if (e.matches(".top, .skip, .cm-cursorLayer, .cm-selectionLayer")) return true;
    }
    return false;
  };
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    const text = node.data.trim().slice(0, 40);
    if (!text || ["SCRIPT", "NOSCRIPT", "OPTION"].includes(parent.tagName)) continue;
    if (!parent.checkVisibility() || hidden(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      let { left, top, right, bottom } = rect;
      for (let e = parent; e && e !== document.body; e = e.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(e);
        if (overflowX === "visible" && overflowY === "visible") continue;
        const frame = e.getBoundingClientRect();
        left = Math.max(left, frame.left); right = Math.min(right, frame.right);
        top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom);
      }
      if (right - left > 1 && bottom - top > 1) boxes.push({ left, top, right, bottom, text });
    }
  }
  return { boxes, width: document.documentElement.scrollWidth, window: innerWidth };
}"""

SLACK_PX = 3  # line boxes of neighbouring lines touch


def overlaps(boxes: list[dict[str, Any]]) -> list[str]:
    """Pairs of texts that are painted over one another."""
    found = []
    boxes = sorted(boxes, key=lambda box: box["top"])
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            if other["top"] >= one["bottom"] - SLACK_PX:
                break
            wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
            high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if wide > SLACK_PX and high > SLACK_PX:
                found.append(f"{one['text']!r} and {other['text']!r}")
    return found


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_overlaps_or_runs_over(page: Page, tmp_path: Path, width: int, theme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    pick_example(page, "grey")
    expect(page.locator("#attachments li")).to_be_visible()
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result img")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    measured = page.evaluate(MEASURE)
    assert measured["width"] == measured["window"] == width, "no sideways scrolling"
    assert len(measured["boxes"]) > 300
    outside = [box["text"] for box in measured["boxes"] if box["right"] > width or box["left"] < 0]
    assert outside == []
    assert overlaps(measured["boxes"]) == []

    photograph = tmp_path / f"{theme}-{width}.jpeg"  # half the work of a PNG, in the browser and here
    page.screenshot(path=photograph, full_page=True)
    with Image.open(photograph) as image:
        assert image.width == width
        red, green, blue = image.convert("RGB").getpixel((2, image.height - 2))  # type: ignore[misc]
    assert (red + green + blue > 600) is (theme == "light"), "the ground has the theme's colour"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_a_failure_and_long_output_keep_their_place(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.locator("#returns").fill("a-file-with-a-name-" + "that-is-far-too-long-" * 8 + ".txt")
    page.locator(".cm-content").fill("print('x' * 5000)\nraise ValueError('a' * 400)")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome.failed")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    measured = page.evaluate(MEASURE)
    assert measured["width"] == width
    assert [box["text"] for box in measured["boxes"] if box["right"] > width] == []
    assert overlaps(measured["boxes"]) == []


def test_a_phone_shows_the_page_at_its_own_width(browser: Browser, base_url: str) -> None:
    """A page that is wider is shown shrunk, or is pushed aside: what only a phone's browser does."""
    context = browser.new_context(viewport={"width": 412, "height": 839}, is_mobile=True, has_touch=True)
    page = open_page(context, base_url)
    page.locator("#run").tap()
    expect(page.locator("#result img")).to_be_visible()
    page.locator("#routes").scroll_into_view_if_needed()
    assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [412, 412]
    context.close()


SECTION_IS_BELOW_THE_BAR = """(() => {
    const [bar, section] = [".top", "#errors"].map(name => document.querySelector(name).getBoundingClientRect());
    return bar.height <= section.y && section.y < 120;
})()"""
DRAFT = "print('x' * 5000)\nraise ValueError('a' * 400)\n" * 5


@pytest.mark.parametrize("draft", ["", DRAFT], ids=["example", "draft"])
@pytest.mark.parametrize("width", [412, 1440])
def test_a_section_is_where_its_link_leads_also_after_loading_again(
    context: BrowserContext, watch: Watch, base_url: str, width: int, draft: str
) -> None:
    page = open_page(context, base_url)
    page.set_viewport_size({"width": width, "height": 900})
    if draft:
        page.locator("#returns").fill("a-name-" * 20)
        type_program(page, draft)
        until(page, "(localStorage.draft ?? '').includes('ValueError')")
    page.goto("about:blank")
    page.goto(f"{base_url}/#errors")
    for _ in range(3):
        expect(page.locator("html[data-ready]")).to_be_attached()
        until(page, SECTION_IS_BELOW_THE_BAR)
        page.reload()


def test_who_reads_on_while_the_page_loads_again_is_left_there(page: Page) -> None:
    page.evaluate("() => { location.hash = 'errors'; }")
    until(page, SECTION_IS_BELOW_THE_BAR)
    held: list[Route] = []
    page.route("**/editor.js*", lambda route: held.append(route))
    with page.expect_request("**/editor.js*"):
        page.reload()
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 3000)
    until(page, "document.querySelector('#errors').getBoundingClientRect().y < -1000")
    held[0].continue_()
    expect(page.locator("html[data-ready]")).to_be_attached()
    assert page.evaluate("document.querySelector('#errors').getBoundingClientRect().y") < -1000


def test_a_word_of_code_is_never_torn_at_its_hyphen(page: Page) -> None:
    """Neither `-d` of the first call nor `Retry-After` in the text: a line may end before such a word."""
    torn = """() => {
        const found = [], texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const node = texts.currentNode, code = node.parentElement.closest("code");
            if (!code?.checkVisibility() || code.closest(".sample, pre:not(.call pre)")) continue;
            for (const match of node.data.matchAll(/\\S*-\\S+/g)) {
                const range = document.createRange();
                range.setStart(node, match.index);
                range.setEnd(node, match.index + match[0].length);
                if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) found.push(match[0]);
            }
        }
        return found;
    }"""
    for width in range(320, 460, 6):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(torn) == []
