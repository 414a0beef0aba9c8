"""A real HTTP server in a thread, and a runner that runs nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fastapi import FastAPI
from pysandbox.api.http.protocol import SandboxHttpProtocol
from pysandbox.engine.models import CodeProblem, LayerReport, LayerState, RunRequest, RunResult, TerminationReason
from pysandbox.policy import load_limits
from pysandbox.runners.concurrency import Places
from pysandbox.settings import LAYERS, Settings, load_settings

from tests.servers import served

HELLO = RunResult(
    exit_code=0,
    termination_reason=TerminationReason.COMPLETED,
    stdout=b"hello\n",
    stderr=b"",
    stdout_truncated=False,
    stderr_truncated=False,
    duration_s=0.0123,
    cpu_time_s=0.01,
    peak_memory_bytes=54321,
)


class FakeRunner:
    """Slots as the real one has them; `behave` says what a run does."""

    def __init__(self, capacity: int = 5) -> None:
        self.behave: Callable[[RunRequest], RunResult] = lambda _: HELLO
        self.problem = CodeProblem("'(' was never closed", 1, 1)
        self.requests: list[RunRequest] = []
        self.healthy = True
        self.layers = tuple(LayerReport(name, LayerState.ACTIVE, "attacked, and held") for name in LAYERS)
        self.started = self.closed = False
        self._places = Places(capacity)

    def start(self) -> None:
        self.started = True

    def close(self) -> None:
        self.closed = True

    def check_code(self, code: str, caller: str = "") -> CodeProblem | None:
        return self.problem if "(" in code and ")" not in code else None

    @property
    def active(self) -> int:
        return self._places.taken

    @contextmanager
    def slot(self, caller: str = "") -> Iterator[FakeRunner]:
        with self._places.hold():
            yield self

    def run(self, request: RunRequest) -> RunResult:
        self.requests.append(request)
        return self.behave(request)


class Held:
    """Makes runs wait: `entered` counts them in, `release` lets all go."""

    def __init__(self, runner: FakeRunner) -> None:
        self.entered = threading.Semaphore(0)
        self._go = threading.Event()
        runner.behave = self._wait

    def _wait(self, _: RunRequest) -> RunResult:
        self.entered.release()
        assert self._go.wait(20)
        return HELLO

    def wait_for(self, count: int) -> None:
        for _ in range(count):
            assert self.entered.acquire(timeout=20)

    def release(self) -> None:
        self._go.set()


def make_settings(guest: Path, environ: dict[str, str] | None = None, **limits: Any) -> Settings:
    settings = load_settings({"SANDBOX_GUEST_LIBRARIES": str(guest), **(environ or {})})
    return replace(settings, limits=replace(load_limits(environ), **limits))


@contextmanager
def serving(app: FastAPI, http: type[SandboxHttpProtocol] = SandboxHttpProtocol) -> Iterator[str]:
    """The base URL of `app`, served over real HTTP as the service is, until the block ends.

    Its page is rendered when it is first asked for: before the start, it would take longer than most tests.
    """
    options: dict[str, Any] = {
        "http": http,
        "loop": "auto",
        "ws": "none",
        "lifespan": "on",
        "log_config": None,
        "log_level": None,
        "proxy_headers": False,
        "timeout_graceful_shutdown": 10,
    }
    with ExitStack() as running:
        with patch.object(app.state.page, "prepare"):
            url = running.enter_context(served(app, **options))
        yield url
