"""The host's hold on one zygote process: start it, ask it for children, end it."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import tempfile
from collections import deque
from contextlib import suppress
from typing import Any

from ..errors import EngineError
from ..settings import Settings
from . import boot
from .protocol import MESSAGE_BYTES
from .run_directory import make_run_directory, remove
from .spare import Spare
from .stock import Stock
from .uid import usable_uid

START_TIMEOUT_S = 60.0
ANSWER_TIMEOUT_S = 10.0
_FDS_OF_A_CHILD = 6


class NothingYetError(EngineError):
    """No child has come, and the caller would not wait."""


class ZygoteProcess:
    """One zygote. Not thread-safe, but for `receive`, which may run beside `order`.

    That thread must outlive it: PR_SET_PDEATHSIG tells a child of the end of the *thread* that started it (prctl(2)).
    """

    def __init__(
        self,
        settings: Settings,
        layers: frozenset[str],
        preload: list[str] | None = None,
        stock: Stock = Stock.PROBE,
        trace: bool = False,
    ) -> None:
        """Start a zygote with `layers` on and wait until it is warm.

        Args:
            preload: what a probe wants loaded.

        Raises:
            EngineError: it did not start; the message says why.
        """
        self._uids = "uid" in layers
        self._own_mounts = "namespaces" in layers
        self.ordered: deque[tuple[int, int, str]] = deque()
        """Slot, uid and folder of each child that was ordered and not received."""
        self.folder = tempfile.mkdtemp(prefix="pysandbox-", dir=settings.run_directory)
        os.chmod(self.folder, 0o711 if self._uids else 0o700)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        with theirs:
            self._process = subprocess.Popen(
                boot.command(theirs.fileno(), settings),
                env=boot.ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd="/",
                start_new_session=True,
            )
        staging = os.path.join(self.folder, "root")
        os.mkdir(staging)
        try:
            self._send(boot.configuration(settings, layers, staging, stock, preload or [], trace=trace))
            self._receive(START_TIMEOUT_S)
        except EngineError:
            self.close()
            raise

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(message).encode())
        except OSError as error:
            raise EngineError(f"the zygote does not listen: {error}") from error

    def _receive(self, timeout_s: float) -> tuple[dict[str, Any], list[int]]:
        """The next answer, with the descriptors that come beside it."""
        self._control.settimeout(timeout_s)
        try:
            data, fds, _, _ = socket.recv_fds(self._control, MESSAGE_BYTES, _FDS_OF_A_CHILD)
        except BlockingIOError:
            raise NothingYetError("the zygote has not answered yet") from None
        except OSError as error:
            raise EngineError(f"the zygote does not answer: {error}") from error
        if not data:
            raise EngineError("the zygote ended")
        answer: dict[str, Any] = json.loads(data)
        if "error" in answer:
            raise EngineError(answer["error"])
        return answer, fds

    def order(self, slot: int) -> None:
        """Ask for a child; `receive` has it when it is there.

        Args:
            slot: a number that no other live child has; its uid follows from it.

        Raises:
            EngineError: the zygote is gone.
        """
        uid = usable_uid(slot) if self._uids else -1
        try:
            folder = "" if self._own_mounts else make_run_directory(self.folder, uid)
        except OSError as error:
            raise EngineError(f"no folder for a run: {error}") from error
        self._send({"uid": uid, "directory": folder})
        self.ordered.append((slot, uid, folder))

    def receive(self, timeout_s: float = ANSWER_TIMEOUT_S) -> Spare:
        """The child that was ordered first; it may still be locking itself down.

        Raises:
            NothingYetError: `timeout_s` is 0, which is not to wait, and no child is there.
            EngineError: the zygote is gone, or cannot fork.
        """
        _, (report, stdin, stdout, stderr, status, pidfd) = self._receive(timeout_s)
        slot, uid, folder = self.ordered.popleft()
        return Spare(slot, uid, folder, report, stdin, stdout, stderr, status, pidfd, self.pid)

    def spawn(self, slot: int) -> Spare:
        """A child that is locked down and waits for its order.

        Raises:
            EngineError: the zygote is gone, or the child could not be locked down.
        """
        self.order(slot)
        spare = self.receive()
        try:
            spare.wait_ready()
        except EngineError:
            spare.close()
            raise
        return spare

    @property
    def control_fd(self) -> int:
        """The socket's descriptor: it reads as ended when the zygote is gone."""
        return self._control.fileno()

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process that was started; with namespaces, the one outside them."""
        return self._process.pid

    def hang_up(self) -> None:
        """Tell the zygote to end, and whoever waits for an answer of it that none will come."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the zygote and with it every child, and remove its folder."""
        self._control.close()
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with suppress(OSError):
            remove(self.folder)


def ended(fd: int) -> bool:
    """Whether the other end of the socket `fd` is gone."""
    poller = select.poll()
    poller.register(fd, 0)  # POLLHUP is always reported
    return bool(poller.poll(0))
