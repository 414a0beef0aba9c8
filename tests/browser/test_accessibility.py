"""The page with the keyboard alone, and under axe-core."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page

from .conftest import pick_example, type_program
from .expecting import expect
from .profile import Watch

AXE = "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)"
"""All rules; but of what is as it should be, it does not work out how to describe it."""


def focused(page: Page) -> str:
    """The focused element's id, or what it says."""
    return str(
        page.evaluate("(e => e.id || e.getAttribute('aria-label') || e.textContent.trim())(document.activeElement)")
    )


def serious_violations(page: Page, axe: Path) -> list[str]:
    # As a debugger would, past the page's own policy, which forbids scripts that are not the page's.
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": axe.read_text(encoding="utf-8")})
    answer = session.send("Runtime.evaluate", {"expression": AXE, "awaitPromise": True, "returnByValue": True})
    return [
        f"{row['id']} ({row['impact']}): {', '.join(str(node['target']) for node in row['nodes'])}"
        for row in answer["result"]["value"]
        if row["impact"] in ("moderate", "serious", "critical")
    ]


def test_the_first_client_is_a_few_tab_stops_away(page: Page) -> None:
    order: list[str] = []
    while "Copy: The shortest call" not in order and len(order) < 12:
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order[0] == "Skip to the playground"
    assert len(order) <= 10


def test_a_program_is_written_and_run_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_role("button", name="Share").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "run"
    page.keyboard.press("Tab")
    assert focused(page) == "Program"
    page.keyboard.press("Control+a")
    page.keyboard.type("print(6 * 7)\n")
    page.keyboard.press("Tab")
    assert focused(page) == "Program", "Tab indents"
    page.keyboard.press("Control+Enter")
    expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("42\n")
    assert focused(page) == "Program", "the focus stays where it was"


@pytest.mark.parametrize("select", ["Control+a", "Shift+ArrowLeft", ""])
def test_escape_and_tab_leave_the_editor_whatever_is_selected(page: Page, select: str) -> None:
    type_program(page, "kept = 1")
    page.locator(".cm-content").click()
    if select:
        page.keyboard.press(select)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert focused(page) != "Program"
    expect(page.locator(".cm-content")).to_have_text("kept = 1")


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_the_run_keys_run_from_every_field(page: Page, keys: str) -> None:
    page.locator("#stdin").fill("from stdin")
    type_program(page, "print(input())")
    page.locator("#stdin").press(keys)
    expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("from stdin\n")
    if keys == "Control+Enter":  # the editor takes the platform's own key, and this platform's is Control
        type_program(page, "print('again')")
        page.locator(".cm-content").press(keys)
        expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("again\n")


def test_every_focus_is_visible(page: Page) -> None:
    for selector in (".chip", "#share", "#run", "#returns", "#theme", ".brand", "#divider"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        outline = page.locator(selector).first.evaluate("e => getComputedStyle(e).outlineStyle")
        assert outline == "solid", selector


def test_the_outcome_and_the_output_are_announced(page: Page) -> None:
    type_program(page, "print('to be heard')")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("status").filter(has_text="Finished. Output: to be heard")).to_be_attached()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    page: Page, watch: Watch, node_modules: Path, theme: Literal["light", "dark"]
) -> None:
    watch.expected = ("status of 400",)
    axe = node_modules / "axe-core" / "axe.min.js"
    page.emulate_media(color_scheme=theme)
    found = {"at first": serious_violations(page, axe)}
    pick_example(page, "grey")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result img")).to_be_visible()
    found["a picture"] = serious_violations(page, axe)
    type_program(page, "import os\n")
    expect(page.locator(".cm-lintRange-error")).to_be_visible()
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome.failed")).to_be_visible()
    found["an error"] = serious_violations(page, axe)
    type_program(page, "# a comment\nclass A:\n    x = 'text' + str(1)\n1/0\n")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".errors")).to_be_visible()
    found["an exception"] = serious_violations(page, axe)
    assert found == {state: [] for state in found}


def test_axe_finds_nothing_serious_on_a_phone(page: Page, node_modules: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert serious_violations(page, node_modules / "axe-core" / "axe.min.js") == []


def test_the_theme_button_changes_the_theme_and_is_remembered(page: Page) -> None:
    def ground(tab: Page) -> str:
        return str(tab.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = ground(page)
    page.get_by_role("button", name="Dark theme").click()
    dark = ground(page)
    assert dark != light
    page.reload()
    assert ground(page) == dark
    page.get_by_role("button", name="Light theme").click()
    assert ground(page) == light
    page.emulate_media(color_scheme="dark")
    assert ground(page) == dark, "back to following the system"


def test_nothing_moves_where_motion_is_reduced(page: Page) -> None:
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("getComputedStyle(document.querySelector('#run')).transitionDuration") in ("0s", "")


def test_the_reference_can_be_read_without_scripts(browser_without_scripts: BrowserContext, base_url: str) -> None:
    page = browser_without_scripts.new_page()
    page.goto(base_url)
    expect(page.get_by_role("heading", name="Security and sandbox model")).to_be_visible()
    expect(page.locator("#limits ~ .table")).to_contain_text("10 seconds")
    expect(page.locator("noscript pre")).to_contain_text("import numpy as np")
    for language in ("curl", "Python", "JavaScript", "Go", "PowerShell"):
        expect(page.get_by_label(f"POST /execute, {language}")).to_be_visible()
    assert page.locator("button:visible").count() == 0, "nothing that could not work is offered"
