"""Puts the application together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI

from .. import __version__
from ..rate_limit import RateLimiter, open_rate_limiter
from ..runners import Runner
from ..runners.open import open_runner
from ..settings import Settings
from ..uploads import UploadStore
from ..uploads.open import open_upload_store
from .error_handlers import add_error_handlers
from .execute import Service
from .middleware import RequestContext
from .observe import open_observer
from .openapi import add_openapi
from .routes import make_router
from .site_routes import add_site
from .upload_routes import make_upload_router


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
    service = Service(settings, runner, limiter, uploads)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            await to_thread.run_sync(service.runner.start)
            yield
        finally:
            try:
                await to_thread.run_sync(service.runner.close)
            finally:
                try:
                    await to_thread.run_sync(service.limiter.close)
                finally:
                    await to_thread.run_sync(service.uploads.close)

    app = FastAPI(
        title="Python Sandbox API",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # the pages of FastAPI load their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_middleware(RequestContext, service=service, observer=open_observer(settings))
    app.include_router(make_router(service))
    app.include_router(make_upload_router(service))
    add_site(app, settings, uploads.origin)
    add_openapi(app, settings.limits)
    add_error_handlers(app, service)
    return app
