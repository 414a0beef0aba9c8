"""uvicorn's HTTP/1.1 protocol, with the contract's error shape for what is not HTTP, and bounds on headers and time."""

from __future__ import annotations

import asyncio
import socket
import uuid
from datetime import UTC, datetime

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

MAX_HEAD_BYTES = 65_536
"""Request line and headers together; the parser itself sets no bound."""


HEAD_TIMEOUT_S = 10.0
"""For the request line and headers, from the connection's start or their own first byte: uvicorn waits for ever."""

STALLED_WRITE_S = 60.0
"""A client that takes nothing of its answer for so long is let go."""


class _HeadTooLargeError(Exception):
    """Raised into the parser, which gives up on the connection."""


class SandboxHttpProtocol(HttpToolsProtocol):
    """What uvicorn answers in plain text, answered in JSON."""

    head_timeout_s = HEAD_TIMEOUT_S
    stalled_write_s = STALLED_WRITE_S
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new connection."""
        super().connection_made(transport)
        connection = transport.get_extra_info("socket")
        if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
            # tcp(7): also while the other side's window is shut, which keep-alive would not notice.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(self.stalled_write_s * 1000))
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of one."""
        self._stop_awaiting_head()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A new request."""
        self._head_bytes = 0
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head of a request is there; its body has bounds of its own (`incoming`)."""
        self._stop_awaiting_head()
        super().on_headers_complete()

    def on_url(self, url: bytes) -> None:
        """A piece of the request line."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP request, and end the connection."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and cycle.response_started and not cycle.response_complete:
            self.transport.close()  # half an answer is on its way: another would be read as part of it
            return
        body = orjson.dumps(
            {
                "status": "error",
                "request_id": str(uuid.uuid4()),
                "timestamp_utc": datetime.now(UTC).isoformat(),
                "error_details": {
                    "type": "ValidationError",
                    "message": "This is not a valid HTTP request.",
                    "issues": [{"field": "request", "message": msg}],
                },
            }
        )
        headers = (
            b"content-type: application/json\r\naccess-control-allow-origin: *\r\nconnection: close\r\n"
            b"content-length: %d\r\n\r\n" % len(body)
        )
        self.transport.write(STATUS_LINE[400] + headers + body)
        self.transport.close()

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_timeout_s, self.timeout_keep_alive_handler)

    def _stop_awaiting_head(self) -> None:
        timer, self._head_timer = self._head_timer, None
        if timer is not None:
            timer.cancel()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            raise _HeadTooLargeError
