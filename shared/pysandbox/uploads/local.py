"""Uploads in a private folder of this machine, behind URLs of this service itself that are signed and expire.

The folder's files have names of our own making: nothing that a caller writes becomes a path. What has expired is
removed by a timer, and everything at the end. Several processes can share one folder.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Buffer, Callable, Sequence
from pathlib import Path

from ..engine.models import InputFile, OutputFile, RunRequest
from ..errors import ServerBusyError, UploadRefusedError, UploadStoreError
from ..policy import Limits
from ..settings import Worker
from . import Claim, KeptFile, NoClaim, Reference, Ticket, refusals
from .expiry_timer import ExpiryTimer
from .index import Entry, Index
from .rules import Rules
from .signed_urls import SignedUrls

UPLOADS, DOWNLOADS = "uploads", "downloads"
FILES, INDEX = "uploads", "uploads.sqlite"
"""In the folder that workers share."""


class LocalUploadStore:
    """Holds up to `max_upload_store_bytes` in a temporary folder that goes away with the store."""

    enabled = True
    origin = ""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.time, worker: Worker | None = None) -> None:
        """With `worker` the folder is that of all workers, and stays when this one ends.

        Raises:
            UploadStoreError: it cannot be written.
        """
        self._limits = limits
        self._clock = clock
        self._shared = worker is not None
        self._urls = SignedUrls(worker.key if worker else secrets.token_bytes(32), clock)
        self._folder = Path(tempfile.mkdtemp(prefix="pysandbox-uploads-")) if worker is None else worker.folder / FILES
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._index = Index(worker.folder / INDEX if worker else None, worker.number if worker else 0)
        self._rules = Rules(self._index, limits, clock)
        self._timer = ExpiryTimer(self._sweep_and_tell, clock)
        self._closed = False
        if worker is not None:
            self._timer.ring()  # for what a predecessor was to remove

    def create(self, caller: str, size_bytes: int) -> Ticket:
        """The URL to send one file of `caller` to. Raises UploadStoreError when full, ServerBusyError at its share."""
        entry = self._add(caller, caller, size_bytes, arrived=False)
        return Ticket(
            entry.name, self._urls.make(UPLOADS, entry.name, entry.expires_at), {}, size_bytes, float(entry.expires_at)
        )

    def begin(self, name: str, expires: str, signature: str) -> int:
        """How many bytes may be sent to a signed URL now. Each call counts as one time that it is sent to.

        Raises:
            UploadRefusedError: the URL is not one of ours, has expired, was sent to too often, or its upload is used.
            UploadStoreError, ServerBusyError: there is no room for it now, in all or in its caller's share.
        """
        self._urls.verify(UPLOADS, name, expires, signature)
        with self._index.change():
            entry = self._rules.count_post(name)
        if not entry.arrived:
            with self._index.change():
                self._rules.make_room(entry.payer, entry.size_bytes)
        return entry.size_bytes

    def receive(self, name: str, expires: str, signature: str, content: Buffer) -> None:
        """The file itself; a second one replaces the first. Room is taken for it now.

        Raises:
            UploadRefusedError: as `begin`, or it has another size than announced.
            UploadStoreError, ServerBusyError: there is no room for it, or it cannot be written.
        """
        self._urls.verify(UPLOADS, name, expires, signature)
        fresh = self._folder / f"{name}.{secrets.token_hex(8)}"
        size = memoryview(content).nbytes
        with self._index.change():
            entry = self._rules.waiting(name)
            if size != entry.size_bytes:
                raise UploadRefusedError(0, refusals.wrong_size(size, entry.size_bytes))
            self._rules.make_room(entry.payer, size)
            writing = self._index.start_writing(entry.payer, size)
        try:
            fresh.write_bytes(content)
            with self._index.change():
                self._rules.waiting(name)
                fresh.replace(self._folder / name)
                self._index.mark_arrived(name)
        except OSError as error:
            raise UploadStoreError(f"a file cannot be written: {error.strerror}") from error
        finally:
            fresh.unlink(missing_ok=True)
            with self._index.change():
                self._index.end_writing(writing)

    def check(self, caller: str, reference: Reference) -> Reference:
        """The reference with its size. Raises UploadRefusedError."""
        with self._index.change():
            size = self._rules.usable(caller, reference).size_bytes
        return Reference(reference.index, reference.name, reference.upload_id, size)

    def take(self, caller: str, references: Sequence[Reference]) -> Claim:
        """Read uploads for one run, all or none. Raises UploadRefusedError, UploadStoreError."""
        if not references:
            return NoClaim()
        with self._index.change():
            entries = [self._rules.usable(caller, reference) for reference in references]
            for entry in entries:
                self._index.mark_taken(entry.name, taken=True)
        claim = _LocalClaim(self, tuple(reference.upload_id for reference in references))
        try:
            claim.files = tuple(
                InputFile(reference.name, (self._folder / reference.upload_id).read_bytes()) for reference in references
            )
        except OSError as error:
            claim.release()
            raise UploadStoreError(f"a file cannot be read: {error.strerror}") from error
        return claim

    def hand_over(self, request: RunRequest) -> RunRequest:
        """`request` itself: it holds the files."""
        return request

    def keep(self, file: OutputFile, media_type: str, caller: str = "") -> KeptFile:
        """Keep a result. Raises UploadStoreError when there is no room for it, in all or in the caller's share."""
        size = file.size_bytes
        try:
            entry = self._add("", caller, size, arrived=True)  # its room is taken
        except ServerBusyError as error:
            raise UploadStoreError(str(error)) from error
        try:
            with (self._folder / entry.name).open("wb") as target:
                for piece in file.chunks():
                    target.write(piece)
        except OSError as error:
            self.drop([entry.name])
            raise UploadStoreError(f"a file cannot be written: {error.strerror}") from error
        url = self._urls.make(DOWNLOADS, entry.name, entry.expires_at)
        return KeptFile(file.name, url=url, size_bytes=size, expires_at=float(entry.expires_at))

    def open(self, name: str, expires: str, signature: str) -> tuple[int, int]:
        """A kept result: a descriptor of it, which is the caller's to close, and its size.

        Raises:
            UploadRefusedError: the URL is not one of ours, or has expired.
            UploadStoreError: it cannot be read.
        """
        self._urls.verify(DOWNLOADS, name, expires, signature)
        with self._index.change():
            self._sweep()
            entry = self._index.find(name)
        if entry is None or not entry.arrived:
            raise UploadRefusedError(0, refusals.EXPIRED)
        try:
            fd = os.open(self._folder / name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:  # it expired between the two
            raise UploadRefusedError(0, refusals.EXPIRED) from None
        except OSError as error:
            raise UploadStoreError(f"a file cannot be read: {error.strerror}") from error
        return fd, os.fstat(fd).st_size

    def drop(self, names: Sequence[str]) -> None:
        """Remove files; that they were used is remembered until they expire."""
        if self._closed:
            return
        with self._index.change():
            for name in names:
                self._index.mark_gone(name)
                (self._folder / name).unlink(missing_ok=True)

    def give_back(self, names: Sequence[str]) -> None:
        """Let uploads that were taken be taken again."""
        if self._closed:
            return
        with self._index.change():
            for name in names:
                self._index.mark_taken(name, taken=False)

    def close(self) -> None:
        """Remove every file, unless others share them."""
        self._closed = True
        self._timer.stop()
        self._index.close()
        if not self._shared:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _add(self, owner: str, payer: str, size_bytes: int, *, arrived: bool) -> Entry:
        if self._closed:
            raise UploadStoreError("the store is closed")
        expires_at = int(self._clock()) + self._limits.upload_expiry_s
        entry = Entry(secrets.token_hex(16), owner, payer, size_bytes, expires_at, arrived=arrived)
        with self._index.change():
            self._sweep()
            self._rules.admit(entry)
            self._index.add(entry)
        self._timer.set(entry.expires_at)
        return entry

    def _sweep(self) -> None:
        """Remove what has expired, but for what a run has taken."""
        names = self._index.expired(self._clock())
        self._index.forget(names)
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def _sweep_and_tell(self) -> float | None:
        """For the timer: sweep, and say when the next entry expires."""
        try:
            with self._index.change():
                self._sweep()
                return self._index.next_expiry
        except (UploadStoreError, OSError):
            return self._clock() + 1  # tried again in a second


class _LocalClaim:
    def __init__(self, store: LocalUploadStore, names: tuple[str, ...]) -> None:
        self._store = store
        self._names = names
        self.files: Sequence[InputFile] = ()

    def finish(self) -> None:
        self._store.drop(self._names)

    def release(self) -> None:
        self._store.give_back(self._names)
