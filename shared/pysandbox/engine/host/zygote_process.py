"""The host's hold on one zygote process: start it, ask it for children, end it."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from ...errors import EngineError
from ...settings import Settings
from ..files.descriptors import NothingYetError, close_all
from ..files.run_directory import make_run_directory, remove
from ..layers.uid import NOBODY, usable_uid
from ..stock import Stock
from . import boot
from .nursery import Nursery, Process
from .spare import Spare
from .zygote_control import FDS_OF_A_CHILD, NoChildError, ZygoteBrokenError, ZygoteControl

START_TIMEOUT_S = 180.0
ANSWER_TIMEOUT_S = 10.0
END_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """A child that was ordered and not received."""

    slot: int
    uid: int
    folder: str
    """Its own on disk; empty where it mounts a tmpfs."""
    at: float = field(default_factory=time.monotonic)


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
        on_left: Callable[[str], None] = lambda _: None,
        nursery: Nursery | None = None,
    ) -> None:
        """Start a zygote with `layers` on and wait until it is warm.

        Args:
            preload: what a probe wants loaded.
            on_left: told of a folder that could not be removed just now, for want of a descriptor.
            nursery: what it is forked from; without one an interpreter is started.

        Raises:
            EngineError: it did not start; the message says why. Nothing of it is left.
            UnfitConfigurationError: which is one, for what the operator has configured.
        """
        self._uids = "uid" in layers
        self._own_mounts = "namespaces" in layers
        self.ordered: deque[Order] = deque()
        """What was ordered and not received, the first first."""
        self._process: Process | None = None
        self._on_left = on_left
        with ExitStack() as undo:
            try:
                self._start(settings, undo, nursery, "zygote with seccomp" if "seccomp" in layers else "zygote")
                staging = os.path.join(self.folder, "root")
                os.mkdir(staging)
                self._control.send(boot.configuration(settings, layers, staging, stock, preload or [], trace=trace))
                answer, fds = self._control.receive(START_TIMEOUT_S)
                self.left_out = [str(row) for row in answer.get("left_out", ())]
                """Modules of the libraries that could not be loaded, and why."""
                close_all(fds)
            except NothingYetError:
                raise EngineError(f"the zygote is not warm after {START_TIMEOUT_S:.0f} s") from None
            except NoChildError as error:
                raise EngineError(str(error)) from error
            except OSError as error:
                raise EngineError(f"the zygote does not start: {error}") from error
            undo.pop_all()

    def _start(self, settings: Settings, undo: ExitStack, nursery: Nursery | None, work: str) -> None:
        """Make the folder, the socket and the process; `undo` ends what is there when a later step fails."""
        self.folder = tempfile.mkdtemp(prefix="pysandbox-", dir=settings.run_directory)
        undo.callback(self._remove, self.folder)
        os.chmod(self.folder, 0o711 if self._uids else 0o700)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ZygoteControl(ours)
        undo.callback(self._control.close)
        with theirs:
            self._process = nursery.fork(work, theirs) if nursery else boot.execute("zygote", theirs, settings)
        undo.callback(self.close)

    def order(self, slot: int) -> None:
        """Ask for a child; `receive` has it when it is there.

        Args:
            slot: a number that no other live child has; its uid follows from it.

        Raises:
            ZygoteBrokenError: the zygote is gone.
            NoChildError: there is no room for its folder.
        """
        uid = usable_uid(slot) if self._uids else -1
        own_uid = self._uids and uid != NOBODY
        try:
            folder = "" if self._own_mounts else make_run_directory(self.folder, uid)
        except OSError as error:
            raise NoChildError(f"no folder for a run: {error}") from error
        ordered = Order(slot, uid, folder)
        self.ordered.append(ordered)  # before it is sent: its answer may be received at once
        try:
            self._control.send({"uid": uid, "own_uid": own_uid, "directory": folder})
        except BaseException:
            self.ordered.remove(ordered)
            self._remove(folder)
            raise

    def receive(self, timeout_s: float = ANSWER_TIMEOUT_S, admit: Callable[[Spare], None] = lambda _: None) -> Spare:
        """The child that was ordered first; it may still be locking itself down.

        `admit` is told of it before it is no longer among what is ordered.

        Raises:
            NothingYetError: `timeout_s` is 0, which is not to wait, and no child is there.
            NoChildError: the zygote could not make it; the next answer is the next order's.
            ZygoteBrokenError: the zygote is gone, or its answer is not one.
        """
        try:
            _, fds = self._control.receive(timeout_s)
        except NoChildError:
            self._remove(self.ordered.popleft().folder)
            raise
        except NothingYetError:
            if timeout_s:
                raise ZygoteBrokenError("the zygote does not answer") from None
            raise
        try:
            if len(fds) != FDS_OF_A_CHILD:
                raise ZygoteBrokenError(f"the zygote's answer has {len(fds)} descriptors")  # noqa: TRY301
            ordered = self.ordered[0]
            report, stdin, stdout, stderr, status, pidfd, output = fds
            spare = Spare(
                ordered.slot,
                ordered.uid,
                ordered.folder,
                report,
                stdin,
                stdout,
                stderr,
                status,
                pidfd,
                output,
                self.pid,
            )
        except BaseException:
            close_all(fds)
            raise
        admit(spare)
        self.ordered.popleft()
        return spare

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
        return self._control.fd

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process that was started; with namespaces, the one outside them."""
        if self._process is None:
            raise ZygoteBrokenError("the zygote was not started")
        return self._process.pid

    def hang_up(self) -> None:
        """Tell the zygote to end, and whoever waits for an answer of it that none will come."""
        self._control.hang_up()

    def close(self) -> None:
        """End the zygote and with it every child, and remove its folder. Does not raise OSError."""
        self.hang_up()
        self._control.close()
        if self._process is not None:
            try:
                self._process.wait(END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._remove(self.folder)

    def _remove(self, folder: str) -> None:
        try:
            if folder:
                remove(folder)
        except OSError:
            self._on_left(folder)
