"""Puts the application together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import cache
from typing import Any

from anyio import to_thread
from fastapi import FastAPI

from .. import __version__
from ..idempotency import open_answer_keeper
from ..rate_limit import RateLimiter, open_rate_limiter
from ..runners import Runner
from ..runners.open import open_runner
from ..settings import Settings
from ..uploads import UploadStore
from ..uploads.open import open_upload_store
from .about import limits_answer
from .agents.routes import add_agents
from .answers.conditional import Conditional
from .answers.error_handlers import add_error_handlers
from .execute import Service
from .http.front import Front
from .idempotency import IdempotentExecute
from .middleware import RequestContext
from .observe.observe import open_observer
from .openapi import add_openapi
from .page import add_page
from .routes import add_routes
from .traces import open_tracing
from .upload_routes import add_uploads

OPTIONS: dict[str, Any] = {
    "title": "Python Sandbox API",
    "version": __version__,
    "openapi_url": None,  # `openapi` serves it
    "docs_url": None,  # the pages of FastAPI load their scripts from elsewhere
    "redoc_url": None,
    "redirect_slashes": False,
    # `traces` and `observe` tell of each request once
    "telemetry": {"tracing": False, "metrics": False, "logs": False},
}
"""Of FastAPI's own."""


def create_app(
    settings: Settings,
    runner: Runner | None = None,
    limiter: RateLimiter | None = None,
    uploads: UploadStore | None = None,
) -> FastAPI:
    """The service as an ASGI application. Its lifespan starts the runner, and closes runner, limiter and upload store.

    Raises:
        ConfigurationError: a setting names something that is not there.
    """
    runner = open_runner(settings) if runner is None else runner
    limiter = open_rate_limiter(settings) if limiter is None else limiter
    uploads = open_upload_store(settings) if uploads is None else uploads
    front = Front(settings)
    service = Service(settings, runner, limiter, uploads, front.file_cost_bytes)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        closing = ExitStack()  # the last first, and each whatever another raises
        for part in (tracing, keeper, service.uploads, service.limiter, service.runner):
            if part is not None:
                closing.callback(part.close)
        try:
            await to_thread.run_sync(page.prepare)
            await to_thread.run_sync(service.runner.start)
            yield
        finally:
            await to_thread.run_sync(closing.close)

    app = FastAPI(lifespan=lifespan, **OPTIONS)
    app.state.front = front
    keeper = open_answer_keeper(settings)
    app.add_middleware(Conditional)
    app.add_middleware(IdempotentExecute, service=service, keeper=keeper)
    observer = open_observer(settings)
    app.state.metrics = None
    if settings.metrics_port is not None:
        from .observe.metrics import PrometheusObserver

        observer = app.state.metrics = PrometheusObserver(service, front, observer)
    tracing = open_tracing(settings, observer)
    app.add_middleware(RequestContext, service=service, observer=tracing or observer, front=front)
    # When first asked for, since it reads what is installed: on Lambda by a caller, elsewhere by `page.prepare`.
    about = cache(lambda: limits_answer(settings, uploads=service.uploads.enabled))
    add_routes(app, service, about)
    add_uploads(app, service)
    app.state.page = page = add_page(app, settings, about, uploads.origin)
    add_agents(app, service)
    add_openapi(app, settings, uploads=uploads.enabled)
    add_error_handlers(app, service)
    return app
