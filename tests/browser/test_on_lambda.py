"""The page as the api function serves it, against the built stack."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.aws.emulator.stack import Stack

from .conftest import open_page, type_program
from .expecting import expect
from .profile import Watch


def test_the_page_of_the_deployed_stack_runs_a_program(stack: Stack, context: BrowserContext, watch: Watch) -> None:
    page = open_page(context, stack.url)
    type_program(page, 'print("Hello from the sandbox!")')
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome h3")).to_have_text("Finished")
    assert page.locator('.part pre[aria-label="stdout"]').inner_text() == "Hello from the sandbox!\n"
    assert watch.hosts == {stack.url.removeprefix("http://")}
    assert watch.unexpected() == []
