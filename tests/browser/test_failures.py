"""What a person is told when a run does not go well."""

from __future__ import annotations

import re
import threading

import requests
from playwright.sync_api import BrowserContext, Page, Route

from .conftest import Serve, open_page, type_program
from .expecting import expect
from .profile import Watch

AGAIN = re.compile(r"You can run again (at \d\d:\d\d, )?in \d+ (s|min|h( \d+ min)?)\.")

LEAN_PROGRAM = "print('it ran')"
"""Where what is run does not matter: the page's first example loads every library."""


def press_run(page: Page) -> None:
    page.get_by_role("button", name="Run").click()


def test_a_time_out_is_explained_and_shows_what_there_was(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 400",)
    page = open_page(context, serve(SANDBOX_TIMEOUT_SECONDS="1"))
    type_program(page, "import time\nprint('begun', flush=True)\ntime.sleep(60)\n")
    press_run(page)
    expect(page.locator("#timer")).to_have_text(re.compile(r"0\.\d s of 1 s"))
    expect(page.locator(".outcome h3")).to_have_text("Stopped after 1 second: out of time")
    expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("begun\n")
    expect(page.locator("#timer")).to_be_empty()


def test_a_used_up_day_is_explained(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 429",)
    page = open_page(context, serve(SANDBOX_REQUESTS_PER_DAY="1", SANDBOX_REQUESTS_PER_MINUTE="0"))
    type_program(page, LEAN_PROGRAM)
    press_run(page)
    expect(page.locator("#quota")).to_contain_text("0 of 1 today")
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text(re.compile("Today.s runs are used up"))
    expect(page.locator(".outcome")).to_contain_text("midnight UTC")
    expect(page.locator(".outcome")).to_contain_text(AGAIN)


def test_a_full_minute_is_explained(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 429",)
    page = open_page(context, serve(SANDBOX_REQUESTS_PER_MINUTE="1"))
    type_program(page, LEAN_PROGRAM)
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text("Finished")
    expect(page.locator("#quota")).to_contain_text(
        re.compile(r"0 of 1 left this minute · 29 of 30 today · again in \d+ s")
    )
    press_run(page)
    expect(page.locator(".outcome h3")).to_have_text("Too many runs in one minute")
    expect(page.locator(".outcome")).to_contain_text(re.compile(r"You can run again in \d+ s\."))


def test_a_busy_service_is_explained(context: BrowserContext, watch: Watch, serve: Serve) -> None:
    watch.expected = ("status of 503",)
    base = serve(SANDBOX_MAX_CONCURRENCY="1", SANDBOX_TIMEOUT_SECONDS="5")
    page = open_page(context, base)
    occupy = {"code": "import time\ntime.sleep(60)"}
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
    expect(page.locator(".outcome h3")).to_have_text("The service could not be reached")
    expect(page.locator(".outcome")).to_contain_text("that cannot be known from here")


def test_a_gateway_that_gave_up_waiting_is_not_said_to_have_run_nothing(page: Page, watch: Watch) -> None:
    watch.expected = ("status of 504",)
    page.context.route("**/execute", lambda route: route.fulfill(status=504, body="timeout"))
    press_run(page)
    expect(page.locator(".outcome")).to_contain_text("The program may have run, and may have been counted.")


def standing(page: Page, minute: int, day: int, resets_s: int) -> None:
    """Let the service say how the caller stands, in every answer."""
    header = f'"minute";r={minute};t={resets_s}, "day";r={day};t=40000'

    def answer(route: Route) -> None:
        body = '{"status": "success", "valid": true, "syntax_error": null}'
        route.fulfill(body=body, headers={"RateLimit": header, "Content-Type": "application/json"})

    page.context.route("**/validate", answer)


def test_the_quota_counts_by_itself_and_says_one_thing(context: BrowserContext, watch: Watch, base_url: str) -> None:
    page = context.new_page()
    standing(page, minute=0, day=7, resets_s=3)
    page.goto(base_url)
    words = page.locator("#quota-words")
    expect(words).to_have_text(re.compile(r"^0 of .* left this minute · 7 of 1,000 today · again in [123] s$"))
    standing(page, minute=1, day=7, resets_s=60)
    expect(words).to_have_text(re.compile(r"^1 of .* left this minute · 7 of 1,000 today$"))


def test_a_used_up_day_names_the_time_of_day(context: BrowserContext, watch: Watch, base_url: str) -> None:
    page = context.new_page()
    standing(page, minute=5, day=0, resets_s=60)
    page.goto(base_url)
    expect(page.locator("#quota-words")).to_have_text(re.compile(r"again at \d\d:\d\d \(in 11 h \d+ min\)$"))


def test_a_busy_service_is_asked_again_by_itself(page: Page, watch: Watch) -> None:
    watch.expected = ("status of 503",)
    asked: list[str] = []

    def busy_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            route.fallback()
            return
        body = '{"status": "error", "error_details": {"type": "ServerBusy", "message": "busy"}}'
        route.fulfill(status=503, body=body, headers={"Retry-After": "1", "Content-Type": "application/json"})

    page.context.route("**/execute", busy_once)
    type_program(page, "print('second try')")
    press_run(page)
    expect(page.locator("#panel-output")).to_contain_text("Trying again in 1 s")
    expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("second try\n")
    assert len(asked) == 2


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
    context.route("**/editor.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(base_url)
    page.get_by_label("Program").fill("print('plain')")
    page.get_by_label("Program").press("Control+Enter")
    expect(page.locator('.part pre[aria-label="stdout"]')).to_have_text("plain\n")
