"""The four tabs over a result, and what is shown in them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import FilePayload, Page

from .conftest import type_program
from .expecting import expect
from .profile import Watch


def run(page: Page, code: str, returns: str = "") -> None:
    page.get_by_label("Files to return").fill(returns)
    type_program(page, code)
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome")).to_be_visible()


def test_output_comes_first_and_figures_after(page: Page) -> None:
    run(page, "print('first')")
    parts = page.locator("#panel-output").inner_text()
    assert parts.index("Finished") < parts.index("first") < parts.index("Exit code")


def test_the_json_tab_shows_the_answer_as_it_came(page: Page) -> None:
    run(page, "print('raw')\nopen('a.bin', 'wb').write(bytes(3000))", "a.bin")
    page.get_by_role("tab", name="JSON").click()
    panel = page.locator("#panel-json")
    expect(panel.locator(".status-line")).to_contain_text("200 OK")
    expect(panel.locator(".status-line")).to_contain_text(re.compile(r"[\d.]+ m?s from here and back"))
    body = json.loads(panel.get_by_label("Body", exact=True).inner_text())
    assert body["execution_details"]["stdout"] == "raw\n"
    assert body["execution_details"]["output_files"]["a.bin"]["content_base64"].endswith("(4,000 characters)")
    panel.get_by_text(re.compile(r"\d+ headers")).click()
    expect(panel.get_by_label("Headers")).to_contain_text("ratelimit:")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.get_by_role("button", name="Copy the whole body").click()
    expect(page.locator("#announce")).to_have_text("Copied")
    whole = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert len(whole["execution_details"]["output_files"]["a.bin"]["content_base64"]) == 4000


def test_an_error_is_in_the_json_tab_as_well(page: Page, watch: Watch) -> None:
    watch.expected = ("status of 400",)
    run(page, "import os")
    page.get_by_role("tab", name="JSON").click()
    expect(page.locator(".status-line")).to_contain_text("400 Bad Request")


def test_the_request_tab_follows_what_is_typed(page: Page, base_url: str) -> None:
    page.get_by_role("tab", name="Request", exact=True).click()
    request = page.locator("#panel-request pre")
    type_program(page, "print('live')")
    expect(request).to_contain_text("live")
    expect(request).to_contain_text(f"{base_url}/execute")
    page.get_by_label("Standard input").fill("some input")
    expect(request).to_contain_text("some input")
    page.locator("#files").set_input_files([FilePayload(name="data.csv", mimeType="text/csv", buffer=b"1")])
    expect(request).to_contain_text("data.csv")
    page.get_by_label("Files to return").fill("out.png")
    expect(request).to_contain_text("out.png")
    for language, words in (
        ("Python", "import requests"),
        ("JavaScript", "await fetch"),
        ("Go", "package main"),
        ("PowerShell", "Invoke-WebRequest"),
        ("curl", "curl -sS"),
    ):
        page.locator("#panel-request").get_by_role("tab", name=language, exact=True).click()
        expect(request).to_contain_text(words)
        expect(request).to_contain_text("live")


def test_texts_tables_and_json_are_shown(page: Page) -> None:
    run(
        page,
        'open(\'t.csv\', \'w\').write(\'name,note\\na,"x, y"\\nb,"say ""hi"""\\n\')\n'
        "open('j.json', 'w').write('{\"a\": [1, 2]}')\nopen('n.txt', 'w').write('<b>plain</b>')",
        "*.csv, *.json, *.txt",
    )
    expect(page.locator("#panel-output")).to_contain_text("More under Files: t.csv, j.json, n.txt")
    page.get_by_role("tab", name="Files").click()
    panel = page.locator("#panel-files")
    expect(panel.get_by_role("cell")).to_have_text(["a", "x, y", "b", 'say "hi"'])
    expect(panel.locator("pre", has_text="[")).to_have_text('{\n  "a": [\n    1,\n    2\n  ]\n}')
    expect(panel.locator("pre", has_text="plain")).to_have_text("<b>plain</b>")
    assert panel.locator("pre b").count() == 0


def test_all_files_come_in_one_archive(page: Page) -> None:
    run(page, "open('ä.txt', 'w').write('one')\nopen('b.bin', 'wb').write(bytes(range(256)))", "*")
    page.get_by_role("tab", name="Files").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download all 2")).click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "ä.txt": b"one",
            "b.bin": bytes(range(256)),
        }


def test_pictures_stand_side_by_side(page: Page) -> None:
    run(
        page,
        "from PIL import Image\nfor n in range(3): Image.new('RGB', (9, 9), (90 * n, 0, 0)).save(f'{n}.png')",
        "*.png",
    )
    expect(page.locator("#panel-output .gallery img")).to_have_count(3)


def test_terminal_colours_are_shown_and_other_sequences_left_out(page: Page) -> None:
    run(page, r"print('\x1b[1;31mred\x1b[0m plain \x1b[38;5;2mgreen\x1b[m\x1b]0;title\x07\x1b[2K!')")
    stdout = page.locator('pre[aria-label="stdout"]')
    expect(stdout).to_have_text("red plain green!\n")
    expect(stdout.locator(".a-red.a-bold")).to_have_text("red")
    expect(stdout.locator(".a-green")).to_have_text("green")


def test_wide_output_can_be_kept_from_wrapping(page: Page) -> None:
    run(page, "print('x' * 500)")
    stdout = page.locator('pre[aria-label="stdout"]')
    narrow = "e => e.scrollWidth > e.clientWidth"
    assert not stdout.evaluate(narrow)
    page.get_by_role("button", name="Wrap").click()
    assert stdout.evaluate(narrow)
    expect(stdout).to_have_attribute("tabindex", "0")


def test_long_output_is_shown_in_part_until_asked_for(page: Page) -> None:
    run(page, "for n in range(3000): print(n)")
    stdout = page.locator('pre[aria-label="stdout"]')
    assert stdout.inner_text().splitlines()[-1] == "399"
    page.get_by_role("button", name="Show all 3,000 lines").click()
    assert stdout.inner_text().splitlines()[-1] == "2999"


def test_the_page_alone_scrolls_up_and_down(page: Page) -> None:
    run(page, "for n in range(100): print(n)\n1/0")
    inner = page.evaluate(
        """() => [...document.querySelectorAll("#result, #result *")]
          .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowY))
          .filter((e) => e.scrollHeight > e.clientHeight + 1)
          .map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert inner == []


def test_the_panes_can_be_moved_by_keyboard_and_stay_so(page: Page) -> None:
    divider = page.get_by_role("separator")
    width = "document.querySelector('.write').offsetWidth"
    before = page.evaluate(width)
    divider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate(width) < before - 80
    expect(divider).to_have_attribute("aria-valuenow", "42")
    page.reload()
    assert page.evaluate(width) < before - 80
