"""Lines that something is wrong with are marked where they stand."""

from __future__ import annotations

import json

from playwright.sync_api import Page, Route

from .conftest import type_program
from .expecting import expect

MARK = ".cm-lintRange-error"


def test_a_syntax_error_is_said_before_running(page: Page) -> None:
    error = {"message": "'(' was never closed", "line": 2, "column": 6}

    def answer(route: Route) -> None:
        broken = "hello" in (route.request.post_data or "")
        body = {"status": "success", "valid": True, "syntax_error": error if broken else None}
        route.fulfill(body=json.dumps(body), content_type="application/json")

    page.route("**/validate", answer)
    type_program(page, "x = 1\nprint('hello'")
    expect(page.locator("#verdict")).to_have_text("'(' was never closed (line 2)")
    expect(page.locator("#verdict")).to_have_attribute("data-state", "bad")
    expect(page.locator(MARK)).to_have_text("('hello'")
    type_program(page, "x = 1")
    expect(page.locator("#verdict")).to_have_text("Ready to run")
    expect(page.locator(MARK)).to_have_count(0)


def test_a_program_that_nobody_compiled_is_not_called_ready(page: Page) -> None:
    page.route(
        "**/validate", lambda route: route.fulfill(body='{"status": "success"}', content_type="application/json")
    )
    type_program(page, "print('hello")
    expect(page.locator("#verdict")).to_have_text("Imports are allowed")


def test_the_line_of_an_exception_is_marked_and_the_traceback_leads_to_it(page: Page) -> None:
    type_program(page, "def f():\n    return 1 / 0\n\n\nf()\n")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome")).to_contain_text("ZeroDivisionError: division by zero")
    expect(page.locator(MARK)).to_have_count(1)
    links = page.locator(".errors .line-link")
    expect(links).to_have_text(['File "main.py", line 5', 'File "main.py", line 2'])
    links.nth(1).click()
    expect(page.locator(".cm-activeLine")).to_have_text("return 1 / 0")
    page.keyboard.type("#")
    expect(page.locator(MARK)).to_have_count(0)


def test_the_line_of_a_syntax_error_is_named_once(page: Page) -> None:
    type_program(page, "for i in range(3)\n    print(i)\n")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome code")).to_have_text("SyntaxError: expected ':' (line 1)")
    expect(page.locator(MARK)).to_have_text("for i in range(3)")


def test_input_that_is_missing_is_written_from_the_answer(page: Page) -> None:
    type_program(page, "print(input('Who? '))")
    page.get_by_label("Files to return").fill("")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Write the input").click()
    expect(page.get_by_label("Standard input")).to_be_focused()
    page.keyboard.type("Ada")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel-output pre")).to_have_text("Who? Ada\n")


def test_a_file_that_an_example_asked_for_is_asked_for_no_more(page: Page) -> None:
    type_program(page, "open('kept.txt', 'w').write('x')")
    page.get_by_label("Files to return").fill("dunes.png, kept.txt")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#panel-output .bad")).to_have_text("File not found after execution.")
    expect(page.locator("#files-count")).to_have_text("1")
    page.get_by_role("button", name="Do not ask for it").click()
    expect(page.locator("#panel-output .bad")).to_have_count(0)
    expect(page.get_by_label("Files to return")).to_have_value("kept.txt")
