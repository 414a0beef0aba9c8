"""One interpreter that the zygotes of probes are forked from: to start one for each costs most of what a probe costs.

It is executed clean as a zygote is, imports what a zygote imports, and forks. Whatever is forked leads a session of its
own and ends with the nursery.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import threading
from contextlib import suppress
from typing import Protocol

from ...errors import EngineError
from ...settings import Settings
from ..files.descriptors import receive
from . import boot

START_TIMEOUT_S = 60.0
ANSWER_BYTES = 4096


class Process(Protocol):
    """A process as `subprocess.Popen` has it, as far as its owner needs it."""

    pid: int

    def poll(self) -> int | None:
        """None while it lives."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""

    def kill(self) -> None:
        """End it."""


class Nursery:
    """The host's hold on it. Thread-safe, but the thread that makes it must outlive it (PR_SET_PDEATHSIG, prctl(2))."""

    def __init__(self, settings: Settings) -> None:
        """Start it; it is warm when the first fork is.

        Raises:
            EngineError: it does not start.
        """
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                self._process = boot.execute("nursery_process", theirs, settings)
        except OSError as error:
            self._control.close()
            raise EngineError(f"the probes' interpreter does not start: {error}") from error

    def fork(self, work: str, control: socket.socket) -> Process:
        """A fork that does `work` (a name of `nursery_process.WORK`) over its end of `control`.

        Raises:
            EngineError: there is none.
        """
        try:
            with self._lock:
                socket.send_fds(self._control, [work.encode()], [control.fileno()])
                data, fds = receive(self._control.fileno(), ANSWER_BYTES, 1, START_TIMEOUT_S)
            return _Forked(int(data), *fds)
        except (OSError, EngineError, ValueError, TypeError) as error:
            raise EngineError(f"the probes' interpreter does not answer: {error}") from error

    def close(self) -> None:
        """End it, and whatever it forked."""
        self._control.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Forked:
    """A process whose parent is the nursery."""

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._pidfd = pidfd

    def poll(self) -> int | None:
        """None while it lives; how it ended, nobody tells."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""
        poller = select.poll()
        poller.register(self._pidfd, select.POLLIN)
        if not poller.poll(None if timeout is None else timeout * 1000):
            raise subprocess.TimeoutExpired("fork", timeout or 0)
        return 0

    def kill(self) -> None:
        """End it."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def __del__(self) -> None:
        os.close(self._pidfd)
