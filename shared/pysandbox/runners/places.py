"""How many programs run at the same time, and no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import ServerBusyError


class Places:
    """A number of places, each held by one run at a time. Thread-safe; nobody waits for one."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._taken = 0

    @property
    def taken(self) -> int:
        """How many are held now."""
        return self._taken

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold one until the block ends.

        Raises:
            ServerBusyError: all are taken.
        """
        with self._lock:
            if self._taken >= self._capacity:
                raise ServerBusyError
            self._taken += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken -= 1
