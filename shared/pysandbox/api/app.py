"""The application: routes, error shape, logs and CORS around a runner and a limiter."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from .. import __version__
from ..rate_limit import RateLimiter, make_limiter
from ..runners import Runner
from ..runners.in_process import InProcessRunner
from ..settings import Settings, load_settings
from .answers import dump
from .error_handlers import add_error_handlers, error_response
from .logs import REQUEST_ID_HEADER, RequestLog
from .routes import router
from .schemas import ExecuteRequest
from .service import Service
from .site_routes import add_site

log = logging.getLogger(__name__)

SPARE_THREADS = 32
"""Threads beyond one a slot: for requests that are refused, which need one for a moment."""

_EXPOSED = ["RateLimit", "RateLimit-Policy", "Retry-After", REQUEST_ID_HEADER]


class _CatchAll:
    """Turns what no handler foresaw into the contract's error shape, inside CORS and the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Any) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            await error_response(error, Request(scope))(scope, receive, send)


def create_app(
    settings: Settings | None = None, runner: Runner | None = None, limiter: RateLimiter | None = None
) -> FastAPI:
    """The service as an ASGI application.

    The runner is started with the application's lifespan and closed with it, and so is the limiter.

    Raises:
        ConfigurationError: a setting is malformed.
    """
    settings = settings or load_settings()
    limiter = limiter or make_limiter(settings)
    runner = runner or InProcessRunner(settings)
    service = Service(settings, runner, limiter)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.threads = CapacityLimiter(settings.limits.max_concurrency + SPARE_THREADS)
        if settings.disabled_layers:
            log.critical("UNSAFE: isolation layers are switched off: %s", ", ".join(sorted(settings.disabled_layers)))
        try:
            await to_thread.run_sync(runner.start)
            yield
        finally:
            await to_thread.run_sync(runner.close)
            limiter.close()

    app = FastAPI(
        title="Python Sandbox API",
        version=__version__,
        description="Runs untrusted Python and gives the result back.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.service = service
    app.include_router(router)
    add_site(app, settings)
    _add_openapi(app)
    add_error_handlers(app)
    app.add_middleware(_CatchAll)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], expose_headers=_EXPOSED
    )
    app.add_middleware(RequestLog)
    return app


def _add_openapi(app: FastAPI) -> None:
    """Serve the OpenAPI document, with the schema of the body that the routes read by themselves."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            _, request = models_json_schema(
                [(ExecuteRequest, "validation")], ref_template="#/components/schemas/{model}"
            )
            schema["components"]["schemas"].update(request["$defs"])
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]

    @app.api_route("/openapi.json", methods=["GET", "HEAD"], include_in_schema=False)
    async def openapi() -> Response:
        return Response(dump(document()), media_type="application/json")
