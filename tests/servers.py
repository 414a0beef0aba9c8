"""ASGI applications on threads of this process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from pysandbox.api.http.server import Server
from pysandbox.serve import BACKLOG
from starlette.types import ASGIApp

BARE: dict[str, Any] = {
    "loop": "asyncio",
    "lifespan": "off",
    "access_log": False,
    "log_level": "error",
    "server_header": False,
    "timeout_graceful_shutdown": 2,
}


class _Signals(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.up.set()


class _Uvicorn(_Signals):
    """For any application."""


class _Service(_Signals, Server):
    """For one that brings the service's own way to read connections."""


@contextmanager
def served(app: ASGIApp, host: str = "127.0.0.1", port: int = 0, **options: Any) -> Iterator[str]:
    """The base URL of `app` until the block ends; `options` go to uvicorn before those of a bare server."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    server = (_Service if "http" in options else _Uvicorn)(uvicorn.Config(app, **(BARE | options)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        if not server.up.wait(30) or not server.started:
            raise RuntimeError("the server does not start")
        yield f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


def plain_http(base_url: str = "", **options: Any) -> httpx.Client:
    """A client for servers without TLS: it does not read the machine's certificates, longer work than most tests."""
    return httpx.Client(base_url=base_url, verify=False, **options)
