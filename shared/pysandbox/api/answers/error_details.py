"""The part of an answer that says what went wrong: one shape, whoever makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...policy.hints import hint_for


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: its status code, and whether the same request can succeed later."""

    status: int
    retryable: bool


KINDS = {
    "ValidationError": Kind(400, retryable=False),
    "ForbiddenImportError": Kind(400, retryable=False),
    "TimeoutError": Kind(400, retryable=False),
    "CallerBlocked": Kind(403, retryable=False),
    "NotFound": Kind(404, retryable=False),
    "MethodNotAllowed": Kind(405, retryable=False),
    "PayloadTooLarge": Kind(413, retryable=False),
    "RateLimitExceeded": Kind(429, retryable=True),
    "InternalError": Kind(500, retryable=True),
    "ServerBusy": Kind(503, retryable=True),
    "ServiceUnavailable": Kind(503, retryable=True),
}
"""Every value of `error_details.type`."""


def error_details(
    kind: str,
    message: str,
    *,
    retry_after_s: int | None = None,
    retryable: bool | None = None,
    hint: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """`error_details` of an answer. `retryable` and `hint` are those of the kind where nothing better is known."""
    return {
        "type": kind,
        "message": message,
        **more,
        "retryable": KINDS[kind].retryable if retryable is None else retryable,
        "retry_after_seconds": retry_after_s,
        "hint": hint or hint_for("error", kind),
    }
