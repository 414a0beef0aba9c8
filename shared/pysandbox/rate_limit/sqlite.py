"""The embedded store: one SQLite file, one row a caller, `BEGIN IMMEDIATE` around each change."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import RateLimitStoreError
from .decide import State
from .store import Change

BUSY_TIMEOUT_S = 2.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS callers (
    caller TEXT PRIMARY KEY, day INTEGER NOT NULL, used_today INTEGER NOT NULL, recent TEXT NOT NULL
) WITHOUT ROWID
"""


class SqliteStore:
    """State in a file that several processes may share. A file that breaks is tried again at the next call."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet: the first use does."""
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode = -1
        self._purged_day = -1

    def change[T](self, caller: str, change: Change[T]) -> T:
        """Apply `change` inside one write transaction.

        Raises:
            RateLimitStoreError: the file is locked, corrupt or cannot be written.
        """
        with self._transaction() as connection:
            before = _read(connection, caller)
            answer, state = change(before)
            if state != before:
                connection.execute(
                    "REPLACE INTO callers VALUES (?, ?, ?, ?)",
                    (caller, state.day, state.used_today, json.dumps(state.recent)),
                )
                self._purge(connection, state.day)
            return answer

    def read(self, caller: str) -> State:
        """The caller's state.

        Raises:
            RateLimitStoreError: the file is locked or corrupt.
        """
        with self._transaction() as connection:
            return _read(connection, caller)

    def _purge(self, connection: sqlite3.Connection, today: int) -> None:
        """Once a day, forget callers who were not seen for two."""
        if today != self._purged_day:
            connection.execute("DELETE FROM callers WHERE day < ?", (today - 1,))
            self._purged_day = today

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                connection = self._open()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
            except (sqlite3.Error, OSError, ValueError) as error:
                self._drop()
                raise RateLimitStoreError(f"the rate-limit file cannot be used: {error}") from error

    def _open(self) -> sqlite3.Connection:
        """The connection, made anew when the file was deleted or replaced under it."""
        if self._connection is not None:
            if self._path.exists() and os.stat(self._path).st_ino == self._inode:
                return self._connection
            self._drop()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, autocommit=True
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
            self._inode = os.stat(self._path).st_ino
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._drop()


def _read(connection: sqlite3.Connection, caller: str) -> State:
    row = connection.execute("SELECT day, used_today, recent FROM callers WHERE caller = ?", (caller,)).fetchone()
    if row is None:
        return State()
    day, used_today, recent = row
    return State(int(day), int(used_today), tuple(int(time) for time in json.loads(recent)))
