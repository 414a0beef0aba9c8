"""Nothing that was typed is lost."""

from __future__ import annotations

import json
import re

from playwright.sync_api import BrowserContext, FilePayload, Page

from .conftest import open_page, pick_example, type_program, until
from .expecting import expect
from .profile import Watch

LEGACY = "#run=eyJjb2RlIjogInByaW50KCdvbGQgbGluaycpIn0"
"""A link of the page's first edition: print('old link')."""


def reload(page: Page) -> None:
    page.reload()
    expect(page.locator("html[data-ready]")).to_be_attached()


def test_a_draft_outlives_a_reload_with_its_input_names_and_small_files(page: Page) -> None:
    type_program(page, "print('draft')")
    page.get_by_label("Standard input").fill("in")
    page.get_by_label("Files to return").fill("a.txt")
    page.locator("#files").set_input_files(
        [
            FilePayload(name="small.txt", mimeType="text/plain", buffer=b"small"),
            FilePayload(name="large.bin", mimeType="text/plain", buffer=bytes(200_000)),
        ]
    )
    until(page, "(localStorage.draft ?? '').includes('large.bin')")
    reload(page)
    expect(page.locator(".cm-content")).to_have_text("print('draft')")
    expect(page.get_by_label("Standard input")).to_have_value("in")
    expect(page.get_by_label("Files to return")).to_have_value("a.txt")
    expect(page.locator("#attachments")).to_contain_text("small.txt")
    expect(page.locator("#attach-problem")).to_contain_text("large.bin")


def test_a_draft_outlives_the_tab(context: BrowserContext, page: Page, base_url: str) -> None:
    type_program(page, "typed = 'a moment ago'")
    page.close()
    expect(open_page(context, base_url).locator(".cm-content")).to_have_text("typed = 'a moment ago'")


def test_an_example_can_be_undone_with_all_that_it_replaced(page: Page) -> None:
    type_program(page, "mine = 1")
    page.get_by_label("Standard input").fill("my input")
    page.locator("#files").set_input_files([FilePayload(name="mine.txt", mimeType="text/plain", buffer=b"mine")])
    pick_example(page, "grey")
    expect(page.locator("#attachments")).to_contain_text("photo.jpg")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".cm-content")).to_have_text("mine = 1")
    expect(page.get_by_label("Standard input")).to_have_value("my input")
    expect(page.locator("#attachments li")).to_have_count(1)
    expect(page.locator("#attachments")).to_contain_text("mine.txt")


def test_going_from_example_to_example_asks_nothing(page: Page) -> None:
    pick_example(page, "words")
    pick_example(page, "invoice")
    expect(page.locator(".toast")).to_have_count(0)


def test_going_back_after_a_link_keeps_what_was_typed(context: BrowserContext, watch: Watch, base_url: str) -> None:
    page = open_page(context, base_url, LEGACY)
    expect(page.locator(".cm-content")).to_have_text("print('old link')")
    assert page.evaluate("location.hash") == "", "once read, it leaves the address"
    type_program(page, "print('edited')")
    page.get_by_role("link", name="Reference", exact=True).click()
    page.go_back()
    expect(page.locator(".cm-content")).to_have_text("print('edited')")
    reload(page)
    expect(page.locator(".cm-content")).to_have_text("print('edited')")


def test_a_link_over_a_draft_gives_the_draft_back(context: BrowserContext, page: Page, base_url: str) -> None:
    type_program(page, "my_draft = 1")
    until(page, "(localStorage.draft ?? '').includes('my_draft')")
    page.close()
    other = open_page(context, base_url, LEGACY)
    expect(other.locator(".cm-content")).to_have_text("print('old link')")
    other.get_by_role("button", name="Back to my draft").click()
    expect(other.locator(".cm-content")).to_have_text("my_draft = 1")


def test_a_link_followed_on_the_page_can_be_undone(page: Page) -> None:
    type_program(page, "mine = 2")
    page.evaluate("fragment => { location.hash = fragment; }", LEGACY)
    expect(page.locator(".cm-content")).to_have_text("print('old link')")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".cm-content")).to_have_text("mine = 2")


def test_the_last_ten_runs_can_be_had_again(page: Page) -> None:
    one = {"stdin": "", "returns": "", "files": [], "outcome": "Finished"}
    earlier = [{**one, "code": f"x = {n}", "at": n} for n in range(10)]
    page.evaluate("runs => localStorage.setItem('runs', JSON.stringify(runs))", earlier)
    type_program(page, "print('eleventh')")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome")).to_be_visible()
    expect(page.locator("#run")).to_have_text("Run")
    runs = json.loads(page.evaluate("localStorage.runs"))
    assert [run["code"] for run in runs] == ["print('eleventh')", *(f"x = {n}" for n in range(9))]
    page.get_by_role("button", name="History").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li")).to_have_count(10)
    dialog.get_by_role("button", name=re.compile("Restore")).nth(3).click()
    expect(page.locator(".cm-content")).to_have_text("x = 2")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".cm-content")).to_have_text("print('eleventh')")


def test_damaged_storage_is_no_harm(context: BrowserContext, watch: Watch, base_url: str) -> None:
    page = context.new_page()
    page.add_init_script(
        """if (location.protocol === "http:") Object.assign(localStorage, {
          draft: "{", runs: '[1, null, {"code": 1}]', divider: "x" });"""
    )
    page.goto(base_url)
    expect(page.locator("html[data-ready]:not(.fresh)")).to_be_attached()
    page.get_by_role("button", name="History").click()
    expect(page.get_by_role("dialog")).to_contain_text("None yet")


def test_a_program_is_saved_and_opened_as_a_file(page: Page) -> None:
    type_program(page, "print('in a file')")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save", exact=True).click()
    assert saved.value.suggested_filename == "main.py"
    path = saved.value.path()
    type_program(page, "another = 1")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open", exact=True).click()
    chooser.value.set_files(path)
    expect(page.locator(".cm-content")).to_have_text("print('in a file')")


def test_a_run_is_compared_with_the_run_before(page: Page) -> None:
    page.get_by_label("Files to return").fill("")
    for code, printed in (("print('one')\nprint(0)", "one"), ("print('two')\nprint(0)\nprint(3)", "two")):
        type_program(page, code)
        page.get_by_role("button", name="Run", exact=True).click()
        expect(page.locator("#panel-output pre")).to_contain_text(printed)
        page.get_by_label("Standard input").fill(printed)
    page.get_by_role("button", name="History").click()
    runs = page.locator(".history > li")
    runs.first.locator("summary").click()
    changes = runs.first.locator(".diff")
    expect(changes).to_be_hidden()
    runs.first.get_by_role("button", name="Changes since the run before").click()
    expect(changes.locator("del")).to_have_text(["- print('one')"])
    expect(changes.locator("ins")).to_have_text(["+ print('two')", "+ print(3)"])
    expect(changes.locator("span")).to_have_text(["  print(0)"])
    expect(runs.first).to_contain_text("Standard input: none → one")
    expect(runs.last.get_by_role("button", name="Changes")).to_have_count(0)
