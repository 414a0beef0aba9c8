"""uvicorn's server, with connections accepted in an order that no address can take from the others.

libuv accepts one connection in a turn of the event loop: whoever connects faster than that fills the kernel's queue,
and all others wait behind two thousand connections. Here many are accepted in a turn, and one of each address begins.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from contextlib import suppress
from functools import partial
from typing import Any

import uvicorn

from .front import Front
from .protocol import FULL
from .refusal import refusal

logger = logging.getLogger(__name__)

RETRY_S = 1.0
"""When there is no descriptor or memory for another connection."""

OF_THIS_HOST = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Server(uvicorn.Server):
    """Serves an application whose `state.front` says what all connections share."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._starting: set[asyncio.Task[Any]] = set()
        self._shut = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept from `sockets`, which listen already."""
        await super().startup([])
        loop = asyncio.get_running_loop()
        for listener in sockets or ():
            listener.setblocking(False)
            loop.add_reader(listener, self._accept, listener, loop)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept no more; answer what is under way."""
        loop = asyncio.get_running_loop()
        self._shut = True
        for listener in sockets or ():
            loop.remove_reader(listener)
        await super().shutdown(sockets)

    @property
    def _front(self) -> Front:
        front: Front = self.config.app.state.front  # type: ignore[union-attr]
        return front

    def _accept(self, listener: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        front = self._front
        for _ in range(front.accepted_in_a_turn):
            try:
                connection, address = listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in OF_THIS_HOST:
                    logger.warning("no connection can be accepted for %g s: %s", RETRY_S, error)
                    loop.remove_reader(listener)
                    loop.call_later(RETRY_S, self._go_on, listener, loop)
                    return
                continue  # this one was gone before it was accepted
            peer = front.peer(address[0])
            if front.turns.waiting(peer) < front.connections.most_of_one:
                front.turns.take(peer, partial(self._start, connection, loop), loop)
            else:
                _turn_away(connection)

    def _go_on(self, listener: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        if listener.fileno() >= 0:
            loop.add_reader(listener, self._accept, listener, loop)

    def _start(self, connection: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        if self._shut:
            connection.close()
            return
        connection.setblocking(False)
        task = loop.create_task(loop.connect_accepted_socket(self._protocol, connection))
        self._starting.add(task)
        task.add_done_callback(self._started)

    def _started(self, task: asyncio.Task[Any]) -> None:
        self._starting.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.warning("a connection was lost before it began: %s", error)

    def _protocol(self) -> asyncio.BaseProtocol:
        made: asyncio.BaseProtocol = self.config.http_protocol_class(  # type: ignore[call-arg]  # uvicorn calls it so
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def _turn_away(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        connection.setblocking(False)
        connection.send(refusal("ServerBusy", FULL))
