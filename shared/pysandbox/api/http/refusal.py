"""Answers that are given before there is a request to speak of, in the contract's error shape."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import orjson

from ..answers.error_details import KINDS, error_details
from .exchange import status_line

BUSY_RETRY_AFTER_S = 1


def refusal(kind: str, message: str, issue: str | None = None) -> bytes:
    """A whole answer, after which the connection ends."""
    wait_s = BUSY_RETRY_AFTER_S if kind == "ServerBusy" else None
    retry = b"" if wait_s is None else b"retry-after: %d\r\n" % wait_s
    more: dict[str, Any] = {} if issue is None else {"issues": [{"field": "request", "message": issue}]}
    body = orjson.dumps(
        {
            "status": "error",
            "request_id": str(uuid.uuid4()),
            "timestamp_utc": datetime.now(UTC).isoformat(),
            "error_details": error_details(kind, message, retry_after_s=wait_s, **more),
        }
    )
    return (
        b"%bcontent-type: application/json\r\naccess-control-allow-origin: *\r\n%bconnection: close\r\n"
        b"content-length: %d\r\n\r\n%b"
        % (
            status_line(KINDS[kind].status),
            retry,
            len(body),
            body,
        )
    )
