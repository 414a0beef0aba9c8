"""The real service, its engine too, in this process, and clients that load it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from pysandbox.api import create_app
from pysandbox.engine.sandbox import Sandbox
from pysandbox.runners.in_process import InProcessRunner

from scripts.proc import descendants
from tests.api.service import serving
from tests.support import make_settings, run_folder


@dataclass(frozen=True)
class Running:
    """A service under test."""

    url: str
    sandbox: Sandbox
    runner: InProcessRunner
    folder: Path


@contextmanager
def real_service(**variables: str) -> Iterator[Running]:
    """The service on a free port, without a quota by default; it leaves no process and no file."""
    before = set(descendants())
    with run_folder() as folder:
        settings = make_settings(folder, **{"SANDBOX_TIMEOUT_SECONDS": "5", **variables})
        if "SANDBOX_RATE_LIMIT_STORE" not in variables:
            settings = replace(settings, limits=replace(settings.limits, requests_per_minute=0, requests_per_day=0))
        runner = InProcessRunner(settings)
        with serving(create_app(settings, runner)) as url:
            yield Running(url, runner._sandbox, runner, folder)
    assert set(descendants()) <= before


@dataclass
class Load:
    """Clients that post one program after the other until told to stop, and every answer that they got."""

    url: str
    code: str
    clients: int = 4
    answers: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    begun: list[float] = field(default_factory=list)
    """When each of them was asked for, by the monotonic clock."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _writing: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def going(self) -> Iterator[Load]:
        """Post while the block lasts; a request that is not answered fails the test."""
        with ThreadPoolExecutor(self.clients) as pool:
            clients: list[Future[None]] = [pool.submit(self._post) for _ in range(self.clients)]
            try:
                yield self
            finally:
                self._stop.set()
            for client in clients:
                client.result()

    def _post(self) -> None:
        with httpx.Client(timeout=60) as client:
            while not self._stop.is_set():
                begun = time.monotonic()
                response = client.post(f"{self.url}/execute", json={"code": self.code})
                with self._writing:
                    self.begun.append(begun)
                    self.answers.append((response.status_code, response.json()))

    def wait_for(self, count: int) -> None:
        """Wait until there are `count` more answers."""
        wanted = len(self.answers) + count
        while len(self.answers) < wanted and not self._stop.is_set():
            self._stop.wait(0.01)

    def kinds(self, start: int = 0) -> set[str]:
        """«success», or the kinds of errors, of the answers from number `start` on."""
        return {_kind(body) for _, body in self.answers[start:]}

    def kinds_begun_after(self, moment: float) -> set[str]:
        """The same, of the answers to what was asked for after a moment of the monotonic clock."""
        with self._writing:
            return {_kind(body) for begun, (_, body) in zip(self.begun, self.answers, strict=True) if begun > moment}


def _kind(body: dict[str, object]) -> str:
    details = body.get("error_details")
    return str(details["type"]) if isinstance(details, dict) else str(body["status"])
