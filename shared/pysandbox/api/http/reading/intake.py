"""The body of one request on its way in: straight into one buffer of its size, counted as it comes, within a time."""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import Callable
from typing import Protocol

from ....policy import Limits
from ...requests.problems import BodyTooLargeError, BodyTooSlowError
from ..budget import Hold
from ..extension import BodyGoneError
from .chunked import ChunkedDecoder
from .head import Head

_api = ctypes.pythonapi
_api.PyBytes_FromStringAndSize.restype = ctypes.py_object
_api.PyBytes_FromStringAndSize.argtypes = (ctypes.c_char_p, ctypes.c_ssize_t)
_api.PyBytes_AsString.restype = ctypes.c_void_p
_api.PyBytes_AsString.argtypes = (ctypes.py_object,)
_api.PyMemoryView_FromMemory.restype = ctypes.py_object
_api.PyMemoryView_FromMemory.argtypes = (ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int)
_WRITE = 0x200  # PyBUF_WRITE


class Line(Protocol):
    """The connection that a body comes on."""

    def allow_reading(self, wanted: bool) -> None:
        """Go on reading, or let the client wait."""

    def send_continue(self) -> None:
        """Tell a client that asked first that it may send (RFC 9110 section 10.1.1)."""

    def expire_in(self, seconds: float | None, then: Callable[[], None] | None = None) -> None:
        """Call `then` in so many seconds unless told otherwise; None: not at all."""


class _Buffer:
    """Bytes of a known size that are still to be received: no page of them is touched before, and none copied after."""

    def __init__(self, size_bytes: int) -> None:
        # SAFETY: NULL leaves the content to be filled in, as the C API allows before anybody else sees the object.
        # `view` is of that very memory and must not be used once this object is gone; `Intake` lends it out for one
        # read at a time, and hands `content` out only when every byte has been received.
        self.content: bytes = _api.PyBytes_FromStringAndSize(None, size_bytes)
        self.view: memoryview = _api.PyMemoryView_FromMemory(_api.PyBytes_AsString(self.content), size_bytes, _WRITE)


class Intake:
    """One body. Until somebody asks for it no more is read than came with the head."""

    def __init__(self, line: Line, head: Head, limits: Limits, now: Callable[[], float]) -> None:
        self._line = line
        self._limits = limits
        self._now = now
        self._length = head.length
        self._expects = head.expects_continue and head.length != 0
        self._decoder = ChunkedDecoder(self._keep) if head.length is None else None
        self._hold: Hold | None = None
        self._limit = limits.max_body_bytes
        self._pieces: list[bytes] = []
        """What came otherwise than straight into `_buffer`."""
        self._buffer: _Buffer | None = None
        self._discarding = False
        self._whole: asyncio.Future[None] | None = None
        self._begun = self._progress = now()
        self.received_bytes = 0
        self.asked = False
        """Whether somebody has asked for it."""
        self.complete = head.length == 0

    @property
    def wanted(self) -> bool:
        """Whether what comes is to be read now."""
        return self._discarding or (self._whole is not None and not self._whole.done())

    @property
    def waits_for_leave(self) -> bool:
        """Whether the client asked first and was told nothing: it may send the body now, or the next request."""
        return self._expects and not self.complete

    @property
    def bytes_per_s(self) -> float:
        """How fast it has come so far."""
        return self.received_bytes / max(self._now() - self._begun, 0.001)

    @property
    def age_s(self) -> float:
        """For how long it has been coming."""
        return self._now() - self._begun

    async def read(self, limit_bytes: int, hold: Hold) -> bytes:
        """The whole body, as `BodyReader` has it."""
        self._limit, self._hold, self.asked = limit_bytes, hold, True
        if self._length is not None:
            if self._length > limit_bytes:
                raise BodyTooLargeError(limit_bytes)
            hold.take(self._length)  # refused at once, where there is no room for all of it
            hold.force(self.received_bytes - self._length)
        elif self.received_bytes > limit_bytes:
            raise BodyTooLargeError(limit_bytes)
        else:
            hold.take(self.received_bytes)
        if not self.complete:
            await self._receive()
        pieces, buffer = self._pieces, self._buffer
        self._pieces, self._buffer = [], None
        return buffer.content if buffer is not None else b"".join(pieces)

    async def _receive(self) -> None:
        if self._length is not None:
            self._buffer = _Buffer(self._length)
            early, self._pieces = b"".join(self._pieces), []
            self._buffer.view[: len(early)] = early
        self._whole = asyncio.get_running_loop().create_future()
        if self._expects:
            self._expects = False
            if not self.received_bytes:
                self._line.send_continue()
        self._begun = self._progress = self._now()
        self._watch()
        self._line.allow_reading(True)
        try:
            await self._whole
        finally:
            self._line.expire_in(None)

    def view(self) -> memoryview | None:
        """Where the next bytes go straight to; None where they are to be looked at first."""
        return None if self._buffer is None or self.complete else self._buffer.view[self.received_bytes :]

    def advance(self, size_bytes: int) -> None:
        """So many bytes were written into `view()`."""
        self._count(size_bytes)
        if self.received_bytes == self._length:
            self._finish()

    def feed(self, data: bytes) -> bytes:
        """Take what came otherwise; what is left of it when the body is complete.

        Raises:
            MalformedError: it is not in chunks.
        """
        if self._decoder is not None:
            rest = self._decoder.feed(data)
            if self._decoder.complete:
                self._finish()
            return rest
        at = 0 if self._length is None else self._length - self.received_bytes
        piece = data[:at]
        if self._buffer is not None:
            self._buffer.view[self.received_bytes : self.received_bytes + len(piece)] = piece
        elif not self._discarding:
            self._pieces.append(piece)
        self._count(len(piece))
        if self.received_bytes == self._length:
            self._finish()
        return data[at:]

    def discard(self) -> bool:
        """Drop what is still to come, since nobody asks for it; whether the connection is worth keeping for that."""
        self._discarding = True
        self._pieces.clear()
        if self._length is None or self.waits_for_leave:
            return self.complete
        return self._length - self.received_bytes <= self._limits.max_body_bytes

    def abandon(self) -> None:
        """The connection is gone."""
        self._fail(BodyGoneError())

    def _keep(self, piece: bytes) -> None:
        """A piece of payload of a body in chunks."""
        if not self._discarding:
            if self._hold is not None and self.received_bytes + len(piece) > self._limit:
                self._fail(BodyTooLargeError(self._limit))
                return
            self._pieces.append(piece)
        self._count(len(piece))

    def _count(self, size_bytes: int) -> None:
        self.received_bytes += size_bytes
        self._progress = self._now()
        if self._hold is not None and not self._discarding:
            try:
                self._hold.take(size_bytes)
            except Exception as error:  # noqa: BLE001
                self._fail(error)

    def _finish(self) -> None:
        self.complete = True
        if self._whole is not None and not self._whole.done():
            self._whole.set_result(None)

    def _fail(self, error: Exception) -> None:
        self._discarding = True
        self._buffer = None
        self._pieces.clear()
        if self._whole is not None and not self._whole.done():
            self._whole.set_exception(error)

    def _watch(self) -> None:
        """Give up when nothing has come for too long, or not all of it in time; else look again."""
        now = self._now()
        due = min(self._progress + self._limits.body_idle_timeout_s, self._begun + self._limits.body_timeout_s)
        if now >= due:
            self._fail(BodyTooSlowError(self._limits.body_timeout_s, self._limits.body_idle_timeout_s))
        else:
            self._line.expire_in(due - now, self._watch)
