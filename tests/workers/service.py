"""`pysandbox serve` with several workers as real processes, and clients that a chosen one of them answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psutil
from prometheus_client.parser import text_string_to_metric_families

from tests.processes import service_process
from tests.support import wait_until


class Service:
    """One service; its log is read as it is written."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(json.loads(line))

    def said(self, beginning: str) -> list[str]:
        """The events of the log that begin so."""
        return [line["event"] for line in list(self.log) if str(line["event"]).startswith(beginning)]

    def _address(self, beginning: str) -> str:
        return next(word for word in self.said(beginning)[0].split() if word.startswith("http://"))

    @property
    def url(self) -> str:
        """Where all workers answer."""
        return self._address("ready, serving")

    @property
    def workers(self) -> list[int]:
        """The process ids of the workers."""
        return [child.pid for child in psutil.Process(self.process.pid).children()]

    @property
    def figures(self) -> dict[str, float]:
        """Every sample of /metrics that has no label but a verdict, by name and label."""
        text = httpx.get(self._address("metrics on")).text
        return {
            sample.name + "".join(sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    @contextmanager
    def client_of(self, worker: int) -> Iterator[httpx.Client]:
        """A client whose connection that worker has: no other one was there to take it."""
        others = [pid for pid in self.workers if pid != worker]
        limits = httpx.Limits(max_connections=1)
        with httpx.Client(base_url=self.url, timeout=60, limits=limits) as client:
            for pid in others:
                os.kill(pid, signal.SIGSTOP)
            try:
                assert client.get("/health").status_code == 200
            finally:
                for pid in others:
                    os.kill(pid, signal.SIGCONT)
            yield client

    def end(self) -> int:
        """Stop it; its exit status."""
        self.process.terminate()
        status = self.process.wait(60)
        self._reader.join()
        return status


@contextmanager
def process(**environ: str) -> Iterator[subprocess.Popen[str]]:
    """The command, until the block ends."""
    own = {"SANDBOX_WORKERS": "2", "SANDBOX_METRICS_PORT": "0", "SANDBOX_WARM_STOCKS": "lean"}
    with service_process(own | environ, "pysandbox", "serve") as started:
        yield started


@contextmanager
def serving(**environ: str) -> Iterator[Service]:
    """The service, ready."""
    with process(**environ) as started:
        service = Service(started)
        wait_until(lambda: service.said("ready, serving") or started.poll() is not None)
        assert started.poll() is None, service.log
        yield service
        service.end()
