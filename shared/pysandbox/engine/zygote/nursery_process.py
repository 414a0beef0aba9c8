"""The nursery's own side (`nursery`): single-threaded, so that its forks are whole."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from contextlib import suppress
from os import WNOHANG, _exit, close, fork, getppid, pidfd_open, setsid, waitpid
from socket import recv_fds, send_fds, socket

from ..layers.probes import HELD
from ..native import core
from . import isolation, zygote

WORD_BYTES = 64
_ALLOW_ALL = struct.pack("HBBI", 0x06, 0, 0, 0x7FFF0000)  # BPF_RET | BPF_K, SECCOMP_RET_ALLOW


def main(control_fd: int) -> None:
    """Fork what is ordered, until the host is gone. Never returns."""
    control = socket(fileno=control_fd)
    isolation.forget_the_session()
    with suppress(OSError):
        core.die_with_parent()
    while True:
        word, fds, _, _ = recv_fds(control, WORD_BYTES, 1)
        if not word:
            _exit(0)
        with suppress(ChildProcessError):
            while waitpid(-1, WNOHANG)[0]:
                pass
        pid = fork()
        if not pid:
            control.close()
            setsid()
            WORK[word.decode()](fds[0])
            _exit(0)
        close(fds[0])
        pidfd = pidfd_open(pid)
        send_fds(control, [str(pid).encode()], [pidfd])
        close(pidfd)


def _zygote_with_seccomp(control_fd: int) -> None:
    """A zygote, where a filter that allows everything can be put on: elsewhere no other could."""
    refused = _in_a_fork(lambda: core.seccomp(_ALLOW_ALL, b""))
    if refused:
        error = OSError(refused, os.strerror(refused))
        socket(fileno=control_fd).send(json.dumps({"error": f"seccomp: {error}"}).encode())
        return
    zygote.main(control_fd)


def _nondumpable(control_fd: int) -> None:
    """Attack the layer that no child has but the host: what came of it is told as a line of text."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    try:
        core.set_dumpable(1)
        if _in_a_fork(_read_parent):
            told = "/proc is shut to this uid already: the attack proves nothing"
        else:
            core.set_dumpable(0)
            told = HELD if _in_a_fork(_read_parent) == 13 else "the attack succeeded"
    except OSError as error:
        told = f"PR_SET_DUMPABLE: {error}"
    socket(fileno=control_fd).send(told.encode())


def _read_parent() -> None:
    os.close(os.open(f"/proc/{getppid()}/environ", os.O_RDONLY))


def _in_a_fork(attempt: Callable[[], None]) -> int:
    """The errno with which `attempt` fails in a process of its own; 0 where it does not."""
    pid = fork()
    if not pid:
        try:
            attempt()
        except OSError as error:
            _exit(error.errno or 255)
        _exit(0)
    return os.waitstatus_to_exitcode(waitpid(pid, 0)[1])


WORK: dict[str, Callable[[int], None]] = {
    "zygote": zygote.main,
    "zygote with seccomp": _zygote_with_seccomp,
    "nondumpable": _nondumpable,
}
"""What a fork can be told to do, over the descriptor that it gets. It returns when it is done."""
