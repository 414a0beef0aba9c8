"""The parts of an answer, from domain values to JSON."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
import pybase64
from starlette.responses import Response

from ..engine.models import OutputFile, RunResult, TerminationReason
from ..policy import Limits
from ..rate_limit import Decision
from ..settings import Settings
from ..uploads import KeptFile
from .client_ip import Caller
from .fit import fitted
from .record import RequestRecord
from .validate import ValidRequest

STORE_RETRY_AFTER_S = 5
"""How soon to try again while the rate-limit store or the runner is away: longer than a restart of either."""

_media_types = mimetypes.MimeTypes()  # Python's own table: the host's /etc/mime.types must not change an answer


class JsonResponse(Response):
    """JSON by orjson: an 8 MB file in Base64 is written in milliseconds."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """`content` as JSON bytes."""
        return orjson.dumps(content)


class FittedJsonResponse(JsonResponse):
    """JSON that Lambda can carry: what a run returned gives way where it has to."""

    def render(self, content: Any) -> bytes:
        """`content` as JSON bytes."""
        return fitted(content)


def answer_class(settings: Settings) -> type[JsonResponse]:
    """What an answer with a run in it is rendered by."""
    return FittedJsonResponse if settings.on_lambda else JsonResponse


def clean(text: str) -> str:
    """`text` without lone surrogates (names that are no UTF-8), which JSON cannot carry."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def envelope(status: str, record: RequestRecord) -> dict[str, Any]:
    """What every answer of the API begins with."""
    return {"status": status, "request_id": record.request_id, "timestamp_utc": record.timestamp_utc}


def _base64(content: bytes) -> str:
    return pybase64.b64encode_as_string(content)


def _stream(name: str, content: bytes) -> dict[str, str]:
    try:
        return {name: content.decode("utf-8")}
    except UnicodeDecodeError:
        return {name: content.decode("utf-8", "replace"), f"{name}_base64": _base64(content)}


def media_type(name: str) -> str:
    """What a file's name says of its content."""
    guessed, encoding = _media_types.guess_file_type(name)
    if encoding is not None:
        return "application/gzip" if encoding == "gzip" else "application/octet-stream"
    return guessed or "application/octet-stream"


def instant(seconds: float) -> str:
    """A time since the epoch as answers write it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _output_file(file: OutputFile) -> dict[str, Any]:
    if isinstance(file, KeptFile):
        return {
            "download_url": file.url,
            "size_bytes": file.size_bytes,
            "media_type": media_type(clean(file.name)),
            "expires_at": instant(file.expires_at),
        }
    if file.content is None:
        return {"error": clean(file.error or "The file could not be returned.")}
    return {
        "content_base64": _base64(file.content),
        "size_bytes": len(file.content),
        "media_type": media_type(clean(file.name)),
    }


def execution_details(result: RunResult) -> dict[str, Any]:
    """What a run did."""
    exception = result.exception
    return {
        "success": result.exit_code == 0 and result.termination_reason is TerminationReason.COMPLETED,
        "exit_code": result.exit_code,
        "termination_reason": result.termination_reason.value,
        **_stream("stdout", result.stdout),
        **_stream("stderr", result.stderr),
        "stdout_truncated": result.stdout_truncated,
        "stderr_truncated": result.stderr_truncated,
        "execution_duration_sec": round(result.duration_s, 6),
        "cpu_time_sec": round(result.cpu_time_s, 6),
        "peak_memory_bytes": result.peak_memory_bytes,
        "exception": exception
        and {"type": clean(exception.type), "message": clean(exception.message), "line": exception.line},
        "blocked_imports": [clean(name) for name in result.blocked_imports],
        "output_files": {clean(file.name): _output_file(file) for file in result.output_files},
    }


def user_info(caller: Caller, decision: Decision | None, limits: Limits) -> dict[str, Any]:
    """The caller and the day's quota; null where the store cannot say, or where the window is off."""
    return {
        "ip_address": caller.address,
        "daily_quota_limit": limits.requests_per_day or None,
        "requests_today": decision and decision.requests_today,
        "requests_remaining_today": decision and decision.remaining_today,
    }


def server_status(active: int, limits: Limits) -> dict[str, Any]:
    """How busy the service was when the request came, not counting the request itself."""
    share = active / limits.max_concurrency
    return {
        "load": "normal" if share < 0.6 else "high" if share < 1 else "full",
        "active_processes_at_request": active,
        "max_concurrent_processes": limits.max_concurrency,
    }


def request_context(valid: ValidRequest) -> dict[str, Any]:
    """What the service understood of the request."""
    files = [{"filename": name, "size_bytes": size} for name, size in valid.attachments]
    return {
        "code_length": len(valid.run.code),
        "attachment_count": len(files),
        "stdin_provided": valid.stdin_provided,
        "processed_attachments": files,
        "ignored_fields": list(valid.ignored_fields),
    }


def run_parts(record: RequestRecord, limits: Limits) -> dict[str, Any]:
    """What an answer says of the run and the request, as far as it came."""
    parts: dict[str, Any] = {}
    if record.result is not None:
        parts["execution_details"] = execution_details(record.result)
    parts["user_info"] = user_info(record.caller, record.decision, limits)
    if record.active_at_request is not None:
        parts["server_status"] = server_status(record.active_at_request, limits)
    if record.valid is not None:
        parts["request_context"] = request_context(record.valid)
    return parts


def rate_limit_headers(decision: Decision | None, limits: Limits) -> Mapping[str, str]:
    """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers, structured fields).

    While the store is away nothing is admitted, and r=0 says so.
    """
    windows = [("minute", limits.requests_per_minute, 60), ("day", limits.requests_per_day, 86_400)]
    policies = [f'"{name}";q={limit};w={length}' for name, limit, length in windows if limit]
    if not policies:
        return {}
    if decision is None:
        standing = [f'"{name}";r=0;t={STORE_RETRY_AFTER_S}' for name, limit, _ in windows if limit]
    else:
        standing = [f'"{window.name}";r={window.remaining};t={window.reset_s}' for window in decision.windows]
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(standing)}
