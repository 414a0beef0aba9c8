"""Connections without a network: what they answer to a stream of bytes, and what it costs in steps of our own code."""

from __future__ import annotations

import asyncio
import gc
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any, Self

from pysandbox.api import http
from pysandbox.api.http.extension import EXTENSION, BodyGoneError
from pysandbox.api.http.front import Front
from pysandbox.api.http.protocol import SandboxHttpProtocol
from pysandbox.api.requests.problems import BodyTooLargeError
from pysandbox.settings import Settings
from uvicorn.server import ServerState

from tests.fuzz.framing_reference import Read

MAX_BODY_BYTES = 100_000
"""Smaller than the service's, so that a short stream gets beyond it."""

TURNS = 30_000
"""Of the event loop, within which a connection has to ask for more or to end."""

_ANSWER = re.compile(
    rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n(?:[^\r\n]+\r\n)*?(?:content-length: (\d+)\r\n(?:[^\r\n]+\r\n)*)?\r\n"
)


def _code_of(function: FunctionType) -> Iterator[CodeType]:
    """Of a function, and of all that is defined in it."""
    waiting = [function.__code__]
    while waiting:
        yield (code := waiting.pop())
        waiting += [part for part in code.co_consts if isinstance(part, CodeType)]


class Steps:
    """Lines and calls of the code in `api/http`, and of nothing else."""

    _HOME = str(Path(http.__file__).parent)

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Self:
        watch, events = sys.monitoring, sys.monitoring.events
        watch.use_tool_id(watch.PROFILER_ID, "framing")
        watch.register_callback(watch.PROFILER_ID, events.LINE, self._step)
        watch.register_callback(watch.PROFILER_ID, events.CALL, self._step)
        for code in self._watched():
            watch.set_local_events(watch.PROFILER_ID, code, events.LINE | events.CALL)
        return self

    def __exit__(self, *_: object) -> None:
        for code in self._watched():
            sys.monitoring.set_local_events(sys.monitoring.PROFILER_ID, code, 0)
        sys.monitoring.free_tool_id(sys.monitoring.PROFILER_ID)

    @classmethod
    @cache
    def _watched(cls) -> frozenset[CodeType]:
        functions = [found for found in gc.get_objects() if type(found) is FunctionType]
        own = [found for found in functions if found.__code__.co_filename.startswith(cls._HOME)]
        return frozenset(code for function in own for code in _code_of(function))

    def _step(self, *_: object) -> None:
        self.count += 1


class Wire(asyncio.Transport):
    """What a connection writes, and whether it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = bytearray()
        self.reading = True
        self.ended = False

    def write(self, data: Any) -> None:
        self.sent += data

    def write_eof(self) -> None:
        pass

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def is_closing(self) -> bool:
        return self.ended

    def close(self) -> None:
        self.ended = True

    abort = close


@dataclass(slots=True)
class Outcome:
    """What came of one stream."""

    requests: list[Read] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """Of the answers, without 100 (Continue)."""
    ended: bool = False
    steps: int = 0
    reads: int = 0
    bytes: int = 0
    """As many as were read before it ended."""


class Harness:
    """Connections without a network, whose application takes every body, or none of them."""

    def __init__(self, settings: Settings, steps: Steps, *, takes_bodies: bool) -> None:
        self._front = Front(settings)
        self._steps = steps
        self._takes_bodies = takes_bodies
        self._outcome = Outcome()
        self._faults: list[object] = []
        self._config: Any = SimpleNamespace(
            loaded=True,
            app=SimpleNamespace(state=SimpleNamespace(front=self._front)),
            loaded_app=self._application,
            timeout_keep_alive=5,
            asgi_version="3.0",
            root_path="",
        )

    async def _application(self, scope: Any, _: Any, send: Any) -> None:
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        at = len(self._outcome.requests)
        self._outcome.requests.append(Read(scope["method"], target, None))
        status = 200
        try:
            if self._takes_bodies:
                body = await scope["extensions"][EXTENSION].read(MAX_BODY_BYTES, self._front.budget.hold(""))
                self._outcome.requests[at] = Read(scope["method"], target, bytes(body))
        except BodyTooLargeError:
            status = 413
        except BodyGoneError:
            return
        except Exception as error:
            self._faults.append(error)
            raise
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def connect(self, pieces: Iterator[bytes]) -> Outcome:
        """One connection, from its start to its end. Raises AssertionError for what must not happen in any."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: self._faults.append(context))
        outcome, faults = Outcome(), list[object]()
        self._outcome, self._faults = outcome, faults
        wire, server = Wire(), ServerState()
        before = self._steps.count
        connection = SandboxHttpProtocol(self._config, server, {}, loop)
        connection.connection_made(wire)
        for piece in pieces:
            outcome.reads += self._deliver(connection, piece)
            outcome.bytes += len(piece)
            await self._until(lambda: wire.reading or wire.ended)
            if wire.ended:
                break
        await self._rest(wire)
        outcome.steps, outcome.ended = self._steps.count - before, wire.ended or connection._ending
        connection.connection_lost(None)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*server.tasks), 10)
        assert not faults, faults
        assert not [task for task in server.tasks if not task.done()], "a request goes on after its connection"
        assert not server.connections
        assert not len(self._front.connections)
        outcome.statuses = _statuses(bytes(wire.sent))
        return outcome

    def _deliver(self, connection: SandboxHttpProtocol, piece: bytes) -> int:
        """As the event loop does it; how many reads it took."""
        view = connection.get_buffer(-1)
        size = min(len(view), len(piece))
        assert size, "asyncio would end the connection: nowhere to read to"
        view[:size] = piece[:size]
        connection.buffer_updated(size)
        if size == len(piece) or connection._transport.is_closing():
            return 1
        return 1 + self._deliver(connection, piece[size:])

    async def _until(self, settled: Callable[[], bool]) -> None:
        for _ in range(TURNS):
            if settled():
                return
            await asyncio.sleep(0)
        raise AssertionError(f"the connection neither reads on nor ends: {self._faults}")

    async def _rest(self, wire: Wire) -> None:
        """Until nothing more is answered."""
        quiet, before = 0, (-1, False)
        for _ in range(TURNS):
            await asyncio.sleep(0)
            now = len(wire.sent), wire.ended
            quiet, before = (quiet + 1, now) if now == before else (0, now)
            if quiet > 8:
                return
        raise AssertionError(f"the connection does not come to rest: {self._faults}")


def _statuses(sent: bytes) -> list[int]:
    found, at = [], 0
    while at < len(sent):
        answer = _ANSWER.match(sent, at)
        assert answer is not None, sent[at : at + 200]
        at = answer.end() + int(answer[2] or 0)
        if answer[1] != b"100":
            found.append(int(answer[1]))
    assert at == len(sent), "an answer is shorter than it says"
    return found
