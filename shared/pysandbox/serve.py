"""`python -m pysandbox.serve`: the service on HOST:PORT until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import uvicorn
import uvloop
from fastapi import FastAPI

from . import settings_table
from .api import create_app
from .api.http.connections import raise_file_limit
from .api.http.protocol import SandboxHttpProtocol
from .api.http.server import Server
from .api.observe.logs import configure
from .api.observe.metrics import PrometheusObserver
from .errors import ConfigurationError, EngineError, RequiredLayerError, one_line
from .settings import Settings, load_settings

logger = logging.getLogger("pysandbox.serve")  # __name__ is __main__ here

EX_CONFIG = 78
"""sysexits.h: the configuration, or the host, is not one to start on."""

EX_UNAVAILABLE = 69

BACKLOG = 2048
"""Connections that wait to be accepted: uvicorn's own default."""


def main(environ: Mapping[str, str] | None = None, argv: Sequence[str] = ()) -> int:
    """Serve until told to stop.

    Returns:
        The exit status: 0 after a stop, 78 when the configuration or a required layer does not hold, 69 when the
        engine does not start or the port is in use.
    """
    environ = os.environ if environ is None else environ
    if argv:
        print(f"{__doc__}\n\nIt is configured by environment variables alone:\n\n{settings_table.as_text()}")
        return 0 if set(argv) <= {"-h", "--help"} else os.EX_USAGE

    def start() -> int:
        settings = load_settings(environ)
        host, port = _address(environ)
        configure_log(settings.log_level)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
            if settings.workers > 1:
                from .workers.supervisor import supervise

                with listen(host, port) as listener:
                    return loop.run(supervise(settings, environ, listener))
            return loop.run(_serve(settings, host, port))

    return status_of(start)


def status_of(start: Callable[[], int]) -> int:
    """What `start` returns, or the exit status for what it raises, which is said in one line."""
    try:
        return start()
    except (ConfigurationError, RequiredLayerError) as error:
        print(f"pysandbox: {one_line(error)}", file=sys.stderr)
        return EX_CONFIG
    except AddressError as error:
        print(f"pysandbox: {error}", file=sys.stderr)
        return EX_UNAVAILABLE
    except EngineError as error:
        print(f"pysandbox: the engine does not start: {one_line(error)}", file=sys.stderr)
        return EX_UNAVAILABLE


class AddressError(Exception):
    """HOST and PORT are not an address that this process can listen on."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens, taken before anything is started: who hears "ready" can connect.

    Raises:
        AddressError: the port is in use, or the address is not this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise AddressError(f"cannot listen on HOST={host} PORT={port}: {error.strerror or error}") from error


def _address(environ: Mapping[str, str]) -> tuple[str, int]:
    host, text = environ.get("HOST", "").strip() or "127.0.0.1", environ.get("PORT", "").strip() or "8000"
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise ConfigurationError(f"PORT={text!r} is not a port")
    return host, int(text)


def configure_log(level: str) -> None:
    """Log as the settings say. Raises ConfigurationError."""
    try:
        configure(level)
    except ValueError as error:
        raise ConfigurationError(f"SANDBOX_LOG_LEVEL: {error}") from error


@contextmanager
def _metrics(app: FastAPI, settings: Settings) -> Iterator[None]:
    """Serve the figures on a port of their own, where they are wanted."""
    metrics: PrometheusObserver | None = app.state.metrics
    if metrics is None:
        yield
        return
    try:
        logger.info("metrics on http://%s:%d/metrics", settings.metrics_host, metrics.serve(settings))
        yield
    finally:
        metrics.close()


def url_of(listener: socket.socket) -> str:
    """Where a listening socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


class Serving:
    """The application and its server, for one process."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is started yet; call `serve`. Raises ConfigurationError."""
        self._files = raise_file_limit()
        self.app = create_app(settings)
        self.server = Server(
            uvicorn.Config(
                self.app,
                loop="none",
                http=SandboxHttpProtocol,  # type: ignore[arg-type]  # uvicorn calls it, and asks no more of it
                ws="none",
                lifespan="off",  # run below, where its errors arrive as what they are
                access_log=False,
                log_config=None,
                proxy_headers=False,  # who is calling is for api.client_ip to say
                server_header=False,
                # Whoever runs now gets an answer: the time limit, and a moment to write it.
                timeout_graceful_shutdown=grace_s(settings),
            )
        )

    async def serve(self, listener: socket.socket, ready: Callable[[], None]) -> None:
        """Serve on `listener` until SIGTERM or SIGINT; `ready` is called when the first request can come."""

        def stop(*_: object) -> None:
            self.server.should_exit = True

        # uvicorn raises what it caught again when it is done; without handlers of ours that would skip the clean-up.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        logger.info("up to %d files may be open", self._files)
        async with self.app.router.lifespan_context(self.app):
            ready()
            await self.server.serve([listener])


def grace_s(settings: Settings) -> int:
    """How long a stop waits for the requests that are being answered."""
    return math.ceil(settings.limits.timeout_s) + 5


async def _serve(settings: Settings, host: str, port: int) -> int:
    serving = Serving(settings)
    with listen(host, port) as listener, _metrics(serving.app, settings):
        await serving.serve(listener, lambda: logger.info("ready, serving on %s", url_of(listener)))
    return 0


if __name__ == "__main__":
    sys.exit(main(argv=sys.argv[1:]))
