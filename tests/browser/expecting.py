"""Playwright's `expect`, which first waits for the element that it is about.

Of a page that has no such element, Playwright describes everything at each look, for the case that it is the last
one. Here that takes as long as loading the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from playwright.sync_api import Locator
from playwright.sync_api import expect as playwright_expect
from playwright.sync_api._generated import LocatorAssertions

READY_MS = 20_000
playwright_expect.set_options(timeout=READY_MS)

NEEDS_NO_ELEMENT = frozenset({"to_have_count", "to_be_hidden"})


class _WhenThere:
    def __init__(self, locator: Locator) -> None:
        self._locator = locator

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name not in NEEDS_NO_ELEMENT:
            state = "visible" if name == "to_be_visible" else "attached"
            self._locator.first.wait_for(state=state, timeout=READY_MS)  # type: ignore[arg-type]
        return cast(Callable[..., None], getattr(playwright_expect(self._locator), name))


def expect(locator: Locator) -> LocatorAssertions:
    """What Playwright can be asked to expect of an element."""
    return cast(LocatorAssertions, _WhenThere(locator))
