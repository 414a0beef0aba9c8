"""The limiter: `decide` on top of a store that changes one caller's state atomically."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from ..errors import RateLimitStoreError
from ..policy import Limits
from .decide import SECOND, Decision, State, decide, look, undo


class RateLimiter(Protocol):
    """Counts requests per caller. Thread-safe. `now` is seconds since the epoch, the clock's own when None."""

    def admit(self, caller: str, now: float | None = None) -> Decision:
        """Charge one request, or refuse it.

        Raises:
            RateLimitStoreError: the store cannot be reached; nothing was charged that could not be known.
        """

    def admit_upload(self, caller: str, now: float | None = None) -> Decision:
        """Charge one request for an upload, or refuse it: the minute's window alone, on a count of its own.

        Raises:
            RateLimitStoreError: the store cannot be reached; nothing was charged that could not be known.
        """

    def peek(self, caller: str, now: float | None = None) -> Decision:
        """How the caller stands, charging nothing.

        Raises:
            RateLimitStoreError: the store cannot be reached.
        """

    def refund(self, decision: Decision) -> None:
        """Take back exactly the charge of `decision`; a second time, or for one that charged nothing, does nothing.

        Raises:
            RateLimitStoreError: the store cannot be reached; the charge stands.
        """

    def close(self) -> None:
        """Let the store go."""


class Store(Protocol):
    """Holds one `State` per caller."""

    def read(self, caller: str) -> State | None:
        """The state of `caller`. Raises RateLimitStoreError."""

    def update(self, caller: str, change: Callable[[State | None], State | None]) -> None:
        """Replace the state by `change(state)`, as one atomic step. Raises RateLimitStoreError.

        `change` may be called again when another writer came between; nothing is written when it returns its argument.
        """

    def close(self) -> None:
        """Let go of what is open."""


class StoredRateLimiter:
    """The quota of `limits` over any store."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def admit(self, caller: str, now: float | None = None) -> Decision:
        """Charge one request, or refuse it. Raises RateLimitStoreError."""
        return self._admit(caller, now, self._limits)

    def admit_upload(self, caller: str, now: float | None = None) -> Decision:
        """Charge one request for an upload, or refuse it. Raises RateLimitStoreError."""
        # No address and no network has a space in it, so this is no other caller's count.
        return self._admit(f"upload {caller}", now, upload_limits(self._limits))

    def _admit(self, caller: str, now: float | None, limits: Limits) -> Decision:
        at, decisions = _microseconds(now), list[Decision]()

        def change(state: State | None) -> State | None:
            decision, new_state = decide(state, at, limits)
            decisions.append(decision)
            return new_state

        self._store.update(caller, change)
        return decisions[-1].for_caller(caller)

    def peek(self, caller: str, now: float | None = None) -> Decision:
        """How the caller stands, charging nothing. Raises RateLimitStoreError."""
        return look(self._store.read(caller), _microseconds(now), self._limits).for_caller(caller)

    def refund(self, decision: Decision) -> None:
        """Take back the charge of `decision`, once. Raises RateLimitStoreError."""
        charged_at = decision.charged_at
        if charged_at is None or not decision.refund_right.acquire(blocking=False):
            return
        try:
            self._store.update(decision.caller, lambda state: undo(state, charged_at))
        except RateLimitStoreError:
            decision.refund_right.release()
            raise

    def close(self) -> None:
        """Let the store go."""
        self._store.close()


class UncountedRateLimiter:
    """Admits everybody, where both windows are off: nothing is counted, so no store is asked."""

    def __init__(self, store: Store) -> None:
        """`store` is the one that would be used; it is let go with the limiter."""
        self._store = store

    def admit(self, caller: str, now: float | None = None) -> Decision:
        """Let the request pass."""
        return self.peek(caller, now)

    def admit_upload(self, caller: str, now: float | None = None) -> Decision:
        """Let the request pass."""
        return self.peek(caller, now)

    def peek(self, caller: str, now: float | None = None) -> Decision:
        """A caller without windows."""
        return Decision(admitted=True, caller=caller, windows=(), daily_limit=None, requests_today=0)

    def refund(self, decision: Decision) -> None:
        """Nothing was charged."""

    def close(self) -> None:
        """Let the store go."""
        self._store.close()


def upload_limits(limits: Limits) -> Limits:
    """The quota of uploads: that of runs without the day's window."""
    return replace(limits, requests_per_day=0)


def _microseconds(now: float | None) -> int:
    return time.time_ns() // 1000 if now is None else round(now * SECOND)
