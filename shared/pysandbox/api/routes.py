"""The routes of the contract."""

from __future__ import annotations

import platform
from functools import cache
from importlib import metadata
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response

from .. import __version__
from ..engine.models import LayerState
from ..errors import RunnerUnavailableError
from ..settings import Settings
from . import answers
from .body import read_body
from .client_ip import client_ip
from .schemas import ErrorAnswer, ExecuteAnswer, ValidateAnswer, body_schema
from .service import Call, Service

router = APIRouter()

_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorAnswer, "description": "ValidationError, ForbiddenImportError or TimeoutError"},
    413: {"model": ErrorAnswer, "description": "PayloadTooLarge"},
    429: {"model": ErrorAnswer, "description": "RateLimitExceeded"},
    503: {"model": ErrorAnswer, "description": "ServerBusy or ServiceUnavailable"},
}


def _json(payload: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(answers.dump(payload), headers=headers, media_type="application/json")


async def _begin(request: Request) -> tuple[Service, Call, bytes]:
    service: Service = request.app.state.service
    call: Call = request.state.call
    call.ip = client_ip(request, service.settings.trusted_proxies)
    body = await read_body(request, service.settings.limits.max_body_bytes)
    call.log_fields["body_bytes"] = len(body)
    return service, call, body


@router.post(
    "/execute", response_model=ExecuteAnswer, responses=_ERRORS, openapi_extra=body_schema(), summary="Run a program"
)
async def execute(request: Request) -> Response:
    """Run a Python program in a fresh sandbox and return what it printed and the files that were asked for."""
    service, call, body = await _begin(request)
    threads: CapacityLimiter = request.app.state.threads

    def run() -> bytes:
        return answers.dump(service.execute(body, call))

    content = await to_thread.run_sync(run, limiter=threads)
    headers = answers.quota_headers(call.quota, service.settings.limits) if call.quota else {}
    return Response(content, headers=headers, media_type="application/json")


@router.post(
    "/validate",
    response_model=ValidateAnswer,
    responses={400: _ERRORS[400], 413: _ERRORS[413]},
    openapi_extra=body_schema(),
    summary="Check a program without running it",
)
async def validate(request: Request) -> Response:
    """What `/execute` would say before running the same body. Free of charge."""
    service, call, body = await _begin(request)
    return _json(await to_thread.run_sync(service.validate, body, call, limiter=request.app.state.threads))


@cache
def _libraries(settings: Settings) -> dict[str, str]:
    found = {row.name: row.version for row in metadata.distributions(path=[str(settings.guest_libraries)])}
    return {module: found[name] for module, name in settings.imports.distributions if name in found}


@router.api_route("/limits", methods=["GET", "HEAD"], summary="Every limit and the import list")
async def limits(request: Request) -> Response:
    """The limits in force, the import list with library versions, and the Python version."""
    settings: Settings = request.app.state.service.settings
    rows = settings.limits
    numbers = {
        "requests_per_minute": rows.requests_per_minute,
        "requests_per_day": rows.requests_per_day,
        "max_concurrency": rows.max_concurrency,
        "timeout_seconds": rows.timeout_s,
        "memory_mb": rows.memory_mb,
        "max_code_characters": rows.max_code_characters,
        "max_attachments": rows.max_attachments,
        "max_attachment_bytes": rows.max_attachment_bytes,
        "max_child_processes": rows.max_processes,
        "max_return_files": rows.max_return_files,
        "max_return_file_bytes": rows.max_return_file_bytes,
        "max_file_name_bytes": rows.max_file_name_bytes,
        "max_stream_bytes": rows.max_stream_bytes,
        "max_output_bytes": rows.max_output_bytes,
        "max_disk_bytes": rows.max_disk_bytes,
        "max_disk_files": rows.max_disk_files,
        "max_body_bytes": rows.max_body_bytes,
    }
    policy = settings.imports
    imports = {
        "categories": [{"name": row.name, "modules": list(row.modules)} for row in policy.categories],
        "denied_submodules": [{"module": row.module, "reason": row.reason} for row in policy.denied],
        "libraries": _libraries(settings),
    }
    return _json({"python_version": platform.python_version(), "limits": numbers, "imports": imports})


@router.api_route("/health", methods=["GET", "HEAD"], summary="Liveness and the isolation layers")
async def health(request: Request) -> Response:
    """Whether programs can run, and which isolation layers held when they were attacked at start."""
    service: Service = request.app.state.service
    if not service.runner.healthy:
        raise RunnerUnavailableError("the runner is not healthy")
    layers = service.runner.layers
    disabled = [row.name for row in layers if row.state is LayerState.DISABLED]
    return _json(
        {
            "status": "degraded" if disabled else "ok",
            "version": __version__,
            "python_version": platform.python_version(),
            "layers": {row.name: {"state": row.state.value, "detail": row.detail} for row in layers},
            "disabled_layers": disabled,
            "unsafe": bool(disabled),
            "active_executions": service.runner.active,
            "max_concurrency": service.settings.limits.max_concurrency,
        }
    )
