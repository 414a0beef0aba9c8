"""Run many programs, honest and hostile, at full concurrency over the real service, and see that the host stays flat.

Starts a service of its own with the rate limits off. After a warm-up it notes memory, descriptors, processes and files
at rest, and again at the end; nothing may have grown beyond the tolerances below, and every request must be answered.

    .venv/bin/python scripts/soak.py [--runs 20000]
"""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.attacks import corpus  # noqa: E402 - found beside this folder
from tests.processes import free_port  # noqa: E402

CONCURRENCY = 5
TIMEOUT_S = 4.0
WARM_UP_RUNS = 200
WARM_UP_SHARE = 4
"""At least a fourth of the runs come before the first look: the allocator is at its height after some thousands."""
START_TIMEOUT_S = 60.0
REST_TIMEOUT_S = 60.0
MEBIBYTE = 1024 * 1024

GROWTH_OF_SERVICE_BYTES = 32 * MEBIBYTE
"""Of its resident memory: its allocator keeps what the largest answers at once have needed."""
GROWTH_OF_ZYGOTE_BYTES = 4 * MEBIBYTE
GROWTH_OF_DESCRIPTORS = 2
"""Connections that clients keep open come and go."""

HONEST = {
    "print(sum(range(1000)))": "499500\n",
    "import numpy as np\nprint(int(np.arange(10).sum()))": "45\n",
    "from PIL import Image\nImage.new('L', (50, 50)).save('a.png')\nprint(Image.open('a.png').size)": "(50, 50)\n",
    "import json, random\nprint(json.loads(json.dumps({'a': 1})))": "{'a': 1}\n",
    "from fpdf import FPDF\np = FPDF()\np.add_page()\nprint(len(p.output()) > 100)": "True\n",
    "print('x' * 500_000)": "x" * 500_000 + "\n",
}
"""Programs and all that they print."""


@dataclass(frozen=True)
class Level:
    """What the service holds at rest."""

    service_bytes: int
    zygote_bytes: int
    descriptors: int | None
    """None: this user may not look, since the service is not dumpable and the user is not root (proc_pid_fd(5))."""
    processes: int
    files: int


@dataclass
class Report:
    """What a soak found."""

    runs: int = 0
    seconds: float = 0.0
    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """Requests that were not answered as they should be."""
    before: Level | None = None
    after: Level | None = None
    left: list[str] = field(default_factory=list)
    """Processes and files that outlived the service."""

    @property
    def faults(self) -> list[str]:
        """Everything that must not be; empty after a soak that held."""
        found = self.wrong[:20] + self.left
        if self.before is None or self.after is None:
            return [*found, "the service came never to rest"]
        bounds = {
            "service_bytes": GROWTH_OF_SERVICE_BYTES,
            "zygote_bytes": GROWTH_OF_ZYGOTE_BYTES,
            "descriptors": GROWTH_OF_DESCRIPTORS,
            "processes": 0,
            "files": 0,
        }
        for name, bound in bounds.items():
            before, after = getattr(self.before, name), getattr(self.after, name)
            growth = 0 if before is None else after - before
            if growth > bound:
                found.append(f"{name} grew by {growth}, more than {bound}")
        return found


@contextmanager
def _service(folder: Path, report: Report) -> Iterator[tuple[psutil.Process, str]]:
    port = free_port()
    environ = os.environ | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SANDBOX_REQUESTS_PER_MINUTE": "0",
        "SANDBOX_REQUESTS_PER_DAY": "0",
        "SANDBOX_LOG_LEVEL": "WARNING",
        "SANDBOX_MAX_CONCURRENCY": str(CONCURRENCY),
        "SANDBOX_TIMEOUT_SECONDS": str(TIMEOUT_S),
        "SANDBOX_MEMORY_MB": "64",
        "SANDBOX_RUN_DIRECTORY": str(folder),
        "TMPDIR": str(folder),
    }
    started = subprocess.Popen([sys.executable, "-m", "pysandbox.serve"], env=environ)
    process, url = psutil.Process(started.pid), f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(url, started)
        yield process, url
        below = process.children(recursive=True)
        started.send_signal(signal.SIGTERM)
        status = started.wait(REST_TIMEOUT_S)
        report.left += [f"exit status {status}"] * (status != 0)
        report.left += [f"process {child}" for child in below if child.is_running()]
        report.left += [f"file {path}" for path in folder.rglob("*")]
    finally:
        started.kill()
        started.wait()


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            threading.Event().wait(0.05)
    raise SystemExit("soak: the service does not start")


def _level(process: psutil.Process, folder: Path) -> Level:
    below = process.children(recursive=True)
    return Level(
        service_bytes=process.memory_info().rss,
        zygote_bytes=max((child.memory_info().rss for child in below), default=0),
        descriptors=_descriptors(process),
        processes=len(below),
        files=sum(1 for _ in folder.rglob("*")),
    )


def _descriptors(process: psutil.Process) -> int | None:
    try:
        return process.num_fds()
    except psutil.AccessDenied:
        return None


def _at_rest(process: psutil.Process, folder: Path, url: str) -> Level | None:
    """The level once it is the same twice in a row in everything but memory, with no run under way."""
    deadline, last = time.monotonic() + REST_TIMEOUT_S, None
    while time.monotonic() < deadline:
        try:
            level = _level(process, folder)
        except (psutil.NoSuchProcess, FileNotFoundError):
            continue  # one went away while it was looked at
        busy = httpx.get(f"{url}/health").json()["active_executions"]
        if last is not None and not busy and _counts(level) == _counts(last):
            return level
        last = level
        threading.Event().wait(0.2)
    return None


def _counts(level: Level) -> tuple[int | None, int, int]:
    return level.descriptors, level.processes, level.files


def _programs(rows: list[corpus.Attack]) -> Iterator[tuple[str, str | None]]:
    """Honest and hostile ones in turn, for ever: the code, and what it must print where that is known."""
    honest, hostile = itertools.cycle(HONEST.items()), itertools.cycle(rows)
    while True:
        yield next(honest)
        attack = next(hostile)
        yield attack.code, attack.stdout


def _by_turns(rows: list[corpus.Attack]) -> list[corpus.Attack]:
    """The first row of each family and end, then the second of each: a short soak meets all of them."""
    turns: Counter[tuple[str, str]] = Counter()
    numbered = []
    for row in rows:
        kind = row.family, row.ends
        numbered.append((turns[kind], row))
        turns[kind] += 1
    return [row for _, row in sorted(numbered, key=lambda pair: pair[0])]


def _post(client: httpx.Client, program: tuple[str, str | None], report: Report) -> None:
    code, stdout = program
    try:
        response = client.post("/execute", json={"code": code})
    except httpx.HTTPError as error:
        report.wrong.append(f"not answered ({error!r}): {code[:200]!r}")
        return
    body = response.json()
    details = body.get("execution_details")
    if details is None:
        kind = body["error_details"]["type"]
        report.ends[kind] += 1
        if kind != "ForbiddenImportError":
            report.wrong.append(f"{response.status_code} {kind}: {code[:200]!r}")
        return
    report.ends[details["termination_reason"]] += 1
    if "through" in details["stdout"] or (stdout is not None and details["stdout"] != stdout):
        report.wrong.append(f"printed {details['stdout'][:100]!r}: {code[:200]!r}")


def soak(runs: int) -> Report:
    """Send `runs` programs after a warm-up, and compare what the service holds before and after."""
    # Runs that last until their time is up would make the soak one long wait: a few are enough.
    slow = [row for row in corpus.load() if row.ends == "timeout"]
    rows = _by_turns([row for row in corpus.load() if row.ends != "timeout"] + slow[:2])
    report = Report()
    warm_up = max(WARM_UP_RUNS, runs // WARM_UP_SHARE)
    with tempfile.TemporaryDirectory(prefix="pysandbox-soak-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with (
            _service(folder, report) as (process, url),
            httpx.Client(base_url=url, timeout=30) as client,
            ThreadPoolExecutor(CONCURRENCY) as pool,
        ):
            list(pool.map(lambda row: _post(client, row, report), itertools.islice(_programs(rows), warm_up)))
            report.before = _at_rest(process, folder, url)
            report.ends.clear()
            begun = time.monotonic()
            list(pool.map(lambda row: _post(client, row, report), itertools.islice(_programs(rows), runs)))
            report.runs, report.seconds = runs, time.monotonic() - begun
            report.after = _at_rest(process, folder, url)
    return report


def main() -> int:
    """Soak, and say what was found. Returns 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=20_000)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the service must end with whoever soaks it
    report = soak(parser.parse_args().runs)
    rate = report.runs / report.seconds
    print(f"{report.runs} runs in {report.seconds:.0f} s ({rate:.0f} a second), {CONCURRENCY} at once")
    print("ended: " + ", ".join(f"{kind} {count}" for kind, count in report.ends.most_common()))
    if report.before and report.after:
        for name in ("service_bytes", "zygote_bytes"):
            values = [getattr(level, name) / MEBIBYTE for level in (report.before, report.after)]
            print(f"{name.removesuffix('_bytes')}: {values[0]:.1f} MiB before, {values[1]:.1f} MiB after")
        for name in ("descriptors", "processes", "files"):
            print(f"{name}: {getattr(report.before, name)} before, {getattr(report.after, name)} after")
    for fault in report.faults:
        print(f"FAULT: {fault}")
    print("held" if not report.faults else "did not hold")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
