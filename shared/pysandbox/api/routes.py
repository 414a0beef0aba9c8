"""The routes of the API, apart from the page."""

from __future__ import annotations

import sys
from importlib.metadata import distributions
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from .. import __version__
from ..engine.models import LayerState
from ..errors import RateLimitStoreError, RunnerUnavailableError
from ..settings import Settings
from .answers import JsonResponse, answer_class, envelope, rate_limit_headers, run_parts
from .body import read_body
from .execute import Service
from .record import record_of
from .schemas import (
    ErrorResponse,
    ExecuteErrorResponse,
    ExecuteResponse,
    HealthResponse,
    LimitsResponse,
    ValidateResponse,
    request_body,
)

PREPARING_AT_ONCE = 4
"""Parsing holds the interpreter's lock: more threads would add memory and no speed."""

SPARE_THREADS = 16
"""Beyond one for each run, so that a refusal (ServerBusy, RateLimitExceeded) never waits for a run to end."""

SMALL_BODY_BYTES = 64 * 1024
"""Up to here a body is prepared in the thread that answers it: that costs less than one more change of threads."""

PYTHON_VERSION = ".".join(str(part) for part in sys.version_info[:3])

EXECUTE_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ExecuteErrorResponse, "description": "ValidationError, ForbiddenImportError or TimeoutError"},
    413: {"model": ExecuteErrorResponse, "description": "PayloadTooLarge"},
    429: {"model": ExecuteErrorResponse, "description": "RateLimitExceeded; Retry-After says when to come back"},
    503: {"model": ExecuteErrorResponse, "description": "ServerBusy or ServiceUnavailable; not charged to the quota"},
}


def make_router(service: Service) -> APIRouter:
    """The routes over `service`."""
    router = APIRouter()
    limits = service.settings.limits
    preparing = CapacityLimiter(PREPARING_AT_ONCE)
    running = CapacityLimiter(limits.max_concurrency + SPARE_THREADS)
    limits_answer = _limits_answer(service.settings, uploads=service.uploads.enabled)
    run_answer = answer_class(service.settings)

    def answer(request: Request, **more: object) -> Response:
        record = record_of(request)
        service.standing(record)
        body = {**envelope("success", record), **more, **run_parts(record, limits)}
        return run_answer(body, headers=dict(rate_limit_headers(record.decision, limits)))

    def run(request: Request, body: bytes | None) -> Response:
        record = record_of(request)
        service.run(service.prepared(body, record), record)
        record.verdict = "ran"
        return answer(request)

    def check(request: Request, body: bytes | None) -> Response:
        record = record_of(request)
        service.prepared(body, record)
        record.verdict = "valid"
        return answer(request, valid=True)

    async def read(request: Request) -> bytes | None:
        """The body when it is small; a large one is prepared here, few at a time."""
        body = await read_body(request, limits.max_body_bytes)
        if len(body) <= SMALL_BODY_BYTES:
            return body
        await to_thread.run_sync(service.prepare, body, record_of(request), limiter=preparing)
        return None

    @router.post(
        "/execute",
        summary="Run a Python program",
        response_model=None,
        responses={200: {"model": ExecuteResponse}, **EXECUTE_ERRORS},
        openapi_extra=request_body(),
    )
    async def execute(request: Request) -> Response:
        """Run `code` in a sandbox and return its output and files. 200: it ran, whatever its exit code."""
        body = await read(request)
        # A client that goes away does not cancel this: the thread ends with the run and gives the slot back.
        return await to_thread.run_sync(run, request, body, limiter=running)

    @router.post(
        "/validate",
        summary="Check a request without running it",
        response_model=None,
        responses={200: {"model": ValidateResponse}, 400: EXECUTE_ERRORS[400], 413: EXECUTE_ERRORS[413]},
        openapi_extra=request_body(),
    )
    async def validate(request: Request) -> Response:
        """What POST /execute would say of this body before running it. Free of charge."""
        body = await read(request)
        return await to_thread.run_sync(check, request, body, limiter=running)

    @router.get("/limits", summary="Limits and allowed imports", response_model=LimitsResponse)
    async def show_limits() -> Response:
        """Every limit, the list of allowed imports with exact library versions, and the Python version."""
        return JsonResponse(limits_answer)

    @router.get(
        "/health",
        summary="Health and isolation layers",
        response_model=HealthResponse,
        responses={503: {"model": ErrorResponse, "description": "ServiceUnavailable"}},
    )
    async def show_health() -> Response:
        """Whether programs can run, and which isolation layers held when they were attacked at the start."""
        return JsonResponse(await to_thread.run_sync(_health_answer, service, limiter=running))

    return router


def _limits_answer(settings: Settings, *, uploads: bool) -> dict[str, Any]:
    """Settings do not change while the service runs: put together once."""
    limits, imports = settings.limits, settings.imports
    installed = {
        dist.metadata["Name"].lower().replace("_", "-"): dist.version
        for dist in distributions(path=[str(settings.guest_libraries)])
    }
    names = {distribution.lower().replace("_", "-"): distribution for _, distribution in imports.distributions}
    return {
        "python_version": PYTHON_VERSION,
        "limits": {
            "requests_per_minute": limits.requests_per_minute,
            "requests_per_day": limits.requests_per_day,
            "max_concurrency": limits.max_concurrency,
            "timeout_seconds": limits.timeout_s,
            "memory_mb": limits.memory_mb,
            "max_code_characters": limits.max_code_characters,
            "max_attachments": limits.max_attachments,
            "max_attachment_bytes": limits.max_attachment_bytes,
            "max_child_processes": limits.max_processes,
            "max_return_files": limits.max_return_files,
            "max_return_file_bytes": limits.max_return_file_bytes,
            "max_file_name_bytes": limits.max_file_name_bytes,
            "max_stream_bytes": limits.max_stream_bytes,
            "max_output_bytes": limits.max_output_bytes,
            "max_disk_bytes": limits.max_disk_bytes,
            "max_disk_files": limits.max_disk_files,
            "max_body_bytes": limits.max_body_bytes,
            "max_inline_attachment_bytes": limits.max_inline_attachment_bytes,
            "max_answer_bytes": limits.max_answer_bytes,
            "upload_expiry_seconds": limits.upload_expiry_s,
        },
        "uploads": uploads,
        "imports": {
            "categories": [{"name": row.name, "modules": list(row.modules)} for row in imports.categories],
            "denied_submodules": [{"module": row.module, "reason": row.reason} for row in imports.denied],
            "libraries": {shown: installed[name] for name, shown in names.items() if name in installed},
        },
    }


def _health_answer(service: Service) -> dict[str, Any]:
    runner, settings = service.runner, service.settings
    if not runner.healthy:
        raise RunnerUnavailableError("the runner cannot run programs now")
    try:
        service.limiter.peek("health")
        store = "ok"
    except RateLimitStoreError:
        store = "unavailable"
    layers = runner.layers
    degraded = store != "ok" or any(layer.state in (LayerState.DISABLED, LayerState.FAILED) for layer in layers)
    return {
        "status": "degraded" if degraded or settings.disabled_layers else "ok",
        "version": __version__,
        "python_version": PYTHON_VERSION,
        "layers": {layer.name: {"state": layer.state.value, "detail": layer.detail} for layer in layers},
        "disabled_layers": sorted(settings.disabled_layers),
        "unsafe": bool(settings.disabled_layers),
        "active_executions": runner.active,
        "max_concurrency": settings.limits.max_concurrency,
        "rate_limit_store": store,
    }
