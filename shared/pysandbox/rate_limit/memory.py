"""The quota in this process's memory: forgotten at its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .codec import expires_at
from .decide import State

CLEAN_UP_EVERY = 10_000
"""Changes between two clean-ups; each walks over every caller that is known."""


class MemoryStore:
    """One dict behind one lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: dict[str, State] = {}
        self._changes = 0

    def read(self, caller: str) -> State | None:
        """The state of `caller`."""
        with self._lock:
            return self._states.get(caller)

    def update(self, caller: str, change: Callable[[State | None], State | None]) -> None:
        """Replace the state by `change(state)`."""
        with self._lock:
            state = change(self._states.get(caller))
            if state is not None:
                self._states[caller] = state
            self._changes += 1
            if self._changes % CLEAN_UP_EVERY == 0:
                now = time.time_ns() // 1000
                self._states = {name: kept for name, kept in self._states.items() if expires_at(kept) > now}

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._states.clear()
