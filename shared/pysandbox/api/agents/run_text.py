"""POST /run, for people at a terminal: the body is the program, the answer what it printed (curl --data-binary)."""

from __future__ import annotations

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ..answers.envelope import rate_limit_headers
from ..answers.error_details import KINDS
from ..answers.error_handlers import error_details_of
from ..execute import Service
from ..observe.record import RequestRecord, record_of
from ..requests.body import read_body
from ..requests.problems import Issue, RequestInvalidError


def add_run(app: FastAPI, service: Service, running: CapacityLimiter) -> None:
    """Serve the route with `app`; runs take the threads that `running` counts, as those of POST /execute do."""

    async def run_text(request: Request) -> Response:
        try:
            body = await read_body(request, service.settings.limits.max_body_bytes)
            return await to_thread.run_sync(_run, service, request, body, limiter=running)
        except Exception as error:  # noqa: BLE001 - every one of them has words
            return await to_thread.run_sync(_refused, service, request, error, limiter=running)

    app.add_route("/run", run_text, methods=["POST"], include_in_schema=False)


def _run(service: Service, request: Request, body: bytes) -> Response:
    record = record_of(request)
    service.run(service.prepared(execute_body(body), record), record)
    record.verdict = "ran"
    if record.result is None:
        raise RuntimeError("a run has a result")
    shown = record.result.stdout or record.result.stderr
    return PlainTextResponse(shown.decode("utf-8", "replace"), headers=_headers(service, record))


def execute_body(program: bytes) -> bytes:
    """The body of POST /execute for a program as it lies in a file.

    Raises:
        RequestInvalidError: it is not UTF-8.
    """
    try:
        return orjson.dumps({"code": program.decode("utf-8")})
    except UnicodeDecodeError as error:
        raise RequestInvalidError([Issue("body", f"is not UTF-8 at byte {error.start}")]) from None


def _refused(service: Service, request: Request, error: Exception) -> Response:
    """One line that says what is wrong and, where that is known, what to do instead."""
    record, details = record_of(request), error_details_of(request, error)
    record.verdict = details["type"]
    service.standing(record)
    headers = _headers(service, record)
    if details["retry_after_seconds"] is not None:
        headers["Retry-After"] = str(details["retry_after_seconds"])
    line = " ".join(f"{details['type']}: {details['message']} {details['hint'] or ''}".split())
    return PlainTextResponse(line + "\n", KINDS[details["type"]].status, headers)


def _headers(service: Service, record: RequestRecord) -> dict[str, str]:
    headers = dict(rate_limit_headers(record.decision, service.settings.limits))
    if record.result is not None:
        headers["X-Exit-Code"] = str(record.result.exit_code)
        headers["X-Termination-Reason"] = record.result.termination_reason.value
    return headers
