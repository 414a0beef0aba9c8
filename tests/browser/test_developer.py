"""The developer's card, with GitHub played by the test."""

from __future__ import annotations

import base64
import json

from playwright.sync_api import BrowserContext, Page, Route, expect

from .conftest import Serve, Watch, open_page

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


def answer(page: Page, held: list[Route], status: int = 200) -> None:
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(20)
    headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
    held[0].fulfill(status=status, body=json.dumps(USER), headers=headers)


def test_the_card_loads_and_shows_the_developer(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    held = play_github(context, watch)
    page = open_page(context, serve(SANDBOX_DEVELOPER_GITHUB="octo-dev"))
    card = page.locator("#developer-card")
    expect(card).to_have_text("Asking GitHub…")
    answer(page, held)
    expect(card).to_contain_text("Octavia <b>Dev</b>")
    expect(card).to_contain_text("Writes sandboxes.")
    expect(card.get_by_role("link")).to_have_attribute("href", "https://github.com/octo-dev")
    card.scroll_into_view_if_needed()
    expect(card.locator("img")).to_have_js_property("naturalWidth", 1)


def test_the_card_is_quietly_absent_when_github_does_not_know(
    context: BrowserContext, watch: Watch, serve: Serve
) -> None:
    watch.expected = ("status of 404",)
    held = play_github(context, watch)
    page = open_page(context, serve(SANDBOX_DEVELOPER_GITHUB="octo-dev"))
    expect(page.locator("#developer")).to_be_visible()
    answer(page, held, status=404)
    expect(page.locator("#developer")).to_be_hidden()


def test_the_card_is_quietly_absent_when_no_one_is_named(page: Page, watch: Watch) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.locator("#developer")).to_be_hidden()


def test_without_a_developer_the_policy_refuses_github(page: Page, watch: Watch) -> None:
    watch.expected = ("Content Security Policy", "Refused to connect")
    refused = page.evaluate("fetch('https://api.github.com/users/octo-dev').then(() => false, () => true)")
    assert refused is True
