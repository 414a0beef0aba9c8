"""The requests of one connection, one after the other, from the bytes of the first to what ends it.

Where a body ends is decided once, by its head, so that no byte of it can be taken for the next request. What comes is
bounded in size, steps and time, and a reader that takes too little is let go.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from .exchange import Application, Exchange
from .front import Front
from .reading.head import Head, HeadReader, MalformedError
from .reading.intake import Intake
from .refusal import refusal
from .timed import Timed

LINGER_S = 5.0
"""For the rest of what a client sends after its last answer: a reset could overtake the answer."""


class Conversation(Timed):
    """What a connection does, over the transport that it has from its start on. One event loop's: it takes no lock."""

    def __init__(self, config: Config, server_state: ServerState, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._front: Front = config.app.state.front  # type: ignore[union-attr]
        self._limits = self._front.limits
        self._keep_alive_s = config.timeout_keep_alive
        self._application: Application = config.loaded_app
        self._server_state = server_state
        self._base_scope: dict[str, Any] = {}
        self._transport: asyncio.Transport = None  # type: ignore[assignment]
        self._heads = HeadReader(self._limits.max_head_bytes)
        self._exchange: Exchange | None = None
        self._pending = b""
        """What came while a request was being answered."""
        self._reading = True
        self._stopping = False
        self._lingering: int | None = None
        """How many bytes more are dropped before the connection ends; None while it goes on."""
        self._since = 0.0
        """Since when it has waited for what it waits for: a head, a body, a reader."""
        self._writable: asyncio.Future[None] | None = None
        self._end: asyncio.Future[None] | None = None
        self.peer = ""

    @property
    def _ending(self) -> bool:
        """Whether what still comes is dropped."""
        return self._lingering is not None

    def _feed(self, data: bytes) -> None:
        """Take what was read, however many requests begin or end in it."""
        try:
            while data and not self._ending:
                if self._exchange is None:
                    data = self._feed_head(data)
                elif not self._exchange.intake.complete:
                    data = self._feed_body(self._exchange, data)
                else:
                    self._pending += data
                    self.allow_reading(False)
                    return
        except MalformedError as error:
            self._refuse_malformed(error)
        if self._ending:
            self._drop(len(data))

    def _feed_body(self, exchange: Exchange, data: bytes) -> bytes:
        rest = exchange.intake.feed(data)
        if exchange.intake.complete:
            self._received(exchange)
        elif not exchange.intake.wanted:
            self.allow_reading(False)  # nobody has asked for it yet
        return rest

    def _feed_head(self, data: bytes) -> bytes:
        begun = self._heads.begun
        found = self._heads.feed(data)
        if found is None:
            if not begun and self._heads.begun:
                self._since = self._loop.time()
                self.expire_in(self._limits.head_timeout_s, self._transport.close)
            return b""
        head, rest = found
        self.expire_in(None)
        self._begin(head)
        return rest

    def _begin(self, head: Head) -> None:
        self._since = self._loop.time()
        intake = Intake(self, head, self._limits, self._loop.time)
        hold = self._front.budget.hold(self.peer)
        headers = self._server_state.default_headers
        exchange = Exchange(self, head, intake, headers, hold, self._limits.max_body_bytes)
        scope = exchange.scope(self._base_scope)
        self._exchange = exchange
        self._front.turns.take(self.peer, lambda: self._answer(exchange, scope), self._loop)

    def _answer(self, exchange: Exchange, scope: dict[str, Any]) -> None:
        if exchange.disconnected:
            return
        task = self._loop.create_task(exchange.run(self._application, scope))
        self._server_state.tasks.add(task)
        task.add_done_callback(self._server_state.tasks.discard)

    def _received(self, exchange: Exchange) -> None:
        """The body is whole."""
        if exchange.complete:  # it was dropped after its answer
            self._next()

    def finished(self, exchange: Exchange) -> None:
        """The answer has been written."""
        self._server_state.total_requests += 1
        if self._transport.is_closing():
            return
        intake = exchange.intake
        if not exchange.keep_alive or self._stopping:
            self._linger()
        elif intake.complete:
            # Later, not now: a client that sends many requests at once is answered one in a turn of the loop.
            self._loop.call_soon(self._next) if self._pending else self._next()
        else:
            self.expire_in(self._limits.body_timeout_s, self._transport.abort)
            self.allow_reading(True)

    def _next(self) -> None:
        """Wait for the next request, or begin it."""
        self._exchange = None
        if self._transport.is_closing():
            return
        if self._stopping:
            self._linger()
            return
        self._since = self._loop.time()
        self.expire_in(self._keep_alive_s, self._transport.close)
        pending, self._pending = self._pending, b""
        if pending:
            self._feed(pending)
        if not self._pending and not self._ending:
            self.allow_reading(self._wants_more())

    def _wants_more(self) -> bool:
        exchange = self._exchange
        return exchange is None or exchange.intake.complete or exchange.intake.wanted

    def _refuse_malformed(self, error: MalformedError) -> None:
        self._refuse("ValidationError", "This is not a valid HTTP request.", str(error))

    def _refuse(self, kind: str, message: str, issue: str | None = None) -> None:
        """Answer what is no request that could be answered otherwise, and end the connection."""
        exchange = self._exchange
        if exchange is not None and not exchange.complete:
            if exchange.started:
                self._transport.abort()  # half an answer is on its way: another would be read as part of it
                return
            exchange.disconnected = True
            exchange.intake.abandon()
            if self._end is not None and not self._end.done():
                self._end.set_result(None)
        self._transport.write(refusal(kind, message, issue))
        self._linger()

    def _linger(self) -> None:
        """End the connection, after reading what the client still sends: a reset could overtake the answer."""
        if self._lingering is not None or self._transport.is_closing():
            return
        self._lingering = 2 * self._limits.max_body_bytes
        exchange = self._exchange
        whole = exchange is not None and exchange.intake.complete and not self._pending
        if whole and self._reading:
            self._transport.close()
            return
        self._since = self._loop.time()
        with suppress(OSError, NotImplementedError, RuntimeError):
            self._transport.write_eof()
        self.expire_in(LINGER_S, self._transport.abort)
        self.allow_reading(True)

    def _drop(self, size_bytes: int) -> None:
        assert self._lingering is not None
        self._lingering -= size_bytes
        if self._lingering <= 0 and not self._transport.is_closing():
            self._transport.abort()

    # What an intake asks of its connection (`reading.intake.Line`)

    def allow_reading(self, wanted: bool) -> None:
        """Read on, or let the client wait."""
        if wanted != self._reading and not self._transport.is_closing():
            self._reading = wanted
            (self._transport.resume_reading if wanted else self._transport.pause_reading)()

    def send_continue(self) -> None:
        """RFC 9110 section 15.2.1."""
        if not self._transport.is_closing():
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    # What an exchange asks of its connection (`exchange.Way`)

    def write(self, pieces: list[bytes]) -> None:
        """Send."""
        if self._transport.is_closing():
            return
        if len(pieces) == 1:
            self._transport.write(pieces[0])
        else:
            self._transport.writelines(pieces)

    async def drained(self, sent_bytes: int) -> None:
        """Wait until the reader has taken nearly all of it; one that is too slow for long is let go."""
        if self._writable is None:
            return
        if not sent_bytes:
            self._since = self._loop.time()
        patience = self._limits.answer_grace_s + sent_bytes / self._limits.min_answer_bytes_per_second
        self.expire_in(max(0.0, self._since + patience - self._loop.time()), self._transport.abort)
        await self._writable
        self.expire_in(None)

    async def gone(self) -> None:
        """Wait for the end of the connection."""
        if self._end is None:
            self._end = self._loop.create_future()
        await asyncio.shield(self._end)

    def abort(self) -> None:
        """End the connection at once."""
        self._transport.abort()
