"""What a store of rate-limit state must do, and the one in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from .decide import DAY_MS, MINUTE_MS, State

type Change[T] = Callable[[State], tuple[T, State]]
"""From the state of a caller to an answer and the state to keep. Pure: a store may call it more than once."""

PURGE_OVER = 10_000


class Store(Protocol):
    """Keeps one `State` a caller. Thread-safe. Every method raises RateLimitStoreError when the store is not usable."""

    def change[T](self, caller: str, change: Change[T]) -> T:
        """Apply `change` to the caller's state as one indivisible step, and return its answer."""

    def read(self, caller: str) -> State:
        """The caller's state; an empty one when there is none."""

    def close(self) -> None:
        """Let go of files and connections."""


class MemoryStore:
    """State in this process alone: gone with it."""

    def __init__(self) -> None:
        """Empty."""
        self._states: dict[str, State] = {}
        self._lock = threading.Lock()

    def change[T](self, caller: str, change: Change[T]) -> T:
        """Apply `change` under a lock."""
        with self._lock:
            before = self._states.get(caller, State())
            answer, state = change(before)
            if state != before:
                self._states[caller] = state
                if len(self._states) > PURGE_OVER:
                    self._purge(state.day)
            return answer

    def _purge(self, today: int) -> None:
        """Forget callers of earlier days, whose state says nothing any more once their minute is over."""
        oldest = today * DAY_MS - MINUTE_MS
        for caller in [key for key, row in self._states.items() if row.day < today and row.recent[-1:] < (oldest,)]:
            del self._states[caller]

    def read(self, caller: str) -> State:
        """The caller's state."""
        with self._lock:
            return self._states.get(caller, State())

    def close(self) -> None:
        """Nothing to let go of."""
