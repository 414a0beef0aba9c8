"""Time `POST /execute` against a bare interpreter that runs the same program: interleaved, p50 and p99.

Starts a service of its own on a free port, with the rate limits off, and ends it.

    .venv/bin/python scripts/bench.py [--rounds 50]
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PROGRAMS = {
    "hello": ('print("hello")', "pass"),
    "import numpy": ("import numpy",) * 2,
    "import all four": ("import numpy, PIL.Image, reportlab.pdfgen.canvas, fpdf",) * 2,
}
"""Name → the program of the request, the program of the bare interpreter."""
START_TIMEOUT_S = 60.0


@contextmanager
def service() -> Iterator[httpx.Client]:
    """A running service and a client for it, on one kept-alive connection."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = os.environ | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SANDBOX_REQUESTS_PER_MINUTE": "0",
        "SANDBOX_REQUESTS_PER_DAY": "0",
        "SANDBOX_LOG_LEVEL": "WARNING",
    }
    process = subprocess.Popen([sys.executable, "-m", "pysandbox.serve"], env=environ)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _wait(client, process)
            yield client
    finally:
        process.terminate()
        process.wait()


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.get("/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the service did not start")


def timed(work: Callable[[], None]) -> float:
    """How long `work` takes, in milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def percentile(samples: list[float], share: float) -> float:
    """The smallest sample that `share` of all samples do not exceed."""
    return sorted(samples)[min(len(samples) - 1, int(share * len(samples)))]


def compare(client: httpx.Client, program: str, bare: str, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each round, over HTTP and bare, one after the other so that both see the same machine."""

    def over_http() -> None:
        answer = client.post("/execute", json={"code": program})
        if answer.status_code != httpx.codes.OK or answer.json()["execution_details"]["exit_code"] != 0:
            raise SystemExit(f"the service answered {answer.status_code}: {answer.text}")

    guest = Path(sys.prefix) / "guest"
    path = f"import sys; sys.path.append({str(guest)!r}); "
    command = [sys.executable, "-I", "-c", bare if bare == "pass" else path + bare]

    def directly() -> None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(command, cwd=folder, check=True)

    over_http()  # both once unmeasured: files into the page cache
    directly()
    pairs = [(timed(over_http), timed(directly)) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def main() -> int:
    """Print the table. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Time the service against a bare interpreter.")
    parser.add_argument("--rounds", type=int, default=50, help="measurements of each program (50)")
    rounds = parser.parse_args().rounds
    print(f"{rounds} rounds, interleaved, milliseconds")
    print(f"{'':<18}{'HTTP p50':>10}{'p99':>8}{'bare p50':>11}{'p99':>8}{'times less':>12}")
    with service() as client:
        for name, (program, bare) in PROGRAMS.items():
            http, direct = compare(client, program, bare, rounds)
            median_http, median_direct = percentile(http, 0.5), percentile(direct, 0.5)
            row = f"{name:<18}{median_http:>10.1f}{percentile(http, 0.99):>8.1f}"
            row += f"{median_direct:>11.1f}{percentile(direct, 0.99):>8.1f}{median_direct / median_http:>12.1f}"
            print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
