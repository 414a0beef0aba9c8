"""The reference as it is read: samples that follow one choice, search, keys, paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from .conftest import type_program
from .expecting import expect


def test_one_choice_of_language_holds_for_every_sample_and_is_remembered(page: Page) -> None:
    sample = page.locator("figure[data-languages]")
    sample.get_by_role("tab", name="Go", exact=True).click()
    expect(page.get_by_label("POST /execute, Go")).to_be_visible()
    expect(page.get_by_label("POST /execute, curl", exact=True)).to_be_hidden()
    page.locator("#tab-request").click()
    expect(page.locator("#panel-request pre")).to_contain_text("package main")
    page.locator("#panel-request").get_by_role("tab", name="PowerShell").click()
    expect(page.get_by_label("POST /execute, PowerShell")).to_be_visible()
    page.reload()
    expect(page.get_by_label("POST /execute, PowerShell")).to_be_visible()


def test_rows_of_tabs_are_one_stop_and_arrows_move_in_them(page: Page) -> None:
    tabs = page.locator("figure[data-languages]").get_by_role("tab")
    assert [tab.get_attribute("tabindex") for tab in tabs.all()].count("-1") == 4
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("End")
    expect(tabs.nth(4)).to_be_focused()


def test_answers_of_each_status_are_shown_one_at_a_time(page: Page) -> None:
    for name, words in (("503 Service Unavailable", "ServerBusy"), ("429 Too Many Requests", "RateLimitExceeded")):
        page.get_by_role("tablist", name="Answers").get_by_role("tab", name=name).click()
        expect(page.locator("figure", has=page.get_by_role("tablist", name="Answers"))).to_contain_text(words)


@pytest.mark.parametrize(("query", "target"), [("peak_memory", "peak_memory_bytes"), ("numpy.f2py", "numpy.f2py")])
def test_search_finds_what_is_folded_away_and_opens_it(page: Page, query: str, target: str) -> None:
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type(query)
    expect(page.get_by_role("option").first).to_contain_text(re.compile(re.escape(target)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".found")).to_be_in_viewport()


def test_keys_are_listed_and_work_and_never_while_typing(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Search this page")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    expect(page.locator("#panel-request")).to_be_visible()
    page.keyboard.press("e")
    expect(page.locator(".cm-content")).to_be_focused()
    type_program(page, "")
    page.keyboard.type("/?e14")
    expect(page.locator(".cm-content")).to_have_text("/?e14")


def test_what_is_being_read_is_marked_in_the_contents(page: Page) -> None:
    page.evaluate("document.getElementById('errors').scrollIntoView()")
    expect(page.locator(".toc [aria-current]")).to_have_text("Error responses")


def test_a_heading_reached_by_its_address_is_below_the_header(page: Page) -> None:
    page.goto(f"{page.url}#errors")
    expect(page.locator("#errors")).to_be_in_viewport()
    top = page.locator("#errors").evaluate("e => e.getBoundingClientRect().top")
    assert top >= page.locator(".top").evaluate("e => e.getBoundingClientRect().bottom")


def test_paper_has_all_of_the_reference_and_nothing_of_the_playground(page: Page) -> None:
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#playground")).to_be_hidden()
    expect(page.get_by_label("POST /execute, Go")).to_be_visible()
    assert page.locator(".doc details:not([open])").count() == 0
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".doc pre, .call pre")]
          .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1).length"""
    )
    assert cut == 0
