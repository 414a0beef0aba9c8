"""The routes of the API, apart from the page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from .answers.envelope import JsonResponse, envelope, rate_limit_headers, run_answer, run_parts, syntax_error
from .execute import Service
from .http.budget import SMALL_BYTES
from .observe.health import Health
from .observe.record import record_of
from .requests.body import read_body
from .requests.coding import expand, is_compressed

type Endpoint = Callable[[Request], Awaitable[Response]]

PREPARING_AT_ONCE = 2
"""Large bodies of runs. Parsing holds the interpreter's lock: more threads would add memory and no speed."""

CHECKING_AT_ONCE = 2
"""What is free of charge has threads of its own, so that no run waits for one."""

SPARE_THREADS = 16
"""Beyond one for each run, so that a refusal (ServerBusy, RateLimitExceeded) never waits for a run to end."""


class DirectRoute(APIRoute):
    """A route whose endpoint takes the request and gives the answer: there is no dependency to solve for it."""

    def get_route_handler(self) -> Endpoint:  # type: ignore[override]
        """The endpoint itself."""
        return self.endpoint


class Routes:
    """The endpoints over one service."""

    def __init__(self, service: Service, about: Callable[[], Mapping[str, Any]]) -> None:
        settings = service.settings
        self._service = service
        self._settings = settings
        self._limits = settings.limits
        self._preparing = CapacityLimiter(PREPARING_AT_ONCE)
        self._checking = CapacityLimiter(CHECKING_AT_ONCE)
        self._running = CapacityLimiter(settings.limits.max_concurrency + SPARE_THREADS)
        self._health = Health(service)
        self._about = about

    async def execute(self, request: Request) -> Response:
        """Run `code` in a sandbox and return its output and files. 200: it ran, whatever its exit code."""
        body = await self._prepare(request)
        # A client that goes away does not cancel this: the thread ends with the run and gives the slot back.
        return await to_thread.run_sync(self._run, request, body, limiter=self._running)

    async def validate(self, request: Request) -> Response:
        """What POST /execute would say of this body before running it, and whether the program compiles. Free."""
        body = await self._read(request, self._checking)
        return await to_thread.run_sync(self._check, request, body, limiter=self._checking)

    async def limits(self, _: Request) -> Response:
        """Every limit, the list of allowed imports with exact library versions, and the Python version."""
        return JsonResponse(self._about())

    async def health(self, _: Request) -> Response:
        """Whether programs can run, and which isolation layers held when they were attacked at the start."""
        return JsonResponse(await self._health.answer())

    async def _read(self, request: Request, threads: CapacityLimiter) -> bytes:
        """The body, expanded where it comes compressed."""
        compressed = is_compressed(request)
        body = await read_body(request, self._limits.max_body_bytes)
        if compressed:
            record = record_of(request)
            assert record.hold is not None
            body = await to_thread.run_sync(expand, body, self._limits.max_body_bytes, record.hold, limiter=threads)
        return body

    async def _prepare(self, request: Request) -> bytes | None:
        """The body when it is small; a large one is prepared here, few at a time."""
        body = await self._read(request, self._preparing)
        if len(body) <= SMALL_BYTES:
            return body
        await to_thread.run_sync(self._service.prepare, body, record_of(request), limiter=self._preparing)
        return None

    def _run(self, request: Request, body: bytes | None) -> Response:
        record = record_of(request)
        self._service.run(self._service.prepared(body, record), record)
        record.verdict = "ran"
        return self._answer(request)

    def _check(self, request: Request, body: bytes) -> Response:
        record = record_of(request)
        problem = self._service.check_code(self._service.prepared(body, record), record)
        record.verdict = "valid"
        return self._answer(request, valid=True, syntax_error=problem and syntax_error(problem))

    def _answer(self, request: Request, **more: object) -> Response:
        record = record_of(request)
        self._service.standing(record)
        body = {**envelope("success", record), **more, **run_parts(record, self._limits, self._settings)}
        return run_answer(self._settings, record, body, rate_limit_headers(record.decision, self._limits))


def add_route(app: FastAPI, method: str, path: str, endpoint: Endpoint, name: str, summary: str) -> None:
    """Serve `path` with `app`. A router of its own would be one more to search for every request."""
    app.router.add_api_route(
        path,
        endpoint,
        methods=[method],
        response_model=None,
        route_class_override=DirectRoute,
        operation_id=name,
        summary=summary,
    )


def add_routes(app: FastAPI, service: Service, about: Callable[[], Mapping[str, Any]]) -> None:
    """Serve the routes over `service` with `app`; `descriptions` has what the document says of them.

    `about`: the body of GET /limits, asked for at each.
    """
    routes = Routes(service, about)
    add_route(app, "POST", "/execute", routes.execute, "execute", "Run a Python program")
    add_route(app, "POST", "/validate", routes.validate, "validate", "Check a request without running it")
    add_route(app, "GET", "/limits", routes.limits, "get_limits", "Limits and allowed imports")
    add_route(app, "GET", "/health", routes.health, "get_health", "Health and isolation layers")
