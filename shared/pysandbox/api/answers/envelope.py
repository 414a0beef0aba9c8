"""The parts of an answer, from domain values to JSON."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
import pybase64
from starlette.responses import Response

from ...engine.models import CodeProblem, OutputFile, RunResult, TerminationReason
from ...policy import Limits
from ...policy.hints import hint_for_exception, hint_for_outcome
from ...rate_limit import Decision
from ...settings import Settings
from ...uploads import KeptFile
from ..callers.client_ip import Caller
from ..observe.record import RequestRecord
from ..requests import ValidRequest
from .inline_size import fitted
from .run_answer import Base64Of, RunAnswer

STORE_RETRY_AFTER_S = 5
"""How soon to try again while the rate-limit store or the runner is away: longer than a restart of either."""


@cache
def _media_types() -> mimetypes.MimeTypes:
    """Python's own table: the host's /etc/mime.types, which making it reads, must not change an answer."""
    return mimetypes.MimeTypes()


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


def run_answer(
    settings: Settings, record: RequestRecord, body: Mapping[str, Any], headers: Mapping[str, str], status: int = 200
) -> Response:
    """An answer that may have a run in it: in pieces from where its files lie, or as Lambda can carry it."""
    if settings.on_lambda:
        return FittedJsonResponse(body, status, headers)
    return RunAnswer(body, status, headers, record.hold)


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
    guessed, encoding = _media_types().guess_file_type(name)
    if encoding is not None:
        return "application/gzip" if encoding == "gzip" else "application/octet-stream"
    return guessed or "application/octet-stream"


def instant(seconds: float) -> str:
    """A time since the epoch as answers write it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _output_file(file: OutputFile, *, whole: bool) -> dict[str, Any]:
    if isinstance(file, KeptFile):
        return {
            "download_url": file.url,
            "size_bytes": file.size_bytes,
            "media_type": media_type(clean(file.name)),
            "expires_at": instant(file.expires_at),
        }
    if not file.has_content:
        return {"error": clean(file.error or "The file could not be returned.")}
    return {
        "content_base64": _base64(file.content or b"") if whole else Base64Of(file),
        "size_bytes": file.size_bytes,
        "media_type": media_type(clean(file.name)),
    }


def _exception(result: RunResult, *, stdin_given: bool) -> dict[str, Any] | None:
    error = result.exception
    if error is None:
        return None
    told: dict[str, Any] = {"type": clean(error.type), "message": clean(error.message), "line": error.line}
    hint = hint_for_exception(
        error.type, error.message, stdin_given=stdin_given, unreturned=[clean(name) for name in result.unreturned_files]
    )
    return told | ({"hint": hint} if hint else {})


def execution_details(result: RunResult, *, whole: bool = True, stdin_given: bool = True) -> dict[str, Any]:
    """What a run did.

    Args:
        whole: False: with a `Base64Of` in place of each file.
        stdin_given: whether the request had standard input, for the hint of an exception.
    """
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
        "exception": _exception(result, stdin_given=stdin_given),
        "blocked_imports": [clean(name) for name in result.blocked_imports],
        "output_files": {clean(file.name): _output_file(file, whole=whole) for file in result.output_files},
        **_left_to_do(result),
    }


def _left_to_do(result: RunResult) -> dict[str, Any]:
    """What may be wanted and was not asked for; nothing where there is nothing to say."""
    names = [clean(name) for name in result.unreturned_files]
    # An exception has its own hint.
    hint = None if result.exception else hint_for_outcome(result.termination_reason.value, names)
    return ({"unreturned_files": names} if names else {}) | ({"hint": hint} if hint else {})


def syntax_error(problem: CodeProblem) -> dict[str, Any]:
    """Why a program does not compile."""
    return {"message": clean(problem.message), "line": problem.line, "column": problem.column}


def user_info(caller: Caller, decision: Decision | None, limits: Limits) -> dict[str, Any]:
    """The caller and the day's quota; null where the store cannot say, or where nobody counts."""
    counted = decision is not None and decision.windows
    return {
        "ip_address": caller.address,
        "daily_quota_limit": limits.requests_per_day or None,
        "requests_today": decision.requests_today if decision and counted else None,
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
        **({"did_you_mean": dict(valid.misnamed)} if valid.misnamed else {}),
    }


def run_parts(record: RequestRecord, limits: Limits, settings: Settings) -> dict[str, Any]:
    """What an answer says of the run and the request, as far as it came."""
    parts: dict[str, Any] = {}
    if record.result is not None:
        given = bool(record.valid and record.valid.run.stdin)
        parts["execution_details"] = execution_details(record.result, whole=settings.on_lambda, stdin_given=given)
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
