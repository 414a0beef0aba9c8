"""`python -m pysandbox.serve`: the service on HOST:PORT, one process, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import signal
import sys
from collections.abc import Mapping

import uvicorn
import uvloop

from .api import create_app
from .api.http_protocol import SandboxHttpProtocol
from .api.logs import configure
from .errors import ConfigurationError, EngineError, RequiredLayerError
from .settings import Settings, load_settings

logger = logging.getLogger("pysandbox.serve")  # __name__ is __main__ here

EX_CONFIG = 78
"""sysexits.h: the configuration, or the host, is not one to start on."""

EX_UNAVAILABLE = 69


def main(environ: Mapping[str, str] | None = None) -> int:
    """Serve until told to stop.

    Returns:
        The exit status: 0 after a stop, 78 when the configuration or a required layer does not hold, 69 when the
        engine does not start.
    """
    environ = os.environ if environ is None else environ
    try:
        settings = load_settings(environ)
        host, port = _address(environ)
        _configure_log(settings.log_level)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
            return loop.run(_serve(settings, host, port))
    except (ConfigurationError, RequiredLayerError) as error:
        print(f"pysandbox: {_one_line(error)}", file=sys.stderr)
        return EX_CONFIG
    except EngineError as error:
        print(f"pysandbox: the engine does not start: {_one_line(error)}", file=sys.stderr)
        return EX_UNAVAILABLE


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _address(environ: Mapping[str, str]) -> tuple[str, int]:
    host, text = environ.get("HOST", "").strip() or "127.0.0.1", environ.get("PORT", "").strip() or "8000"
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise ConfigurationError(f"PORT={text!r} is not a port")
    return host, int(text)


def _configure_log(level: str) -> None:
    try:
        configure(level)
    except ValueError as error:
        raise ConfigurationError(f"SANDBOX_LOG_LEVEL: {error}") from error


async def _serve(settings: Settings, host: str, port: int) -> int:
    app = create_app(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            loop="none",
            http=SandboxHttpProtocol,
            ws="none",
            lifespan="off",  # run below, where its errors arrive as what they are
            access_log=False,
            log_config=None,
            proxy_headers=False,  # who is calling is for api.client_ip to say
            server_header=False,
            # Whoever runs now gets an answer: the time limit, and a moment to write it.
            timeout_graceful_shutdown=math.ceil(settings.limits.timeout_s) + 5,
        )
    )

    def stop(*_: object) -> None:
        server.should_exit = True

    # uvicorn raises what it caught again when it is done; without handlers of ours that would skip the clean-up.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    async with app.router.lifespan_context(app):
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        logger.info("ready, serving on %s", url)
        await server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
