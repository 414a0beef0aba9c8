"""The quota in one SQLite file, shared by every process that opens it."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import RateLimitStoreError
from .codec import expires_at, from_text, to_text
from .decide import DAY, State

BUSY_TIMEOUT_S = 1.0
"""How long another process may hold the file; a charge takes well under a millisecond."""

CLEAN_UP_EVERY_S = 3600.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS callers
    (caller TEXT PRIMARY KEY, state TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS callers_by_expiry ON callers (expires);
"""


class SqliteStore:
    """One connection behind one lock. Opened at first use, and again after any failure, so that it heals by itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._next_clean_up = 0.0

    def read(self, caller: str) -> State | None:
        """The state of `caller`. Raises RateLimitStoreError."""
        with self._guarded() as connection:
            return _select(connection, caller)

    def update(self, caller: str, change: Callable[[State | None], State | None]) -> None:
        """Replace the state by `change(state)`. Raises RateLimitStoreError."""
        with self._guarded() as connection:
            # IMMEDIATE takes the write lock before the read: no other writer can come between the two.
            connection.execute("BEGIN IMMEDIATE")
            try:
                state = _select(connection, caller)
                new_state = change(state)
                if new_state is not None and new_state != state:
                    connection.execute(
                        "INSERT OR REPLACE INTO callers (caller, state, expires) VALUES (?, ?, ?)",
                        (caller, to_text(new_state), expires_at(new_state)),
                    )
                self._clean_up(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._disconnect()

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        # While another process holds the file, whoever waits here would wait for all before it, a second each.
        if not self._lock.acquire(timeout=BUSY_TIMEOUT_S):
            raise RateLimitStoreError("the rate-limit store: too many wait for it")
        try:
            yield self._connected()
        except RateLimitStoreError:
            raise
        except (sqlite3.Error, OSError) as error:
            self._disconnect()
            raise RateLimitStoreError(f"the rate-limit store: {error}") from error
        finally:
            self._lock.release()

    def _connected(self) -> sqlite3.Connection:
        if self._connection is not None:
            # A file that was deleted or replaced while open would go on counting for this process alone.
            if self._identity() == self._file:
                return self._connection
            self._disconnect()
            raise RateLimitStoreError("the rate-limit store: the file was deleted or replaced")
        connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, cached_statements=16
        )
        try:
            _use_wal(connection)
            # A power cut may lose the last charges and never damages the file (sqlite.org/pragma.html).
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(SCHEMA)
            self._file = self._identity()
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _identity(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _clean_up(self, connection: sqlite3.Connection) -> None:
        if time.monotonic() < self._next_clean_up:
            return
        # A day late: a clock that runs ahead for a while must not make another process forget.
        connection.execute("DELETE FROM callers WHERE expires <= ?", (time.time_ns() // 1000 - DAY,))
        self._next_clean_up = time.monotonic() + CLEAN_UP_EVERY_S


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL, waiting for others: SQLite does not call its busy handler for this (sqlite.org/wal.html, 9)."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _select(connection: sqlite3.Connection, caller: str) -> State | None:
    row = connection.execute("SELECT state FROM callers WHERE caller = ?", (caller,)).fetchone()
    return None if row is None else from_text(row[0])


class TemporarySqliteStore(SqliteStore):
    """In a private temporary folder that goes away with the store."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pysandbox-quota-")
        super().__init__(Path(self._folder.name) / "quota.sqlite")

    def close(self) -> None:
        """Close it, and remove the folder."""
        super().close()
        self._folder.cleanup()
