"""From exceptions to answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ...errors import (
    CallerBlockedError,
    EngineError,
    RateLimitStoreError,
    RequestTooLargeError,
    RunnerUnavailableError,
    SandboxError,
    ServerBusyError,
    UploadsOffError,
    UploadStoreError,
)
from ...rate_limit import upload_limits
from ..execute import Service
from ..observe.record import record_of
from ..requests.problems import (
    BodyTooLargeError,
    BodyTooSlowError,
    DownloadGoneError,
    ForbiddenImportsError,
    FreeRateError,
    IdempotencyKeyError,
    QuotaExceededError,
    RequestInvalidError,
    RunTimedOutError,
)
from .envelope import STORE_RETRY_AFTER_S, clean, envelope, rate_limit_headers, run_answer, run_parts
from .error_details import KINDS, error_details

QUOTA_PATHS = frozenset({"/execute", "/validate"})
"""Paths whose every answer says how the caller stands."""

type Headers = dict[str, str]
type Described = tuple[dict[str, Any], Headers]
"""`error_details` of an answer, and headers that go with them."""


def add_error_handlers(app: FastAPI, service: Service) -> None:
    """Answer every error that a route or the router raises in the contract's shape."""

    async def handle(request: Request, error: Exception) -> Response:
        return await error_response(request, error, service)

    app.add_exception_handler(SandboxError, handle)
    app.add_exception_handler(HTTPException, handle)


async def error_response(request: Request, error: Exception, service: Service) -> Response:
    """The answer to `error`. What is not known is an InternalError, and says nothing of its cause."""
    details, headers = _describe(request, error)
    if details["type"] == "MethodNotAllowed" and request.scope["method"] == "OPTIONS":
        return Response(status_code=204, headers=headers)  # RFC 9110 section 9.3.7
    record = record_of(request)
    record.verdict = kind = details["type"]
    body = envelope("error", record) | {"error_details": details}
    if request.scope["path"] in QUOTA_PATHS:
        await to_thread.run_sync(service.standing, record, limiter=service.asking)
        limits = service.settings.limits
        body |= run_parts(record, limits, service.settings)
        headers |= rate_limit_headers(record.decision, limits)
    elif isinstance(error, QuotaExceededError):
        headers |= rate_limit_headers(error.decision, upload_limits(service.settings.limits))
    status = error.status if isinstance(error, IdempotencyKeyError) else KINDS[kind].status
    return run_answer(service.settings, record, body, headers, status)


def error_details_of(request: Request, error: Exception) -> dict[str, Any]:
    """`error_details` for `error`, for answers of another shape than the API's own."""
    return _describe(request, error)[0]


def _describe(request: Request, error: Exception) -> Described:
    for types, describe in _KINDS:
        if isinstance(error, types):
            return describe(request, error)
    return error_details("InternalError", "The service failed to answer this request. It is not your mistake."), {}


def _invalid(_: Request, error: Any) -> Described:
    issues = [{"field": issue.field, "message": issue.message} for issue in error.issues]
    first = f"{issues[0]['field']} {issues[0]['message']}"
    message = f"The request is not valid: {first}" + (f" (and {len(issues) - 1} more)." if issues[1:] else ".")
    return error_details("ValidationError", message, issues=issues, hint=error.hint), {}


def _forbidden(_: Request, error: Any) -> Described:
    lines: dict[tuple[str | None, str], list[int]] = {}
    for found in error.imports:
        at = lines.setdefault((found.file, clean(found.module)), [])
        if found.line is not None and found.line not in at:
            at.append(found.line)
    issues = [_forbidden_issue(file, module, at) for (file, module), at in lines.items()]
    modules = list(dict.fromkeys(module for _, module in lines))
    message = f"The program imports what is not allowed: {', '.join(modules)}. GET /limits lists what is."
    return error_details("ForbiddenImportError", message, disallowed=modules, issues=issues, hint=error.hint), {}


def _forbidden_issue(file: str | None, module: str, lines: list[int]) -> dict[str, Any]:
    subject = "" if file is None else f"{clean(file)} "
    message = f"{subject}imports {module!r}, which is not on the list of allowed modules"
    return {"field": "code" if file is None else "attachments", "message": message, "lines": lines}


def _timed_out(_: Request, error: Any) -> Described:
    return error_details("TimeoutError", str(error)), {}


def _blocked(_: Request, __: Any) -> Described:
    return error_details("CallerBlocked", "The operator of this service has blocked your address."), {}


def _too_large(_: Request, error: Any) -> Described:
    return error_details("PayloadTooLarge", str(error)), {}


def _too_slow(_: Request, error: Any) -> Described:
    issues = [{"field": "body", "message": str(error)}]
    message = f"The request is not valid: body {error}."
    return error_details("ValidationError", message, issues=issues, retryable=True), {"Connection": "close"}


def _too_large_to_run(_: Request, error: Any) -> Described:
    return error_details("PayloadTooLarge", str(error)), {}


def _quota(request: Request, error: Any) -> Described:
    decision = error.decision
    limit = next(window.limit for window in decision.windows if window.name == decision.refused_by)
    wait = decision.retry_after_s
    what = "uploads" if request.scope["path"] == "/uploads" else "requests"
    message = f"The limit of {limit} {what} per {decision.refused_by} is reached. Try again in {wait} s."
    window = decision.refused_by
    return _later("RateLimitExceeded", message, wait, window=window, limit=limit)


def _free_rate(_: Request, error: Any) -> Described:
    wait = error.retry_after_s
    message = f"{error} Try again in {wait} s."
    details, headers = _later("RateLimitExceeded", message, wait, window="minute", limit=error.per_minute)
    return details, {**headers, "Connection": "close"}  # what was sent ahead of this answer is not worth reading


def _busy(_: Request, error: Any) -> Described:
    wait = error.retry_after_s
    return _later("ServerBusy", f"{error} Try again in {wait} s; this request was not charged.", wait)


def _unavailable(_: Request, __: Any) -> Described:
    message = "The service cannot run programs at the moment. Nothing was run."
    return _later("ServiceUnavailable", message, STORE_RETRY_AFTER_S)


def _store_unavailable(_: Request, __: Any) -> Described:
    message = "The store of uploaded files cannot be reached, or is full. Nothing was run."
    return _later("ServiceUnavailable", message, STORE_RETRY_AFTER_S)


def _later(kind: str, message: str, wait_s: int, **more: Any) -> Described:
    return error_details(kind, message, retry_after_s=wait_s, **more), {"Retry-After": str(wait_s)}


def _gone(_: Request, error: Any) -> Described:
    return error_details("NotFound", str(error)), {}


def _http(request: Request, error: Any) -> Described:
    path = clean(request.scope["path"][:200])
    if error.status_code == 404:
        return error_details("NotFound", f"There is no {path} here. GET /openapi.json lists what is."), {}
    if error.status_code == 405:
        allowed = {name.strip() for name in (error.headers or {}).get("Allow", "").split(",") if name.strip()}
        allow = ", ".join(sorted(allowed | ({"HEAD"} if "GET" in allowed else set()) | {"OPTIONS"}))
        message = f"{path} does not answer {request.scope['method']}; it answers {allow}."
        return error_details("MethodNotAllowed", message), {"Allow": allow}
    return _describe(request, RuntimeError())


type _Describe = Callable[[Request, Any], Described]

_KINDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], _Describe], ...] = (
    (RequestInvalidError, _invalid),
    (CallerBlockedError, _blocked),
    (ForbiddenImportsError, _forbidden),
    (RunTimedOutError, _timed_out),
    (BodyTooLargeError, _too_large),
    (BodyTooSlowError, _too_slow),
    (RequestTooLargeError, _too_large_to_run),
    (QuotaExceededError, _quota),
    (FreeRateError, _free_rate),
    (ServerBusyError, _busy),
    ((RunnerUnavailableError, RateLimitStoreError, EngineError), _unavailable),
    (UploadStoreError, _store_unavailable),
    ((UploadsOffError, DownloadGoneError), _gone),
    (HTTPException, _http),
)
