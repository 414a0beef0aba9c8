"""What is started as a process of its own: the service as an operator starts it, and the ports that servers get."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

STOP_S = 60
LOWEST_PORT = 10_000


def free_port() -> int:
    """A port of the loopback interface that nobody listens at just now.

    It is below those that the kernel gives to connections (ip_local_port_range, ip(7)): a server may take seconds until
    it listens, and other tests connect meanwhile.
    """
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    candidates = range(LOWEST_PORT, lowest) if lowest > 2 * LOWEST_PORT else range(1)
    while True:
        with (
            suppress(OSError),
            socket.create_server(("127.0.0.1", random.SystemRandom().choice(candidates))) as listener,
        ):
            port: int = listener.getsockname()[1]
            return port


@contextmanager
def service_process(
    environ: Mapping[str, str], *command: str, stderr: int | IO[bytes] = subprocess.PIPE
) -> Iterator[subprocess.Popen[str]]:
    """The service, until the block ends.

    Args:
        environ: variables on top of this process's own, but for settings of the service. PORT: a free one.
        command: what follows `python -m`; `pysandbox.serve` by default.
        stderr: where its log goes; by default to a pipe, which a caller for whom it is long must read.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("SANDBOX_")}
    program = [sys.executable, "-m", *(command or ("pysandbox.serve",))]
    with subprocess.Popen(program, env=own | {"PORT": "0"} | dict(environ), stderr=stderr, text=True) as started:
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(STOP_S)
            except subprocess.TimeoutExpired:
                started.kill()
                raise
