"""One request and its answer, as ASGI has them. An answer goes out as it is made: the window is the transport's own."""

from __future__ import annotations

import http
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import unquote

import httptools

from .budget import Hold
from .extension import EXTENSION, BodyGoneError
from .reading.head import Head, MalformedError
from .reading.intake import Intake

logger = logging.getLogger(__name__)

JOINED_BYTES = 16 * 1024
"""A body of this size is sent in one piece with its head: copying it is cheaper than a second buffer."""

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(rb"[^\x00-\x08\x0a-\x1f\x7f]*")
_NO_CONTENT = (204, 304)

type Application = Callable[[Any, Any, Any], Awaitable[None]]


def status_line(status: int) -> bytes:
    """RFC 9112 section 4."""
    try:
        phrase = http.HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()


class Way(Protocol):
    """The connection that an answer goes out on."""

    def write(self, pieces: list[bytes]) -> None:
        """Send; what does not go at once waits in the transport's buffer."""

    async def drained(self, sent_bytes: int) -> None:
        """Wait until the reader has taken nearly all of it, or is gone."""

    async def gone(self) -> None:
        """Wait until the connection ends."""

    def finished(self, exchange: Exchange) -> None:
        """The answer is complete."""

    def abort(self) -> None:
        """End the connection at once: what was sent of the answer is not to be taken for all of it."""


class Exchange:
    """One request, from its head to the end of its answer."""

    def __init__(
        self,
        way: Way,
        head: Head,
        intake: Intake,
        default_headers: list[tuple[bytes, bytes]],
        hold: Hold,
        most_bytes: int,
    ) -> None:
        """`hold` counts a body of up to `most_bytes` that is read by `receive`."""
        self._way = way
        self._hold = hold
        self._most_bytes = most_bytes
        self._head = head
        self._default_headers = default_headers
        self._start: dict[str, Any] | None = None
        self._chunked = False
        self._left: int | None = None
        """What of the declared length is still to be sent; None where none was declared."""
        self.intake = intake
        self.keep_alive = head.keep_alive
        self.disconnected = False
        self.started = False
        """Whether some of the answer has been sent."""
        self.complete = False
        self.sent_bytes = 0

    def scope(self, base: dict[str, Any]) -> dict[str, Any]:
        """The ASGI scope.

        Raises:
            MalformedError: the request's target is none.
        """
        try:
            url = httptools.parse_url(self._head.target)
            path = url.path.decode("ascii")
        except (httptools.HttpParserError, UnicodeDecodeError, AttributeError):
            raise MalformedError("The request's target is not valid.") from None
        return base | {
            "type": "http",
            "method": self._head.method,
            "http_version": self._head.version,
            "path": unquote(path) if "%" in path else path,
            "raw_path": url.path,
            "query_string": url.query or b"",
            "headers": self._head.headers,
            "extensions": {EXTENSION: self.intake},
        }

    async def run(self, application: Application, scope: dict[str, Any]) -> None:
        """Let `application` answer. Never raises but for a cancellation."""
        try:
            with self._hold:
                await application(scope, self.receive, self.send)
        except Exception as error:
            logger.error("the application failed", exc_info=error)  # noqa: TRY400
        finally:
            if not self.complete and not self.disconnected:
                self._way.abort()  # half an answer, or none

    async def receive(self) -> dict[str, Any]:
        """The body, in one message, unless it was read by `scope["extensions"]`; then the end of the connection."""
        if not self.intake.asked and not self.disconnected:
            try:
                body = await self.intake.read(self._most_bytes, self._hold)
                return {"type": "http.request", "body": body, "more_body": False}
            except BodyGoneError:
                return {"type": "http.disconnect"}
        if not self.complete and not self.disconnected:
            await self._way.gone()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """Take one message of the answer; returns when there is room for another."""
        if self.disconnected:
            return
        if message["type"] == "http.response.start":
            self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        pieces = [] if self.started else [self._begin(len(body), more)]
        pieces += self._framed(body, more)
        if pieces:
            if sum(map(len, pieces)) <= JOINED_BYTES:
                pieces = [b"".join(pieces)]
            self.sent_bytes += sum(map(len, pieces))
            self._way.write(pieces)
        await self._way.drained(self.sent_bytes)  # small ones too: many of them may have been asked for at once
        if not more and not self.disconnected:
            self.complete = True
            self._way.finished(self)

    def _begin(self, size: int, more: bool) -> bytes:
        """The status line and headers."""
        if self._start is None:
            raise RuntimeError("an answer begins with http.response.start")
        self.started = True
        status = self._start["status"]
        lines = [status_line(status)]
        closes = False
        for name, value in self._default_headers + list(self._start.get("headers", ())):
            if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
                raise RuntimeError("a header of the answer holds what no header may")
            low = name.lower()
            if low == b"content-length":
                self._left = int(value)
            elif low == b"connection" and b"close" in value.lower():
                closes = True
            lines += (low, b": ", value, b"\r\n")
        self.keep_alive = self.keep_alive and not closes and (self.intake.complete or self.intake.discard())
        bodiless = self._head.method == "HEAD" or status in _NO_CONTENT
        if self._left is None and not bodiless:
            if not more:
                self._left = size
                lines.append(b"content-length: %d\r\n" % size)
            elif self._head.version == "1.1":
                self._chunked = True
                lines.append(b"transfer-encoding: chunked\r\n")
            else:
                self.keep_alive = False  # its end is the connection's
        if bodiless:
            self._left = 0
        if not self.keep_alive and not closes:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        return b"".join(lines)

    def _framed(self, body: bytes, more: bool) -> list[bytes]:
        if self._chunked:
            pieces = [b"%x\r\n" % len(body), body, b"\r\n"] if body else []
            return pieces if more else [*pieces, b"0\r\n\r\n"]
        if self._left is not None:
            self._left -= len(body)
            if self._left < 0 or (self._left and not more):
                raise RuntimeError("an answer has another length than it said")
        return [body] if body else []
