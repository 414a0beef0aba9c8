"""The connections of the service, as uvicorn's server starts them: HTTP/1.1, one request after the other.

Here is what the event loop and the server call; what becomes of it is the `conversation`'s.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState

from .conversation import Conversation
from .refusal import refusal

UNSENT_BYTES = 512 * 1024
"""What the kernel keeps of an answer beyond what is on its way (tcp(7), TCP_NOTSENT_LOWAT)."""

STALLED_WRITE_S = 60.0
"""A client whose window stays shut for so long is let go (tcp(7), TCP_USER_TIMEOUT)."""

SLOW_AFTER_S = 2.0
"""A connection younger than this is not slow yet."""

SLOW_BYTES_PER_S = 64 * 1024
"""Below this a body, or the reader of an answer, gives way when there are too many connections."""

FULL = "The service has as many connections as it may, in all or from your address. Try again in 1 s."


class SandboxHttpProtocol(Conversation, asyncio.BufferedProtocol):
    """One connection. Called by the event loop, and by nobody else."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        if not config.loaded:
            config.load()
        super().__init__(config, server_state, _loop or asyncio.get_running_loop())
        self._base_scope |= {
            "asgi": {"version": config.asgi_version, "spec_version": "2.3"},
            "root_path": config.root_path,
            "state": app_state,
        }

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A new connection."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not registered as such
        self._since = self._loop.time()
        client = get_remote_addr(self._transport)
        self._base_scope |= {
            "server": get_local_addr(self._transport),
            "client": client,
            "scheme": "https" if is_ssl(self._transport) else "http",
        }
        self.peer = self._front.peer(client[0]) if client else ""
        self._server_state.connections.add(self)  # type: ignore[arg-type]
        if not self._front.connections.admit(self):
            # At once, without waiting for what it sends: it is one connection too many.
            self._lingering = 0
            self._transport.write(refusal("ServerBusy", FULL))
            self._transport.close()
            return
        connection = transport.get_extra_info("socket")
        if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
            # Also while the other side's window is shut, which keep-alive would not notice.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(STALLED_WRITE_S * 1000))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        self.expire_in(self._limits.head_timeout_s, self._transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of one."""
        self._server_state.connections.discard(self)
        self._front.connections.forget(self)
        self.stop_waiting()
        self._lingering = 0
        if self._exchange is not None:
            self._exchange.disconnected = True
            self._exchange.intake.abandon()
        for waiting in (self._writable, self._end):
            if waiting is not None and not waiting.done():
                waiting.set_result(None)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where to read to: straight into the body that is being received."""
        view = self._exchange.intake.view() if self._exchange is not None else None
        return self._front.scratch if view is None else view

    def buffer_updated(self, nbytes: int) -> None:
        """So much was read."""
        exchange = self._exchange
        if exchange is not None and exchange.intake.view() is not None:
            exchange.intake.advance(nbytes)
            if exchange.intake.complete:
                self._received(exchange)
        else:
            self._feed(bytes(self._front.scratch[:nbytes]))

    def eof_received(self) -> bool:
        """The client sends no more. It still gets its answer when its request is whole (RFC 9112 section 9.6)."""
        exchange = self._exchange
        if exchange is None or exchange.complete or not exchange.intake.complete or self._lingering is not None:
            return False
        self._stopping = True
        return True

    def pause_writing(self) -> None:
        """The transport holds more than it should."""
        if self._writable is None:
            self._writable = self._loop.create_future()

    def resume_writing(self) -> None:
        """It has room again."""
        waiting, self._writable = self._writable, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    # What uvicorn's server calls

    def shutdown(self) -> None:
        """The server stops: answer what is under way, and no more."""
        self._stopping = True
        if self._exchange is None:
            self._transport.close()

    # What the table of connections asks (`connections.Connection`)

    def slowness(self) -> tuple[int, float] | None:
        """Waiting for a request is the least that a connection can do; then a slow body, then a slow reader."""
        exchange = self._exchange
        age = self._loop.time() - self._since
        if exchange is None or self._lingering is not None:
            return (0, -age) if age > SLOW_AFTER_S or not self._heads.begun else None
        if age <= SLOW_AFTER_S:
            return None
        if not exchange.intake.complete:
            speed = exchange.intake.bytes_per_s
            return (1, speed) if speed < SLOW_BYTES_PER_S else None
        if self._writable is not None:
            speed = exchange.sent_bytes / age
            return (2, speed) if speed < SLOW_BYTES_PER_S else None
        return None

    def give_way(self) -> None:
        """End now, in favour of another."""
        self._transport.abort()
