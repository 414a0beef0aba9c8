"""A PDF that a program made, in the viewer of the whole browser: the headless shell has none."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright

from .conftest import launched, pick_example
from .expecting import expect


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with launched(playwright, "chromium") as chromium:
        yield chromium


def test_a_pdf_is_shown_by_the_browsers_viewer_and_can_be_downloaded(page: Page, tmp_path: Path) -> None:
    pick_example(page, "invoice")
    page.get_by_role("button", name="Run").click()
    frame = page.locator("#result iframe")
    expect(frame).to_be_visible()

    def paper() -> float:
        image = Image.open(io.BytesIO(frame.screenshot())).convert("L")
        return sum(image.histogram()[250:]) / (image.width * image.height)

    for _ in range(40):  # the viewer draws in a process of its own and says nothing when it is done
        if paper() > 0.3:
            break
        page.wait_for_timeout(250)
    assert paper() > 0.3, "a white page is drawn"
    assert page.locator("#result .errors").count() == 0, "no warning on stderr"
    with page.expect_download() as download:
        page.get_by_role("link", name="Download invoice.pdf").click()
    assert download.value.suggested_filename == "invoice.pdf"
    saved = tmp_path / "invoice.pdf"
    download.value.save_as(saved)
    assert saved.read_bytes().startswith(b"%PDF-")
