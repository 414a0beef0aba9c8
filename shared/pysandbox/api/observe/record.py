"""What is known of one request while it is answered: filled in step by step, read by answers, errors and the log."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from starlette.requests import Request

from ...engine.models import RunResult
from ...rate_limit import Decision
from ..callers.client_ip import Caller
from ..http.budget import Hold
from ..requests import ValidRequest

SCOPE_KEY = "pysandbox.record"


@dataclass(slots=True)
class RequestRecord:
    """One request. `verdict` is the word that the log has for its outcome."""

    caller: Caller
    base_url: str = ""
    caller_name: str = ""
    """The caller as the log names it: a keyed hash."""
    hold: Hold | None = None
    """What this request holds of the budget of bytes under way."""
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    timestamp_utc: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    started: float = field(default_factory=time.perf_counter)
    valid: ValidRequest | None = None
    decision: Decision | None = None
    active_at_request: int | None = None
    result: RunResult | None = None
    store_errors: int = 0
    """How often the rate-limit store failed while this request was answered."""
    function_request_id: str | None = None
    """On AWS Lambda: the id of the invocation, which the platform's own log lines carry."""
    verdict: str = "answered"
    method: str = "other"
    route: str = "other"
    """The path, where it is one of ours: any other is the caller's text."""
    status: int | None = None
    """Of the answer; None where it was abandoned."""
    ran_at: float | None = None
    """When the program was handed over, by the clock of `started`."""
    trace_parent: Mapping[str, str] = field(default_factory=dict)
    """The headers of a trusted proxy that say which trace the request belongs to."""


def record_of(request: Request) -> RequestRecord:
    """The record that the middleware put into the request's scope."""
    return cast(RequestRecord, request.scope[SCOPE_KEY])
