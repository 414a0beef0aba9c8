"""The developer's card, with GitHub played by the test."""

from __future__ import annotations

import base64
import json

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route

from .conftest import Serve, open_page
from .expecting import expect
from .profile import Watch

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==")
USER = {
    "login": "octo-dev",
    "name": "Octavia <b>Dev</b>",
    "bio": "Writes sandboxes.",
    "location": "Bergen",
    "blog": "javascript:alert(1)",
    "avatar_url": "https://avatars.githubusercontent.com/u/1?v=4",
}


def play_github(context: BrowserContext, watch: Watch) -> list[Route]:
    watch.faked_hosts |= {"api.github.com", "avatars.githubusercontent.com"}
    held: list[Route] = []
    context.route("https://api.github.com/users/octo-dev", lambda route: held.append(route))
    context.route(
        "https://avatars.githubusercontent.com/**", lambda route: route.fulfill(body=PIXEL, content_type="image/gif")
    )
    return held


def until_held(page: Page, held: list[Route]) -> None:
    for _ in range(200):
        if held:
            return
        page.wait_for_timeout(20)
    pytest.fail("GitHub was not asked")


def answer(page: Page, held: list[Route], status: int = 200) -> None:
    until_held(page, held)
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
    held[0].fulfill(status=status, body=json.dumps(USER), headers=headers)


def card_of(context: BrowserContext, base: str) -> tuple[Page, Locator]:
    page = open_page(context, base)
    card = page.locator("#developer-card")
    card.scroll_into_view_if_needed()
    return page, card


def test_the_card_loads_and_shows_the_developer(context: BrowserContext, watch: Watch, serve_all: Serve) -> None:
    held = play_github(context, watch)
    page, card = card_of(context, serve_all(SANDBOX_DEVELOPER_GITHUB="octo-dev"))
    answer(page, held)
    expect(card).to_contain_text("Octavia <b>Dev</b>")
    expect(card).to_contain_text("Writes sandboxes.")
    expect(card.get_by_role("link")).to_have_attribute("href", "https://github.com/octo-dev")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 1)


@pytest.mark.parametrize("status", [404, 403, 500, None])
def test_the_link_stays_when_github_does_not_answer(
    context: BrowserContext, watch: Watch, serve_all: Serve, status: int | None
) -> None:
    watch.expected = ("status of", "ERR_FAILED")
    held = play_github(context, watch)
    page, card = card_of(context, serve_all(SANDBOX_DEVELOPER_GITHUB="octo-dev"))
    if status is None:
        until_held(page, held)
        held[0].abort()
    else:
        answer(page, held, status=status)
    page.wait_for_load_state("networkidle")
    link = card.get_by_role("link", name="octo-dev on GitHub")
    expect(link).to_have_attribute("href", "https://github.com/octo-dev")


def test_github_is_not_asked_before_the_card_is_near(context: BrowserContext, watch: Watch, serve_all: Serve) -> None:
    held = play_github(context, watch)
    page = open_page(context, serve_all(SANDBOX_DEVELOPER_GITHUB="octo-dev"))
    page.set_viewport_size({"width": 390, "height": 500})
    page.reload()
    expect(page.locator("html[data-ready]")).to_be_attached()
    held.clear()
    page.wait_for_load_state("networkidle")
    assert held == []


def test_there_is_no_card_when_no_one_is_named(page: Page, watch: Watch) -> None:
    expect(page.locator("#developer")).to_have_count(0)


def test_without_a_developer_the_policy_refuses_github(page: Page, watch: Watch) -> None:
    watch.expected = ("Content Security Policy", "Refused to connect")
    refused = page.evaluate("fetch('https://api.github.com/users/octo-dev').then(() => false, () => true)")
    assert refused is True
