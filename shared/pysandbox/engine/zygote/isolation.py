"""How a zygote leaves the host: namespaces of its own, a new root, and the few files of the host's that it keeps."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from os import O_CLOEXEC, O_RDONLY, _exit, fork, lseek, read, sysconf, umask, waitpid, waitstatus_to_exitcode
from os import open as open_fd
from socket import socket

from ..configuration import Configuration
from ..layers import namespaces
from ..native import core

PAGE_BYTES = sysconf("SC_PAGE_SIZE")
IGNORED_BY_PYTHON = frozenset({signal.SIGPIPE, signal.SIGXFSZ})
UMASK = 0o022


@dataclass(frozen=True, slots=True)
class Place:
    """Where the zygote is from now on."""

    statm: int
    stat: int
    maps: int
    """Descriptors of these of its files in the host's /proc, which the new root does not have."""
    own_table: int
    """A descriptor of its PID namespace, where children get mounts and a process table of their own; else negative."""
    in_user_namespace: bool
    huge_files: bool
    """Whether the files of a run can lie in huge pages."""

    @property
    def has_own_table(self) -> bool:
        """Whether it left the host's namespaces."""
        return self.own_table >= 0

    def address_space_bytes(self) -> int:
        """How much address space this process has."""
        lseek(self.statm, 0, 0)
        return int(read(self.statm, 200).split()[0]) * PAGE_BYTES

    def threads(self) -> int:
        """How many threads this process has (proc(5): num_threads, the eighteenth after the name)."""
        lseek(self.stat, 0, 0)
        return int(read(self.stat, 4096).rpartition(b")")[2].split()[17])


def forget_the_session() -> None:
    """Have signals and the file mode mask as a fresh login has them, whatever the host was started with.

    All three outlive execve(2): nohup, `&` in a script and some supervisors ignore or block signals (signal(7)).
    """
    for number in signal.valid_signals() - IGNORED_BY_PYTHON:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    umask(UMASK)


def isolate(config: Configuration, control: socket) -> Place:
    """Leave the host's namespaces, where that layer is on, and be bound to its end.

    Returns in the process that is to be the zygote; the one that was started waits for its end, and ends with it.
    """
    if "namespaces" not in config["layers"]:
        _live_with_host(config)
        return Place(*_own_files(), -1, in_user_namespace=False, huge_files=False)
    in_user_namespace = namespaces.leave_host()
    _live_with_host(config)  # not before: a non-dumpable process may not write its own uid_map
    first = fork()
    if first:
        _stand_by(first, control)
    _live_with_host(config)  # PR_SET_PDEATHSIG is not inherited
    files, own_table = _own_files(), _own_file("ns/pid")
    huge_files = namespaces.enter_root(config["staging"], config["visible"], config["guest_source"], config["guest"])
    sys.path[sys.path.index(config["guest_source"])] = config["guest"]
    return Place(*files, own_table, in_user_namespace, huge_files)


def _live_with_host(config: Configuration) -> None:
    if "nondumpable" in config["layers"]:
        core.set_dumpable(0)
    for step in (core.die_with_parent, core.adopt_orphans):
        with suppress(OSError):  # best effort: the end of the control socket tells the same
            step()


def _own_files() -> tuple[int, int, int]:
    return _own_file("statm"), _own_file("stat"), _own_file("maps")


def _own_file(name: str) -> int:
    return open_fd(f"/proc/self/{name}", O_RDONLY | O_CLOEXEC)


def _stand_by(first: int, control: socket) -> None:
    """Outside the new process table, wait for the zygote inside it to end, and end with it."""
    control.close()
    _, status = waitpid(first, 0)
    _exit(max(waitstatus_to_exitcode(status), 0))
