"""The bodies of all requests that are under way: each has to come in time, and together they have a bound in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from anyio import current_time, move_on_after
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from ..errors import ServerBusyError
from ..policy import Limits
from .problems import BodyTooSlowError

SMALL_BODY_BYTES = 64 * 1024
"""Bodies of this size always have room: a program and its input are hardly ever larger."""

FULL = "The service holds as many request bodies as it may."


class Incoming:
    """Counts what is received, until the request that it belongs to is answered. One event loop's: it takes no lock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held_bytes = 0

    @property
    def held_bytes(self) -> int:
        """Of all bodies together."""
        return self._held_bytes

    @contextmanager
    def body_of(self, scope: Scope, receive: Receive) -> Iterator[Receive]:
        """A `receive` that bounds the body of one request; what it took is free again at the end of the block.

        It raises BodyTooSlowError when the body does not come in time, ServerBusyError when there is no room for it.
        """
        body = _Body(self, self._limits, scope, receive)
        try:
            yield body.receive
        finally:
            self._held_bytes -= body.held_bytes

    def has_room(self, more_bytes: int) -> bool:
        """Whether `more_bytes` can come on top of what is held."""
        return self._held_bytes + more_bytes <= self._limits.max_bodies_bytes

    def hold(self, more_bytes: int) -> None:
        """Count `more_bytes`."""
        self._held_bytes += more_bytes


class _Body:
    """One request's body on its way."""

    def __init__(self, all_bodies: Incoming, limits: Limits, scope: Scope, receive: Receive) -> None:
        self._all = all_bodies
        self._limits = limits
        self._receive = receive
        self._deadline = current_time() + limits.body_timeout_s
        self._declared = _declared_bytes(Headers(scope=scope))
        self._complete = False
        self._begun = False
        self.held_bytes = 0

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()  # what comes now is the end of the connection, whenever it comes
        message = await self._in_time()
        size = len(message.get("body", b""))
        first, self._begun = not self._begun, True
        wanted = max(size, min(self._declared, self._limits.max_body_bytes)) if first else size
        if self.held_bytes + wanted > SMALL_BODY_BYTES and not self._all.has_room(wanted):
            if first:
                await self._drop(message)  # a client that still sends would see a reset and not the answer
            raise ServerBusyError(FULL)
        self._all.hold(size)
        self.held_bytes += size
        return message

    async def _in_time(self) -> Message:
        """The next message.

        Raises:
            BodyTooSlowError: it did not come in time.
        """
        wait = min(self._limits.body_idle_timeout_s, self._deadline - current_time())
        with move_on_after(max(wait, 0)):
            message = await self._receive()
            self._complete = message["type"] != "http.request" or not message.get("more_body", False)
            return message
        raise BodyTooSlowError(self._limits.body_timeout_s, self._limits.body_idle_timeout_s)

    async def _drop(self, message: Message) -> None:
        """Read on without keeping anything, within the time of a body and up to twice the size of one."""
        dropped = len(message.get("body", b""))
        while not self._complete and dropped <= 2 * self._limits.max_body_bytes:
            dropped += len((await self._in_time()).get("body", b""))


def _declared_bytes(headers: Headers) -> int:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
