"""What waits on a connection waits for one thing at a time: one timer for whatever that is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Timed:
    """Something of an event loop's that gives up in time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None
        self._due = float("inf")
        self._on_due: Callable[[], None] | None = None

    def expire_in(self, seconds: float | None, then: Callable[[], None] | None = None) -> None:
        """Call `then` in so many seconds unless told otherwise. The timer is set anew when it goes off."""
        self._on_due = then
        self._due = float("inf") if seconds is None else self._loop.time() + seconds
        if seconds is not None and (self._timer is None or self._timer.when() > self._due):
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_later(seconds, self._tick)

    def _tick(self) -> None:
        self._timer = None
        then, wait = self._on_due, self._due - self._loop.time()
        if then is None:
            return
        if wait > 0.001:
            self._timer = self._loop.call_later(wait, self._tick)
        else:
            self._on_due = None
            then()

    def stop_waiting(self) -> None:
        """Call nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._on_due = None
