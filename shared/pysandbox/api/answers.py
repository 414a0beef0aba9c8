"""The bodies of answers, as the contract has them."""

from __future__ import annotations

import mimetypes
import uuid
from datetime import UTC, datetime
from typing import Any

import orjson

from ..engine.models import OutputFile, RunResult, TerminationReason
from ..policy import Limits
from ..rate_limit import Decision
from .body import CheckedRequest, encode_base64

UNKNOWN_MEDIA_TYPE = "application/octet-stream"


def new_request_id() -> str:
    """A fresh id for one request."""
    return uuid.uuid4().hex


def head(status: str, request_id: str) -> dict[str, Any]:
    """What every answer begins with."""
    return {
        "status": status,
        "request_id": request_id,
        "timestamp_utc": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }


def dump(payload: dict[str, Any]) -> bytes:
    """The payload as JSON."""
    return orjson.dumps(payload)


def _stream(name: str, data: bytes, truncated: bool) -> dict[str, Any]:
    text = data.decode("utf-8", "replace")
    row: dict[str, Any] = {name: text, f"{name}_truncated": truncated}
    if "\ufffd" in text and text.encode() != data:
        row[f"{name}_base64"] = encode_base64(data)
    return row


def _returned(file: OutputFile) -> dict[str, Any]:
    if file.content is None:
        return {"error": file.error}
    media_type = mimetypes.guess_type(file.name, strict=False)[0]
    return {
        "content_base64": encode_base64(file.content),
        "size_bytes": len(file.content),
        "media_type": media_type or UNKNOWN_MEDIA_TYPE,
    }


def execution_details(result: RunResult) -> dict[str, Any]:
    """What the program did."""
    error = result.exception
    completed = result.termination_reason is TerminationReason.COMPLETED
    return {
        "success": completed and result.exit_code == 0,
        "exit_code": result.exit_code,
        "termination_reason": result.termination_reason.value,
        **_stream("stdout", result.stdout, result.stdout_truncated),
        **_stream("stderr", result.stderr, result.stderr_truncated),
        "execution_duration_sec": round(result.duration_s, 6),
        "cpu_time_sec": round(result.cpu_time_s, 6),
        "peak_memory_bytes": result.peak_memory_bytes,
        "exception": {"type": error.type, "message": error.message, "line": error.line} if error else None,
        "blocked_imports": list(result.blocked_imports),
        "output_files": {file.name: _returned(file) for file in result.output_files},
    }


def user_info(ip: str, decision: Decision, limits: Limits) -> dict[str, Any]:
    """The caller's quota."""
    return {
        "ip_address": ip,
        "daily_quota_limit": limits.requests_per_day or None,
        "requests_today": decision.used_today,
        "requests_remaining_today": decision.remaining_day,
    }


def server_status(active: int, limits: Limits) -> dict[str, Any]:
    """How busy the service is with `active` executions: high from 60 % of the places on."""
    share = active / limits.max_concurrency
    return {
        "load": "full" if share >= 1 else "high" if share >= 0.6 else "normal",
        "active_processes_at_request": active,
        "max_concurrent_processes": limits.max_concurrency,
    }


def request_context(checked: CheckedRequest) -> dict[str, Any]:
    """What the service made of the request."""
    run = checked.run
    return {
        "code_length": len(run.code),
        "attachment_count": len(run.files),
        "stdin_provided": checked.stdin_provided,
        "processed_attachments": [{"filename": file.name, "size_bytes": len(file.content)} for file in run.files],
        "ignored_fields": list(checked.ignored_fields),
    }


def quota_headers(decision: Decision, limits: Limits) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers)."""
    policies, current = [], []
    if decision.remaining_minute is not None:
        policies.append(f'"minute";q={limits.requests_per_minute};w=60')
        current.append(f'"minute";r={decision.remaining_minute};t={decision.reset_minute_s}')
    if decision.remaining_day is not None:
        policies.append(f'"day";q={limits.requests_per_day};w=86400')
        current.append(f'"day";r={decision.remaining_day};t={decision.reset_day_s}')
    if not policies:
        return {}
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(current)}
