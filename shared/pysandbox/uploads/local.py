"""Uploads in a private folder of this machine, behind URLs of this service itself that are signed and expire.

The folder's files have names of our own making: nothing that a caller writes becomes a path. What has expired is
removed by a timer, and everything at the end.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from ..engine.models import InputFile, OutputFile, RunRequest
from ..errors import UploadRefusedError, UploadStoreError
from ..policy import Limits
from . import Claim, KeptFile, NoClaim, Reference, Ticket, refusals

FILE_COST_BYTES = 4096
"""What a file counts for at the least, so that empty ones are bounded too."""

UPLOADS, DOWNLOADS = "uploads", "downloads"


@dataclass(slots=True)
class _Entry:
    """One file, or the room that is kept for it. `owner` is empty for a result."""

    owner: str
    size_bytes: int
    expires_at: int
    arrived: bool = False
    taken: bool = False
    gone: bool = False


class LocalUploadStore:
    """Holds up to `max_upload_store_bytes` in a temporary folder that goes away with the store."""

    enabled = True
    origin = ""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.time) -> None:
        self._limits = limits
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._folder = Path(tempfile.mkdtemp(prefix="pysandbox-uploads-"))  # of mode 0700
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._timer: threading.Timer | None = None
        self._closed = False

    def create(self, caller: str, size_bytes: int) -> Ticket:
        """Room for one file of `caller`, and the URL to send it to. Raises UploadStoreError when full."""
        with self._lock:
            name, entry = self._add(caller, size_bytes)
        return Ticket(name, self._url(UPLOADS, name, entry.expires_at), {}, size_bytes, float(entry.expires_at))

    def expected(self, name: str, expires: str, signature: str) -> int:
        """How many bytes may be sent to a signed URL now.

        Raises:
            UploadRefusedError: the URL is not one of ours, has expired, or its upload is used.
        """
        self._verify(UPLOADS, name, expires, signature)
        with self._lock:
            return self._waiting(name).size_bytes

    def receive(self, name: str, expires: str, signature: str, content: bytes) -> None:
        """The file itself; a second one replaces the first.

        Raises:
            UploadRefusedError: as `expected`, or it has another size than announced.
            UploadStoreError: it cannot be written.
        """
        size = self.expected(name, expires, signature)
        if len(content) != size:
            raise UploadRefusedError(0, refusals.wrong_size(len(content), size))
        fresh = self._folder / f"{name}.{secrets.token_hex(8)}"
        try:
            fresh.write_bytes(content)
            with self._lock:
                entry = self._waiting(name)
                fresh.replace(self._folder / name)
                entry.arrived = True
        except OSError as error:
            raise UploadStoreError(f"a file cannot be written: {error.strerror}") from error
        finally:
            fresh.unlink(missing_ok=True)

    def check(self, caller: str, reference: Reference) -> Reference:
        """The reference with its size. Raises UploadRefusedError."""
        with self._lock:
            size = self._usable(caller, reference).size_bytes
        return Reference(reference.index, reference.name, reference.upload_id, size)

    def take(self, caller: str, references: Sequence[Reference]) -> Claim:
        """Read uploads for one run, all or none. Raises UploadRefusedError, UploadStoreError."""
        if not references:
            return NoClaim()
        with self._lock:
            entries = [self._usable(caller, reference) for reference in references]
            for entry in entries:
                entry.taken = True
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

    def keep(self, file: OutputFile, media_type: str) -> KeptFile:
        """Keep a result. Raises UploadStoreError when full."""
        content = file.content or b""
        with self._lock:
            name, entry = self._add("", len(content))
        try:
            (self._folder / name).write_bytes(content)
        except OSError as error:
            self.drop([name])
            raise UploadStoreError(f"a file cannot be written: {error.strerror}") from error
        entry.arrived = True
        url = self._url(DOWNLOADS, name, entry.expires_at)
        return KeptFile(file.name, url=url, size_bytes=len(content), expires_at=float(entry.expires_at))

    def fetch(self, name: str, expires: str, signature: str) -> bytes:
        """A kept result.

        Raises:
            UploadRefusedError: the URL is not one of ours, or has expired.
            UploadStoreError: it cannot be read.
        """
        self._verify(DOWNLOADS, name, expires, signature)
        with self._lock:
            self._sweep()
            if name not in self._entries or not self._entries[name].arrived:
                raise UploadRefusedError(0, refusals.EXPIRED)
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:  # it expired between the two
            raise UploadRefusedError(0, refusals.EXPIRED) from None
        except OSError as error:
            raise UploadStoreError(f"a file cannot be read: {error.strerror}") from error

    def drop(self, names: Sequence[str]) -> None:
        """Remove files; that they were used is remembered until they expire."""
        with self._lock:
            for name in names:
                if name in self._entries:  # not after `close`
                    self._entries[name].gone = True
                (self._folder / name).unlink(missing_ok=True)

    def give_back(self, names: Sequence[str]) -> None:
        """Let uploads that were taken be taken again."""
        with self._lock:
            for name in names:
                if name in self._entries:
                    self._entries[name].taken = False

    def close(self) -> None:
        """Remove every file."""
        with self._lock:
            self._closed = True
            self._entries.clear()
            if self._timer is not None:
                self._timer.cancel()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _add(self, owner: str, size_bytes: int) -> tuple[str, _Entry]:
        if self._closed:
            raise UploadStoreError("the store is closed")
        self._sweep()
        held = sum(max(entry.size_bytes, FILE_COST_BYTES) for entry in self._entries.values() if not entry.gone)
        if held + max(size_bytes, FILE_COST_BYTES) > self._limits.max_upload_store_bytes:
            raise UploadStoreError("the store is full")
        name = secrets.token_hex(16)
        entry = _Entry(owner, size_bytes, int(self._clock()) + self._limits.upload_expiry_s)
        self._entries[name] = entry
        self._schedule()
        return name, entry

    def _waiting(self, name: str) -> _Entry:
        entry = self._entries.get(name)
        if entry is None or entry.expires_at <= self._clock():
            raise UploadRefusedError(0, refusals.EXPIRED)
        if entry.taken or entry.gone:
            raise UploadRefusedError(0, refusals.USED)
        return entry

    def _usable(self, caller: str, reference: Reference) -> _Entry:
        entry = self._entries.get(reference.upload_id)
        if entry is None or not entry.owner or not hmac.compare_digest(entry.owner.encode(), caller.encode()):
            raise UploadRefusedError(reference.index, refusals.UNKNOWN)
        try:
            self._waiting(reference.upload_id)
        except UploadRefusedError as error:
            raise UploadRefusedError(reference.index, str(error)) from None
        if not entry.arrived:
            raise UploadRefusedError(reference.index, refusals.NEVER_CAME)
        return entry

    def _url(self, kind: str, name: str, expires_at: int) -> str:
        query = urlencode({"expires": expires_at, "signature": self._sign(kind, name, str(expires_at))})
        return f"/{kind}/{name}?{query}"

    def _sign(self, kind: str, name: str, expires: str) -> str:
        return hmac.new(self._key, f"{kind}\n{name}\n{expires}".encode(), hashlib.sha256).hexdigest()

    def _verify(self, kind: str, name: str, expires: str, signature: str) -> None:
        # Bytes: compare_digest refuses text beyond ASCII, which a caller may well send.
        if not hmac.compare_digest(self._sign(kind, name, expires).encode(), signature.encode()):
            raise UploadRefusedError(0, refusals.BAD_SIGNATURE)
        if int(expires) <= self._clock():
            raise UploadRefusedError(0, refusals.EXPIRED)

    def _sweep(self) -> None:
        """Remove what has expired, but for what a run has taken."""
        now = self._clock()
        for name in [name for name, entry in self._entries.items() if entry.expires_at <= now]:
            if self._entries[name].taken and not self._entries[name].gone:
                continue
            del self._entries[name]
            (self._folder / name).unlink(missing_ok=True)

    def _schedule(self) -> None:
        """Sweep again when the next file expires, so that none outstays its time for want of a request."""
        if self._timer is not None or self._closed or not self._entries:
            return
        wait = max(1.0, min(entry.expires_at for entry in self._entries.values()) - self._clock())
        self._timer = threading.Timer(wait, self._on_timer)
        self._timer.daemon = True
        self._timer.start()

    def _on_timer(self) -> None:
        with self._lock:
            self._timer = None
            self._sweep()
            self._schedule()


class _LocalClaim:
    def __init__(self, store: LocalUploadStore, names: tuple[str, ...]) -> None:
        self._store = store
        self._names = names
        self.files: Sequence[InputFile] = ()

    def finish(self) -> None:
        self._store.drop(self._names)

    def release(self) -> None:
        self._store.give_back(self._names)
