"""What is known of the files of a local store, for every process that shares it: rows of SQLite, changed one at a time.

Each change is one transaction. What a process holds at a moment (an upload that its run has taken, bytes that it is
writing) is marked with its number, so that whoever follows it can let go of what it held when it died.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import UploadStoreError

BUSY_TIMEOUT_S = 1.0
FILE_COST_BYTES = 4096
"""What a file counts for at the least, so that empty ones are bounded too."""

FIND = """
SELECT name, owner, payer, size_bytes, expires_at, posts, arrived, gone, taker FROM entries WHERE name = ?
"""

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS entries (
    name TEXT PRIMARY KEY, owner TEXT NOT NULL, payer TEXT NOT NULL, size_bytes INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, posts INTEGER NOT NULL DEFAULT 0, arrived INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0, taker INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS writing (worker INTEGER NOT NULL, payer TEXT NOT NULL, size_bytes INTEGER NOT NULL);
CREATE VIEW IF NOT EXISTS held AS
    SELECT payer, max(size_bytes, {FILE_COST_BYTES}) AS cost FROM entries WHERE arrived AND NOT gone
    UNION ALL SELECT payer, max(size_bytes, {FILE_COST_BYTES}) FROM writing;
"""  # nosec B608 - a number of ours


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, or leave to send it: room is taken when it comes. `owner` is empty for a result."""

    name: str
    owner: str
    payer: str
    """Whose share it counts for."""
    size_bytes: int
    expires_at: int
    posts: int = 0
    arrived: bool = False
    gone: bool = False
    taker: int | None = None
    """The process whose run has it now."""


class Index:
    """The rows. Thread-safe; all is read and changed within `change`, which one process at a time is in."""

    def __init__(self, path: Path | None, worker: int) -> None:
        """In memory where `path` is None; else what the process of this number held before is let go.

        Raises:
            UploadStoreError: the file cannot be opened.
        """
        self._worker = worker
        self._lock = threading.Lock()
        try:
            self._rows = sqlite3.connect(
                path or ":memory:", timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            # Nothing of it outlives the service, so nothing waits for the disk.
            self._rows.execute("PRAGMA synchronous = OFF")
            with self.change():
                for statement in SCHEMA.split(";"):
                    self._rows.execute(statement)
                self._rows.execute("UPDATE entries SET taker = NULL WHERE taker = ?", (worker,))
                self._rows.execute("DELETE FROM writing WHERE worker = ?", (worker,))
        except sqlite3.Error as error:
            raise UploadStoreError(f"the store's index: {error}") from error

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction; what is raised in it takes it back.

        Raises:
            UploadStoreError: another process holds the rows for too long, or they cannot be written.
        """
        with self._lock:
            try:
                self._rows.execute("BEGIN IMMEDIATE")
                try:
                    yield
                    self._rows.execute("COMMIT")
                except BaseException:
                    if self._rows.in_transaction:
                        self._rows.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise UploadStoreError(f"the store's index: {error}") from error

    def add(self, entry: Entry) -> None:
        """A new one."""
        self._rows.execute(
            "INSERT INTO entries (name, owner, payer, size_bytes, expires_at, arrived) VALUES (?, ?, ?, ?, ?, ?)",
            (entry.name, entry.owner, entry.payer, entry.size_bytes, entry.expires_at, entry.arrived),
        )

    def find(self, name: str) -> Entry | None:
        """The one of that name."""
        row = self._rows.execute(FIND, (name,)).fetchone()
        if row is None:
            return None
        name, owner, payer, size_bytes, expires_at, posts, arrived, gone, taker = row
        return Entry(name, owner, payer, size_bytes, expires_at, posts, bool(arrived), bool(gone), taker)

    def count_post(self, name: str) -> None:
        """It was sent to once more."""
        self._rows.execute("UPDATE entries SET posts = posts + 1 WHERE name = ?", (name,))

    def mark_arrived(self, name: str) -> None:
        """Its file is there."""
        self._rows.execute("UPDATE entries SET arrived = 1 WHERE name = ?", (name,))

    def mark_gone(self, name: str) -> None:
        """It was used, and its file is no more."""
        self._rows.execute("UPDATE entries SET gone = 1 WHERE name = ?", (name,))

    def mark_taken(self, name: str, *, taken: bool) -> None:
        """A run of this process has it, or has it no more."""
        taker = self._worker if taken else None
        self._rows.execute("UPDATE entries SET taker = ? WHERE name = ?", (taker, name))

    def start_writing(self, payer: str, size_bytes: int) -> int:
        """Count bytes that this process is about to write; what to end it by."""
        row = self._rows.execute("INSERT INTO writing VALUES (?, ?, ?)", (self._worker, payer, size_bytes))
        return row.lastrowid or 0

    def end_writing(self, number: int) -> None:
        """They are written, or not to be."""
        self._rows.execute("DELETE FROM writing WHERE rowid = ?", (number,))

    def expired(self, now: float) -> list[str]:
        """Names of what has expired, but for what a run has taken."""
        rows = self._rows.execute(
            "SELECT name FROM entries WHERE expires_at <= ? AND (gone OR taker IS NULL)", (int(now),)
        )
        return [name for (name,) in rows]

    def forget(self, names: list[str]) -> None:
        """Know nothing of them any more."""
        self._rows.executemany("DELETE FROM entries WHERE name = ?", [(name,) for name in names])

    @property
    def size(self) -> int:
        """How many there are."""
        return int(self._rows.execute("SELECT count(*) FROM entries").fetchone()[0])

    @property
    def next_expiry(self) -> int | None:
        """When the first of them expires; None where there are none."""
        found: int | None = self._rows.execute("SELECT min(expires_at) FROM entries").fetchone()[0]
        return found

    def waiting(self, owner: str) -> int:
        """How many uploads of `owner` are not used."""
        return int(
            self._rows.execute("SELECT count(*) FROM entries WHERE owner = ? AND NOT gone", (owner,)).fetchone()[0]
        )

    def held_bytes(self, payer: str) -> tuple[int, int]:
        """What all files take, those that are being written among them, and what `payer`'s take of it."""
        together, own = self._rows.execute(
            "SELECT total(cost), total(cost) FILTER (WHERE payer = ?) FROM held", (payer,)
        ).fetchone()
        return int(together), int(own)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._rows.close()
