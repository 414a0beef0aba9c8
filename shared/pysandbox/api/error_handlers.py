"""Every error as an answer of the contract's one shape. The only place that knows status codes."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from ..errors import PayloadTooLargeError, RateLimitStoreError, RunnerUnavailableError, ServerBusyError
from . import answers
from .problems import ForbiddenImportsError, InvalidRequestError, RateLimitedError, RunTimeoutError
from .service import Call, Service

log = logging.getLogger(__name__)

UNAVAILABLE_RETRY_S = 5
CLIENT_CLOSED_REQUEST = 499  # nobody reads it: the client is gone
_MESSAGES = {404: "There is nothing at this path.", 405: "This path does not take this method."}


def _forbidden_details(error: ForbiddenImportsError) -> dict[str, Any]:
    issues = []
    for name in error.names:
        lines = sorted({row.line for row in error.imports if row.module == name and row.line is not None})
        issues.append({"field": "code", "message": f"Importing {name} is not allowed.", "lines": lines})
    return {"disallowed": error.names, "issues": issues}


def describe(error: Exception) -> tuple[int, str, str, dict[str, Any], dict[str, str]]:
    """Status, type, message, further details and headers of the answer to `error`."""
    match error:
        case InvalidRequestError():
            issues = [{"field": issue.field, "message": issue.message} for issue in error.issues]
            first = error.issues[0]
            more = f" ({len(issues) - 1} more)" if len(issues) > 1 else ""
            return 400, "ValidationError", f"{first.field}: {first.message}{more}", {"issues": issues}, {}
        case ForbiddenImportsError():
            return 400, "ForbiddenImportError", str(error), _forbidden_details(error), {}
        case RunTimeoutError():
            return 400, "TimeoutError", str(error), {}, {}
        case PayloadTooLargeError():
            issues = [{"field": "body", "message": str(error)}]
            return 413, "PayloadTooLarge", str(error), {"issues": issues}, {"Connection": "close"}
        case RateLimitedError():
            wait = error.decision.retry_after_s
            return 429, "RateLimitExceeded", str(error), {"retry_after_seconds": wait}, {"Retry-After": str(wait)}
        case ServerBusyError():
            wait = error.retry_after_s
            message = "All execution slots are taken. The request was not charged."
            return 503, "ServerBusy", message, {"retry_after_seconds": wait}, {"Retry-After": str(wait)}
        case RateLimitStoreError() | RunnerUnavailableError():
            message = "The service cannot run programs right now. The request was not charged."
            return 503, "ServiceUnavailable", message, {}, {"Retry-After": str(UNAVAILABLE_RETRY_S)}
        case HTTPException():
            phrase = HTTPStatus(error.status_code).phrase
            message = _MESSAGES.get(error.status_code, f"{phrase}.")
            return error.status_code, phrase.replace(" ", ""), message, {}, dict(error.headers or {})
        case _:
            return 500, "InternalError", "The service made a mistake. It has been logged.", {}, {}


def error_response(error: Exception, request: Request) -> Response:
    """The answer to `error`."""
    status, kind, message, details, headers = describe(error)
    call: Call = request.state.call
    call.log_fields["error"] = kind
    if status >= 500:
        level = logging.ERROR if status == 500 else logging.WARNING
        log.log(level, "%s: %s", kind, error, exc_info=error if status == 500 else None)
    payload = answers.head("error", call.request_id)
    payload["error_details"] = {"type": kind, "message": message, "issues": [], **details}
    if call.result is not None and status == 400:
        payload["execution_details"] = answers.execution_details(call.result)
    if request.url.path == "/execute" and request.method == "POST":
        service: Service = request.app.state.service
        service.look_up_quota(call)
        payload["user_info"] = service.user_info(call)
        headers |= answers.quota_headers(call.quota, service.settings.limits) if call.quota else {}
    return Response(answers.dump(payload), status, headers, "application/json")


async def _handle(request: Request, error: Exception) -> Response:
    if isinstance(error, ClientDisconnect):
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    return error_response(error, request)


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of `app` in the contract's shape, unforeseen ones too."""
    for kind in (
        InvalidRequestError,
        ForbiddenImportsError,
        RunTimeoutError,
        RateLimitedError,
        PayloadTooLargeError,
        ServerBusyError,
        RunnerUnavailableError,
        RateLimitStoreError,
        HTTPException,
        ClientDisconnect,
    ):
        app.add_exception_handler(kind, _handle)
