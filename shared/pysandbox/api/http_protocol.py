"""uvicorn's HTTP/1.1 protocol, with the contract's error shape for what is not HTTP and a bound on headers."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

MAX_HEAD_BYTES = 65_536
"""Request line and headers together; the parser itself sets no bound."""


class _HeadTooLargeError(Exception):
    """Raised into the parser, which gives up on the connection."""


class SandboxHttpProtocol(HttpToolsProtocol):
    """What uvicorn answers in plain text, answered in JSON."""

    _head_bytes = 0

    def on_message_begin(self) -> None:
        """A new request."""
        self._head_bytes = 0
        super().on_message_begin()

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

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            raise _HeadTooLargeError
