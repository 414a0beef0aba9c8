"""The service in a process of its own, with a runner that runs nothing: what HTTP alone costs, counted from outside.

Each line on standard input is answered with the state as one line of JSON; its end ends the process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pysandbox.api import create_app
from pysandbox.api.http.connections import raise_file_limit
from pysandbox.engine.files.held_file import HeldFile
from pysandbox.engine.models import RunRequest, RunResult
from pysandbox.settings import load_settings

from tests.api.service import HELLO, FakeRunner, serving

ROOT = Path(__file__).resolve().parents[2]
FILE_BYTES = 8 * 1024 * 1024
OPEN = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "0", "SANDBOX_RATE_LIMIT_STORE": "memory://"}
"""No quota: whoever has many addresses has none either."""


def behave(request: RunRequest) -> RunResult:
    """As many sparse files of 8 MiB come back as the code is long; none where it says hello."""
    if request.code == "hello":
        return HELLO
    files = []
    for number in range(len(request.code)):
        fd = os.memfd_create("result", os.MFD_CLOEXEC)
        os.ftruncate(fd, FILE_BYTES)
        files.append(HeldFile(f"{number}.bin", fd, FILE_BYTES))
    return replace(HELLO, output_files=tuple(files))


def main() -> None:
    raise_file_limit()
    guest = Path(tempfile.mkdtemp(prefix="pysandbox-abuse-"))
    settings = load_settings({"SANDBOX_GUEST_LIBRARIES": str(guest), **json.loads(sys.argv[1])})
    runner = FakeRunner()
    runner.behave = behave
    app = create_app(settings, runner)
    with serving(app) as url:
        print(url, flush=True)
        for _ in sys.stdin:
            runner.requests.clear()
            front = app.state.front
            state = {
                "held": front.budget.held_bytes,
                "connections": len(front.connections),
                "threads": threading.active_count(),
                "files": len(os.listdir("/proc/self/fd")),
            }
            print(json.dumps(state), flush=True)
    guest.rmdir()


@dataclass(frozen=True, slots=True)
class Process:
    """A running service, seen from outside."""

    url: str
    process: subprocess.Popen[str]

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", int(self.url.rpartition(":")[2])

    def state(self) -> dict[str, Any]:
        """What it says of itself."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def resident_bytes(self) -> int:
        """What it has in memory, files of runs included."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def service(environ: Mapping[str, str] | None = None) -> Iterator[Process]:
    """A service with `environ` on top of no quota, until the block ends."""
    command = [sys.executable, "-m", "tests.abuse.http_service", json.dumps(OPEN | dict(environ or {}))]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield Process(process.stdout.readline().strip(), process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    main()
