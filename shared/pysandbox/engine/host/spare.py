"""A spare as the host holds it: a child that is locked down and waits for its order."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from dataclasses import dataclass, field

from ...errors import EngineError
from .. import trace
from ..files.descriptors import NothingYetError, receive
from ..files.run_directory import make_inner_folder
from ..protocol import FAILED, MESSAGE_BYTES, READY, order, records

READY_TIMEOUT_S = 10.0


class SpareGoneError(EngineError):
    """The child ended before it was given an order: its program has not begun."""


@dataclass(slots=True, weakref_slot=True, eq=False)
class Spare:
    """The host's ends of one child's descriptors. `close`, or the end of the last reference, ends the child as well."""

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
    output: int
    """Memory with what it has printed and not yet written (`kept_output`)."""
    zygote_pid: int
    ready: bool = False
    spent_s: float = 0.0
    """The processor time of the child before its program."""
    marks: trace.Marks = field(default_factory=list)
    _outer: int = -1
    """The folder that the child waits in."""
    _directory: int = -1
    _heard: bytes = b""
    _open: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open = [self.report, self.stdin, self.stdout, self.stderr, self.status, self.pidfd, self.output]
        for fd in self._open[:5]:
            os.set_blocking(fd, False)

    def wait_ready(self, timeout_s: float = READY_TIMEOUT_S) -> bool:
        """Take the directory's descriptor and wait until the child says that it is locked down.

        Returns:
            Whether it has said so; False only where `timeout_s` is 0, which is not to wait.

        Raises:
            SpareGoneError: the child ended.
            CutShortError: its directory's descriptor did not come, for want of a free one here.
            EngineError: a layer could not be put on; the message says which and why. Or it did not answer in time.
        """
        while not self.ready:
            try:
                self._hear(*receive(self.report, MESSAGE_BYTES, 1, timeout_s))
            except NothingYetError:
                if not timeout_s:
                    return False
                raise EngineError("a child did not become ready in time") from None
            except OSError as error:
                raise EngineError(f"a child did not become ready: {error}") from error
        return True

    def _hear(self, more: bytes, fds: list[int]) -> None:
        for fd in fds:
            self._outer = fd
            self._open.append(fd)
        if not more:
            raise SpareGoneError("a child ended while it was locked down")
        self._heard += more[len(fds) :]
        found = dict(records(self._heard))
        if FAILED in found:
            raise EngineError(f"a child could not be locked down: {found[FAILED]}")
        if READY in found and self._outer >= 0:
            spent, _, marks = found[READY].partition(" ")
            self.spent_s, self.marks = float(spent), trace.read(marks)
            self.ready = True

    @property
    def directory(self) -> int:
        """A descriptor of the run's own folder. On disk it is made now, when no earlier run can write to it any more.

        Raises:
            EngineError: it cannot be made.
        """
        if self._directory < 0 and not self.own_folder:
            self._directory = self._outer
        elif self._directory < 0:
            try:
                self._directory = make_inner_folder(self._outer, self.uid)
            except OSError as error:
                raise EngineError(f"no folder for a run: {error}") from error
            self._open.append(self._directory)
        return self._directory

    def send_order(self, code: str) -> None:
        """Let the child run `code`.

        Raises:
            SpareGoneError: the child is gone. A child begins only with the whole of an order.
            EngineError: its folder cannot be made.
        """
        _ = self.directory
        message = order(code)
        os.set_blocking(self.report, True)
        try:
            if os.write(self.report, message) < len(message):
                raise SpareGoneError("an order was cut short")
        except OSError as error:
            raise SpareGoneError(f"a spare was gone: {error}") from error
        finally:
            os.set_blocking(self.report, False)

    @property
    def has_ended(self) -> bool:
        """Whether the child is gone."""
        poller = select.poll()
        poller.register(self.report, 0)  # POLLHUP is always reported
        return bool(poller.poll(0))

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

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            self.close()
