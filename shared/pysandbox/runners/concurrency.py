"""How many programs run at the same time, and no more."""

from __future__ import annotations

import fcntl
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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

    def close(self) -> None:
        """Nothing is open."""


class SharedPlaces:
    """The same for several processes together: each place is one byte of a file, locked by whoever holds it.

    The locks belong to the open file (open file description locks, fcntl(2)): the kernel frees those of a process that
    dies, and no count can go wrong. Thread-safe.
    """

    def __init__(self, capacity: int, path: Path) -> None:
        """All processes name the same `capacity` and `path`; the file is made where it is not there."""
        self._capacity = capacity
        self._lock = threading.Lock()
        self._mine: set[int] = set()
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @property
    def taken(self) -> int:
        """How many are held now, by all processes."""
        with self._lock:
            return len(self._mine) + self._held_by_others()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold one until the block ends.

        Raises:
            ServerBusyError: all are taken.
        """
        place = self._take()
        try:
            yield
        finally:
            with self._lock:
                self._mine.discard(place)
                self._set(fcntl.F_OFD_SETLK, fcntl.F_UNLCK, place)

    def close(self) -> None:
        """Close the file; whatever is held is free."""
        os.close(self._fd)

    def _take(self) -> int:
        # One taker at a time, of all processes: what it finds taken from end to end was so at one moment.
        door = self._capacity
        with self._lock:
            self._set(fcntl.F_OFD_SETLKW, fcntl.F_WRLCK, door)
            try:
                for place in range(self._capacity):
                    if place not in self._mine and self._set(fcntl.F_OFD_SETLK, fcntl.F_WRLCK, place):
                        self._mine.add(place)
                        return place
            finally:
                self._set(fcntl.F_OFD_SETLK, fcntl.F_UNLCK, door)
        raise ServerBusyError

    def _set(self, command: int, kind: int, place: int) -> bool:
        """Lock or unlock a byte; False where another process has it."""
        try:
            fcntl.fcntl(self._fd, command, _FLOCK.pack(kind, os.SEEK_SET, place, 1, 0))
        except BlockingIOError:
            return False
        return True

    def _held_by_others(self) -> int:
        held, spans = 0, [(0, self._capacity)]
        while spans:
            start, end = spans.pop()
            if start < end:
                asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, start, end - start, 0)
                kind, _, first, length, _ = _FLOCK.unpack(fcntl.fcntl(self._fd, fcntl.F_OFD_GETLK, asked))
                if kind != fcntl.F_UNLCK:  # one lock that is in the way, not always the first
                    first, last = max(first, start), min(first + length, end)
                    held += last - first
                    spans += [(start, first), (last, end)]
        return held


_FLOCK = struct.Struct("hh4xqqi4x")
"""struct flock of a 64-bit Linux (fcntl.h): type, whence, start, length, and a pid that is 0."""
