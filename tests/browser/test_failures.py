"""What a person is told when a run does not go well."""

from __future__ import annotations

import re
import threading

import requests
from playwright.sync_api import BrowserContext, Page, Route, expect

from .conftest import Serve, Watch, open_page, type_program


def press_run(page: Page) -> None:
    page.get_by_role("button", name="Run").click()


def test_a_time_out_is_explained_and_shows_what_there_was(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 400",)
    page = open_page(context, serve(SANDBOX_TIMEOUT_SECONDS="1"))
    type_program(page, "print('begun', flush=True)\nwhile True: pass\n")
    press_run(page)
    expect(page.locator("#timer")).to_have_text(re.compile(r"0\.\d s of 1 s"))
    expect(page.locator(".outcome h3")).to_have_text("Stopped after 1 second: out of time")
    expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("begun\n")
    expect(page.locator("#timer")).to_be_empty()


def test_a_used_up_day_is_explained(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 429",)
    page = open_page(context, serve(SANDBOX_REQUESTS_PER_DAY="1", SANDBOX_REQUESTS_PER_MINUTE="0"))
    expect(page.locator("#quota")).to_have_text("1 run a day")
    press_run(page)
    expect(page.locator("#quota")).to_have_text("0 of 1 run left today")
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text(re.compile("Today.s runs are used up"))
    expect(page.locator(".outcome")).to_contain_text("midnight UTC")
    expect(page.locator(".outcome")).to_contain_text(re.compile(r"You can run again in \d+ (s|min|h)\."))


def test_a_full_minute_is_explained(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 429",)
    page = open_page(context, serve(SANDBOX_REQUESTS_PER_MINUTE="1"))
    expect(page.locator("#quota")).to_have_text("30 runs a day, 1 a minute")
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text("Finished")
    expect(page.locator("#quota")).to_have_text("29 of 30 runs left today, 0 this minute")
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text("Too many runs in one minute")
    expect(page.locator(".outcome")).to_contain_text(re.compile(r"You can run again in \d+ s\."))


def test_a_busy_service_is_explained(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 503",)
    base = serve(SANDBOX_MAX_CONCURRENCY="1", SANDBOX_TIMEOUT_SECONDS="5")
    page = open_page(context, base)
    occupy = {"code": "while True: pass"}
    other = threading.Thread(target=requests.post, args=(f"{base}/execute",), kwargs={"json": occupy, "timeout": 30})
    other.start()
    try:
        for _ in range(100):
            if requests.get(f"{base}/health", timeout=5).json()["active_executions"] == 1:
                break
            page.wait_for_timeout(20)
        press_run(page)
        expect(page.locator(".outcome h3")).to_have_text("All places are taken")
        expect(page.locator(".outcome")).to_contain_text("not counted")
    finally:
        other.join()


def test_a_service_that_cannot_be_reached_is_explained(page: Page, watch: Watch) -> None:
    watch.expected = ("ERR_CONNECTION_REFUSED",)
    page.context.route("**/execute", lambda route: route.abort("connectionrefused"))
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text("The service cannot be reached")
    expect(page.get_by_role("button", name="Run")).to_be_enabled()
    page.context.unroute("**/execute")
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text("Finished")


def test_an_answer_that_is_not_the_services_own_is_explained(page: Page, watch: Watch) -> None:
    watch.expected = ("status of 502",)
    page.context.route("**/execute", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text("The service cannot run programs just now")


def test_an_invalid_request_names_its_fields(page: Page, watch: Watch) -> None:
    watch.expected = ("status of 400",)
    page.get_by_label("Files to return").fill("../secret")
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text("The request is not valid")
    expect(page.locator(".outcome li")).to_contain_text("return_files[0]")


def test_checking_while_typing_rests_when_the_service_is_in_trouble(page: Page, watch: Watch) -> None:
    watch.expected = ("status of 503",)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, body="{}")

    page.context.route("**/validate", refuse)
    with page.expect_response("**/validate"):
        type_program(page, "print(1)")
    type_program(page, "print(2)")
    page.wait_for_timeout(1500)
    assert len(asked) == 1


def test_the_page_works_with_a_plain_text_field_when_the_editor_cannot_load(
    context: BrowserContext, watch: Watch, base_url: str
) -> None:
    watch.expected = ("ERR_FAILED", "preload")
    context.route("**/vendor/editor.js", lambda route: route.abort())
    page = open_page(context, base_url)
    page.get_by_label("Program").fill("print('plain')")
    page.get_by_label("Program").press("Control+Enter")
    expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("plain\n")
