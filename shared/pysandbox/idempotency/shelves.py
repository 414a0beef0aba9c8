"""Shelves of one machine: in memory, and in the SQLite file that the quotas are in."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import RateLimitStoreError

MOST_BYTES = 8 * 1024 * 1024
MOST_BYTES_TOGETHER = 64 * 1024 * 1024
MOST_VALUES = 10_000
"""What is kept at the most; the oldest give way."""

BUSY_TIMEOUT_S = 1.0


class MemoryShelf:
    """For a single process."""

    most_bytes = MOST_BYTES

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._bytes = 0

    def add(self, name: str, value: bytes, until: float) -> bytes | None:
        """Put `value` there if nothing is; else what is there."""
        with self._lock:
            found = self._found(name)
            if found is None:
                self._put(name, value, until)
            return found

    def swap(self, name: str, old: bytes, new: bytes, until: float) -> None:
        """Put `new` in the place of `old`."""
        with self._lock:
            if self._found(name) == old:
                self._put(name, new, until)

    def remove(self, name: str, old: bytes) -> None:
        """Take `old` away."""
        with self._lock:
            if self._found(name) == old:
                self._drop(name)

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._bytes = 0

    def _found(self, name: str) -> bytes | None:
        value, until = self._values.get(name, (None, 0.0))
        return value if until > time.time() else None

    def _put(self, name: str, value: bytes, until: float) -> None:
        self._drop(name)
        self._values[name] = (value, until)
        self._bytes += len(value)
        while len(self._values) > MOST_VALUES or self._bytes > MOST_BYTES_TOGETHER:
            self._drop(next(iter(self._values)))

    def _drop(self, name: str) -> None:
        value, _ = self._values.pop(name, (b"", 0.0))
        self._bytes -= len(value)


SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (name TEXT PRIMARY KEY, value BLOB NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_by_until ON answers (until);
"""

MAKE_ROOM = """
DELETE FROM answers WHERE until <= ?1 OR name IN (
    SELECT name FROM (SELECT name, sum(length(value)) OVER (ORDER BY until DESC) AS above FROM answers)
    WHERE above > ?2)
"""


class SqliteShelf:
    """A table in one file, shared by every process that opens it. A connection for each step: these are rare."""

    most_bytes = MOST_BYTES

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, name: str, value: bytes, until: float) -> bytes | None:
        """Put `value` there if nothing is; else what is there."""
        with self._opened() as connection:
            connection.execute(MAKE_ROOM, (time.time(), MOST_BYTES_TOGETHER))
            found: bytes | None = _select(connection, name)
            if found is None:
                connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (name, value, until))
            return found

    def swap(self, name: str, old: bytes, new: bytes, until: float) -> None:
        """Put `new` in the place of `old`."""
        with self._opened() as connection:
            where = "UPDATE answers SET value = ?, until = ? WHERE name = ? AND value = ?"
            connection.execute(where, (new, until, name, old))

    def remove(self, name: str, old: bytes) -> None:
        """Take `old` away."""
        with self._opened() as connection:
            connection.execute("DELETE FROM answers WHERE name = ? AND value = ?", (name, old))

    def close(self) -> None:
        """Nothing is open between two steps."""

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
            try:
                connection.executescript(SCHEMA)
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise RateLimitStoreError(f"the store of answers: {error}") from error


def _select(connection: sqlite3.Connection, name: str) -> bytes | None:
    row = connection.execute("SELECT value FROM answers WHERE name = ? AND until > ?", (name, time.time())).fetchone()
    return None if row is None else bytes(row[0])
