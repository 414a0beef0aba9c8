"""A spare as the host holds it: a child that is locked down and waits for its order."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, field

from ..errors import EngineError
from . import trace
from .protocol import FAILED, MESSAGE_BYTES, READY, order, records

READY_TIMEOUT_S = 10.0


class SpareGoneError(EngineError):
    """The child ended before it was given an order."""


@dataclass(slots=True)
class Spare:
    """The host's ends of one child's descriptors. Every one is closed by `close`, which also ends the child."""

    slot: int
    uid: int
    """The child's own uid; negative: the host's."""
    own_folder: str
    """The folder on disk that the run was given; empty where the child mounted a tmpfs of its own."""
    report: int
    stdin: int
    stdout: int
    stderr: int
    status: int
    pidfd: int
    zygote_pid: int
    directory: int = -1
    ready: bool = False
    marks: trace.Marks = field(default_factory=list)
    _heard: bytes = b""
    _open: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open = [self.report, self.stdin, self.stdout, self.stderr, self.status, self.pidfd]
        for fd in self._open[:5]:
            os.set_blocking(fd, False)

    def wait_ready(self, timeout_s: float = READY_TIMEOUT_S) -> bool:
        """Take the directory's descriptor and wait until the child says that it is locked down.

        Returns:
            Whether it has said so; False only where `timeout_s` is 0, which is not to wait.

        Raises:
            SpareGoneError: the child ended.
            EngineError: a layer could not be put on; the message says which and why. Or it did not answer in time.
        """
        report = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=self.report)
        try:
            report.settimeout(timeout_s)
            while not self.ready:
                self._hear(*socket.recv_fds(report, MESSAGE_BYTES, 1)[:2])
        except BlockingIOError:
            return False
        except OSError as error:
            raise EngineError(f"a child did not become ready: {error}") from error
        finally:
            report.detach()
        return True

    def _hear(self, more: bytes, fds: list[int]) -> None:
        for fd in fds:
            self.directory = fd
            self._open.append(fd)
        if not more:
            raise SpareGoneError("a child ended while it was locked down")
        self._heard += more[len(fds) :]
        found = dict(records(self._heard))
        if FAILED in found:
            raise EngineError(f"a child could not be locked down: {found[FAILED]}")
        if READY in found and self.directory >= 0:
            self.marks = trace.read(found[READY])
            self.ready = True

    def send_order(self, code: str) -> None:
        """Let the child run `code`.

        Raises:
            EngineError: the child is gone.
        """
        os.set_blocking(self.report, True)
        try:
            os.write(self.report, order(code))
        except OSError as error:
            raise EngineError(f"a spare was gone: {error}") from error
        finally:
            os.set_blocking(self.report, False)

    def close_stdin(self) -> None:
        """End the program's standard input."""
        if self.stdin in self._open:
            self._open.remove(self.stdin)
            os.close(self.stdin)

    def kill(self) -> None:
        """SIGKILL to the child; harmless when it has ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def close(self) -> None:
        """End the child and let go of every descriptor."""
        if self._open:
            self.kill()
        while self._open:
            os.close(self._open.pop())
