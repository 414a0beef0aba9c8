"""The zygote's children, from the fork to their end: told to the host when nothing of a run can run any more.

Theory of operation. A traced child (`native/tracing.c`) stops where its end begins; its exit code is told from there,
and its memory is taken apart beside the answer. One that is not traced, or no longer, is told of when it has been
reaped, after every other process that it has left.
"""

from __future__ import annotations

from _signal import SIGKILL, SIGSTOP
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from os import (
    O_CLOEXEC,
    O_RDONLY,
    WIFEXITED,
    WIFSTOPPED,
    WNOHANG,
    WSTOPSIG,
    _exit,
    close,
    fork,
    getpid,
    getppid,
    getuid,
    kill,
    listdir,
    read,
    wait4,
    waitpid,
    write,
)
from os import open as open_fd
from resource import struct_rusage
from time import process_time

from ..native import core
from ..protocol import STATUS
from ..trace import take

STRAYS_CPU_S = 0.5
"""Of its own time, to kill what a run has left: on a busy host seconds pass in which this process does nothing."""
ALL_TASKS = 0x40000000  # __WALL (wait(2)): threads that are traced, too
PTRACE_EVENT_EXIT = 6  # linux/ptrace.h


class Children:
    """Those that live, and those whose end was told and is not over."""

    def __init__(self, *, in_own_tables: bool, trace: bool) -> None:
        """`in_own_tables`: each ends with all that it has left, for it is the first of its own PID namespace."""
        self._in_own_tables = in_own_tables
        self._trace = trace
        self._statuses: dict[int, int] = {}
        """By child, the pipe on which its end is told."""
        self._notes: dict[int, int] = {}
        """By child, the page in which it is noted that memory ended."""
        self._traced: set[int] = set()
        self._ending: set[int] = set()

    def __len__(self) -> int:
        """How many processes there are."""
        return len(self._statuses) + len(self._ending)

    def free_note(self) -> int:
        """A page for the next child."""
        return next(index for index in count() if index not in self._notes.values())

    def admit(self, pid: int, status: int, note: int) -> None:
        """A child that was forked. `status` is closed when its end was told: until then its number is nobody else's."""
        self._statuses[pid] = status
        self._notes[pid] = note

    def reap(self) -> None:
        """Take all that children have to tell by now."""
        while self:
            pid, status, usage = wait4(-1, WNOHANG | ALL_TASKS)
            if pid == 0:
                return
            if WIFSTOPPED(status):
                self._stopped(pid, status, usage)
                continue
            self._ending.discard(pid)
            if pid in self._statuses:
                if not self._in_own_tables:
                    self._end_strays()
                self._tell(pid, status, usage)

    def _stopped(self, pid: int, status: int, usage: struct_rusage) -> None:
        """A traced child has begun, or ends, or there is something for which it is traced no more."""
        event, signal = status >> 16, WSTOPSIG(status)
        with suppress(OSError):  # ESRCH: killed meanwhile
            if pid in self._statuses and pid not in self._traced:
                self._traced.add(pid)
                core.trace_end(pid)
                return
            if event == PTRACE_EVENT_EXIT and pid in self._statuses:
                ended = core.status_at_end(pid)
                if WIFEXITED(ended):  # it is alone: at its first thread it was let go of
                    self._ending.add(pid)
                    self._tell(pid, ended, usage)
            core.let_go(pid, 0 if event or pid not in self._traced else signal)

    def _tell(self, pid: int, status: int, usage: struct_rusage) -> None:
        """Tell the host how a child ended."""
        mark, told = take(on=self._trace)
        mark("ended")
        self._traced.discard(pid)
        noted = core.close_memory_note(self._notes.pop(pid))
        answer = STATUS.pack(status, usage.ru_utime, usage.ru_stime, usage.ru_maxrss, noted)
        pipe = self._statuses.pop(pid)
        with suppress(OSError):  # EPIPE: the host let go of a spare, or of a run
            write(pipe, answer + told().encode())
        close(pipe)

    def _end_strays(self) -> None:
        """Kill what a run left behind: this process is the subreaper, so every orphan of a run is its child.

        All are stopped before one is killed: its place would be free for another to be forked (RLIMIT_NPROC), while a
        process that has a signal to come forks no more.
        """
        deadline, stopped = process_time() + STRAYS_CPU_S, set[int]()
        while process_time() < deadline:
            parents = {pid: _parent_of(pid) for pid in _processes()}
            orphans = {pid for pid, parent in parents.items() if parent == getpid() and pid not in self._statuses}
            if not orphans:
                return
            strays = {pid for pid in parents if orphans & _line(pid, parents)}
            number = SIGKILL if strays <= stopped else SIGSTOP
            for pid in strays:
                with suppress(ProcessLookupError):
                    kill(pid, number)
            stopped |= strays
            for pid in orphans if number == SIGKILL else ():
                with suppress(ChildProcessError):
                    waitpid(pid, 0)
        _exit(1)  # this zygote is not clean any more


def _line(pid: int, parents: dict[int, int]) -> set[int]:
    """A process and all above it."""
    found = set[int]()
    while pid in parents and pid not in found:
        found.add(pid)
        pid = parents[pid]
    return found


def can_trace() -> bool:
    """Whether the kernel lets this process see the end of a child from its first step to its last."""
    pid = fork()
    if pid == 0:
        try:
            core.be_traced()
        finally:
            _exit(0)
    stopped = WIFSTOPPED(waitpid(pid, 0)[1])
    try:
        if stopped:
            core.trace_end(pid)
            stopped = WIFSTOPPED(waitpid(pid, 0)[1])
            core.status_at_end(pid)
            core.let_go(pid, 0)
            waitpid(pid, 0)
    except OSError:
        if stopped:
            kill(pid, SIGKILL)  # it does not reach a process whose end has begun: that one has to go on
            with suppress(OSError):
                core.trace_end(pid)
            waitpid(pid, 0)
        return False
    return stopped


def _processes() -> Iterator[int]:
    """Every process that /proc shows."""
    return (int(name) for name in listdir("/proc") if name.isdigit())


def _parent_of(pid: int) -> int:
    try:
        return int(_stat(pid)[1])
    except (OSError, IndexError):
        return -1  # gone meanwhile


def tasks_of_others() -> int:
    """How many tasks this process's uid has that are nobody's below a zygote, this one or another of the same host.

    What a run has started must not let the next start more.
    """
    parents, threads = {}, {}
    for pid in _processes():
        with suppress(OSError, IndexError):  # gone meanwhile
            fields = _stat(pid)
            parents[pid] = int(fields[1])
            uid = _start_of(pid, "status").partition(b"\nUid:\t")[2].split(None, 1)[0]
            if int(uid) == getuid():
                threads[pid] = int(fields[17])
    zygotes = {pid for pid, parent in parents.items() if parent == getppid()}
    return sum(count for pid, count in threads.items() if not zygotes & (_line(pid, parents) - {pid}))


def _stat(pid: int) -> list[bytes]:
    """What follows the name (proc_pid_stat(5)): the state, the parent and so on; the eighteenth counts the threads."""
    return _start_of(pid, "stat").rpartition(b")")[2].split()


def _start_of(pid: int, name: str) -> bytes:
    """Of a file of its in /proc. A host may have hundreds of processes: this costs half of what `open` does."""
    fd = open_fd(f"/proc/{pid}/{name}", O_RDONLY | O_CLOEXEC)
    try:
        return read(fd, 4096)
    finally:
        close(fd)
