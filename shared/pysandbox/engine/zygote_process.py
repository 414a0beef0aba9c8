"""The host's hold on one zygote process: start it, ask it for children, end it."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import tempfile
from contextlib import suppress
from typing import Any

from ..errors import EngineError
from ..settings import Settings
from . import boot
from .protocol import MESSAGE_BYTES
from .run_directory import make_run_directory, remove
from .spare import Spare
from .uid import usable_uid

START_TIMEOUT_S = 60.0
ANSWER_TIMEOUT_S = 10.0
_FDS_OF_A_CHILD = 6


class ZygoteProcess:
    """One zygote. Not thread-safe: one thread starts it and asks it for children.

    That thread must outlive it: PR_SET_PDEATHSIG tells a child of the end of the *thread* that started it (prctl(2)).
    """

    def __init__(self, settings: Settings, layers: frozenset[str], preload: list[str] | None = None) -> None:
        """Start a zygote with `layers` on and wait until it is warm.

        Args:
            preload: None: warm; else just these modules (a probe).

        Raises:
            EngineError: it did not start; the message says why.
        """
        self.layers = layers
        self._uids = "uid" in layers
        self._own_mounts = "namespaces" in layers
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
            self._ask(boot.configuration(settings, layers, staging, preload), START_TIMEOUT_S)
        except EngineError:
            self.close()
            raise

    def _ask(self, message: dict[str, Any], timeout_s: float) -> tuple[dict[str, Any], list[int]]:
        """Send a message and wait for its answer, with the descriptors that come beside it."""
        self._control.settimeout(timeout_s)
        try:
            self._control.send(json.dumps(message).encode())
            data, fds, _, _ = socket.recv_fds(self._control, MESSAGE_BYTES, _FDS_OF_A_CHILD)
        except OSError as error:
            raise EngineError(f"the zygote does not answer: {error}") from error
        if not data:
            raise EngineError("the zygote ended")
        answer: dict[str, Any] = json.loads(data)
        if "error" in answer:
            raise EngineError(answer["error"])
        return answer, fds

    def spawn(self, slot: int) -> Spare:
        """A child that is locked down and waits for its order.

        Args:
            slot: a number that no other live child has; its uid follows from it.

        Raises:
            EngineError: the zygote is gone, or the child could not be locked down.
        """
        uid = usable_uid(slot) if self._uids else -1
        folder = "" if self._own_mounts else make_run_directory(self.folder, uid)
        _, fds = self._ask({"uid": uid, "directory": folder}, ANSWER_TIMEOUT_S)
        report, stdin, stdout, stderr, status, pidfd = fds
        spare = Spare(slot, uid, folder, report, stdin, stdout, stderr, status, pidfd)
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
