"""POST /mcp: the Model Context Protocol over streamable HTTP, stateless, answered in JSON.

The protocol itself is the official package's, imported when somebody first calls: it is heavier than all the rest of
the service. Each request has a server and a session manager of its own, so that it works behind Mangum as well, where
no lifespan surrounds the requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from ...engine.models import OutputFile, RunResult
from ...errors import ServerBusyError
from ..answers.error_handlers import error_details_of
from ..answers.run_answer import base64_bytes
from ..execute import Service
from ..http.budget import Hold
from ..observe.record import record_of
from ..requests.body import read_body
from ..requests.problems import RequestInvalidError
from .arguments import execute_body, tool_field

JSON = "application/json"
COPIES = 3
"""Of a file in Base64 while an answer is made: in the details, in the message, and in the bytes that are sent."""

NO_ROOM = "There is no room for the file in an answer at the moment."


def add_mcp(app: FastAPI, service: Service, running: CapacityLimiter) -> None:
    """Serve the protocol with `app`; runs take the threads that `running` counts, as those of POST /execute do."""

    async def mcp(request: Request) -> Response:
        body = await read_body(request, service.settings.limits.max_body_bytes)
        hold = record_of(request).hold
        assert hold is not None
        hold.take_beside(len(body))  # its parsed form, which stays while the program runs
        exchange = await to_thread.run_sync(_load, limiter=running)
        call = ToolCall(service, request, running)
        answer: Response = await exchange(call, request, body)
        return answer

    app.add_route("/mcp", mcp, methods=["POST"], include_in_schema=False)


def _load() -> Any:
    from .mcp_exchange import exchange

    return exchange


class ToolCall:
    """Runs the program of one call, as POST /execute would: the same checks, quota, slots and log."""

    def __init__(self, service: Service, request: Request, running: CapacityLimiter) -> None:
        self.service = service
        self._request = request
        self._running = running

    async def run(self, arguments: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """What the run did (`execution_details`), and the error where there was one; not both None."""
        return await to_thread.run_sync(self._run, arguments, limiter=self._running)

    def _run(self, arguments: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        from ..answers.envelope import execution_details

        record, error = record_of(self._request), None
        try:
            body = execute_body(arguments)
            with _arguments_names():
                self.service.run(self.service.prepared(body, record), record)
            record.verdict = "ran"
        except Exception as problem:  # noqa: BLE001 - every one of them has words
            error = error_details_of(self._request, problem)
            record.verdict = error["type"]
        if record.result is not None:
            record.result = _with_room(record.result, record.hold)
        return (execution_details(record.result) if record.result else None), error


def _with_room(result: RunResult, hold: Hold | None) -> RunResult:
    """`result` with as many of its files, the smallest first, as there is room for: an answer is built whole."""
    files = list(result.output_files)
    for index in sorted(range(len(files)), key=lambda index: files[index].size_bytes):
        file = files[index]
        if hold is None or not file.has_content:
            continue
        try:
            hold.take_beside(COPIES * base64_bytes(file.size_bytes))
        except ServerBusyError:
            file.close()
            files[index] = OutputFile(file.name, error=NO_ROOM)
    return replace(result, output_files=tuple(files))


@contextmanager
def _arguments_names() -> Iterator[None]:
    """What is wrong with a request, told by the names of the tool's arguments."""
    try:
        yield
    except RequestInvalidError as error:
        issues = [replace(issue, field=tool_field(issue.field)) for issue in error.issues]
        raise RequestInvalidError(issues) from None
