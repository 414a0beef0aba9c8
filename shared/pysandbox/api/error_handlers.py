"""From exceptions to answers. The only place that knows status codes of errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..errors import (
    EngineError,
    RateLimitStoreError,
    RequestTooLargeError,
    RunnerUnavailableError,
    SandboxError,
    ServerBusyError,
    UploadsOffError,
    UploadStoreError,
)
from ..rate_limit import upload_limits
from .answers import STORE_RETRY_AFTER_S, answer_class, clean, envelope, rate_limit_headers, run_parts
from .execute import Service
from .problems import (
    BodyTooLargeError,
    BodyTooSlowError,
    DownloadGoneError,
    ForbiddenImportsError,
    QuotaExceededError,
    RequestInvalidError,
    RunTimedOutError,
)
from .record import record_of

QUOTA_PATHS = frozenset({"/execute", "/validate"})
"""Paths whose every answer says how the caller stands."""

STATUS = {
    "ValidationError": 400,
    "ForbiddenImportError": 400,
    "TimeoutError": 400,
    "NotFound": 404,
    "MethodNotAllowed": 405,
    "PayloadTooLarge": 413,
    "RateLimitExceeded": 429,
    "InternalError": 500,
    "ServerBusy": 503,
    "ServiceUnavailable": 503,
}

type Details = dict[str, Any]
type Headers = dict[str, str]


def add_error_handlers(app: FastAPI, service: Service) -> None:
    """Answer every error that a route or the router raises in the contract's shape."""

    async def handle(request: Request, error: Exception) -> Response:
        return await error_response(request, error, service)

    app.add_exception_handler(SandboxError, handle)
    app.add_exception_handler(HTTPException, handle)


async def error_response(request: Request, error: Exception, service: Service) -> Response:
    """The answer to `error`. What is not known is an InternalError, and says nothing of its cause."""
    kind, details, headers = _describe(request, error)
    record = record_of(request)
    record.verdict = kind
    body = envelope("error", record) | {"error_details": {"type": kind, **details}}
    if request.scope["path"] in QUOTA_PATHS:
        await to_thread.run_sync(service.standing, record)
        limits = service.settings.limits
        body |= await to_thread.run_sync(run_parts, record, limits)
        headers |= rate_limit_headers(record.decision, limits)
    elif isinstance(error, QuotaExceededError):
        headers |= rate_limit_headers(error.decision, upload_limits(service.settings.limits))
    return answer_class(service.settings)(body, STATUS[kind], headers)


def _describe(request: Request, error: Exception) -> tuple[str, Details, Headers]:
    for types, describe in _KINDS:
        if isinstance(error, types):
            return describe(request, error)
    return "InternalError", {"message": "The service failed to answer this request. It is not your mistake."}, {}


def _invalid(_: Request, error: Any) -> tuple[str, Details, Headers]:
    issues = [{"field": issue.field, "message": issue.message} for issue in error.issues]
    first = f"{issues[0]['field']} {issues[0]['message']}"
    message = f"The request is not valid: {first}" + (f" (and {len(issues) - 1} more)." if issues[1:] else ".")
    return "ValidationError", {"message": message, "issues": issues}, {}


def _forbidden(_: Request, error: Any) -> tuple[str, Details, Headers]:
    lines: dict[str, list[int]] = {}
    for found in error.imports:
        at = lines.setdefault(clean(found.module), [])
        if found.line is not None and found.line not in at:
            at.append(found.line)
    issues = [
        {"field": "code", "message": f"imports {module!r}, which is not on the list of allowed modules", "lines": at}
        for module, at in lines.items()
    ]
    message = f"The program imports what is not allowed: {', '.join(lines)}. GET /limits lists what is."
    return "ForbiddenImportError", {"message": message, "disallowed": list(lines), "issues": issues}, {}


def _timed_out(_: Request, error: Any) -> tuple[str, Details, Headers]:
    return "TimeoutError", {"message": str(error)}, {}


def _too_large(_: Request, error: Any) -> tuple[str, Details, Headers]:
    # The rest of an endless body is not worth reading: only the end of the connection stops it.
    return "PayloadTooLarge", {"message": str(error)}, {"Connection": "close"} if error.exhausted else {}


def _too_slow(_: Request, error: Any) -> tuple[str, Details, Headers]:
    issues = [{"field": "body", "message": str(error)}]
    message = f"The request is not valid: body {error}."
    return "ValidationError", {"message": message, "issues": issues}, {"Connection": "close"}


def _too_large_to_run(_: Request, error: Any) -> tuple[str, Details, Headers]:
    return "PayloadTooLarge", {"message": str(error)}, {}


def _quota(request: Request, error: Any) -> tuple[str, Details, Headers]:
    decision = error.decision
    limit = next(window.limit for window in decision.windows if window.name == decision.refused_by)
    wait = decision.retry_after_s
    what = "uploads" if request.scope["path"] == "/uploads" else "requests"
    message = f"The limit of {limit} {what} per {decision.refused_by} is reached. Try again in {wait} s."
    details = {"message": message, "window": decision.refused_by, "limit": limit, "retry_after_seconds": wait}
    return "RateLimitExceeded", details, {"Retry-After": str(wait)}


def _busy(_: Request, error: Any) -> tuple[str, Details, Headers]:
    wait = error.retry_after_s
    message = f"{error} Try again in {wait} s; this request was not charged."
    return "ServerBusy", {"message": message, "retry_after_seconds": wait}, {"Retry-After": str(wait)}


def _unavailable(_: Request, __: Any) -> tuple[str, Details, Headers]:
    message = "The service cannot run programs at the moment. Nothing was run."
    details = {"message": message, "retry_after_seconds": STORE_RETRY_AFTER_S}
    return "ServiceUnavailable", details, {"Retry-After": str(STORE_RETRY_AFTER_S)}


def _store_unavailable(_: Request, __: Any) -> tuple[str, Details, Headers]:
    message = "The store of uploaded files cannot be reached, or is full. Nothing was run."
    details = {"message": message, "retry_after_seconds": STORE_RETRY_AFTER_S}
    return "ServiceUnavailable", details, {"Retry-After": str(STORE_RETRY_AFTER_S)}


def _gone(_: Request, error: Any) -> tuple[str, Details, Headers]:
    return "NotFound", {"message": str(error)}, {}


def _http(request: Request, error: Any) -> tuple[str, Details, Headers]:
    path = clean(request.scope["path"][:200])
    if error.status_code == 404:
        return "NotFound", {"message": f"There is no {path} here. GET /openapi.json lists what is."}, {}
    if error.status_code == 405:
        allowed = {name.strip() for name in (error.headers or {}).get("Allow", "").split(",") if name.strip()}
        allow = ", ".join(sorted(allowed | ({"HEAD"} if "GET" in allowed else set()) | {"OPTIONS"}))
        message = f"{path} does not answer {request.scope['method']}; it answers {allow}."
        return "MethodNotAllowed", {"message": message}, {"Allow": allow}
    return _describe(request, RuntimeError())


type _Describe = Callable[[Request, Any], tuple[str, Details, Headers]]

_KINDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], _Describe], ...] = (
    (RequestInvalidError, _invalid),
    (ForbiddenImportsError, _forbidden),
    (RunTimedOutError, _timed_out),
    (BodyTooLargeError, _too_large),
    (BodyTooSlowError, _too_slow),
    (RequestTooLargeError, _too_large_to_run),
    (QuotaExceededError, _quota),
    (ServerBusyError, _busy),
    ((RunnerUnavailableError, RateLimitStoreError, EngineError), _unavailable),
    (UploadStoreError, _store_unavailable),
    ((UploadsOffError, DownloadGoneError), _gone),
    (HTTPException, _http),
)
