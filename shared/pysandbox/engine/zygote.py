"""The zygote: a warm interpreter that every run is forked from.

Theory of operation. The host executes the zygote clean: an empty environment, no descriptor but /dev/null and one
socket, so that nothing of the host's is in its memory; what a fork inherits is public, for numpy can read every
mapped page of its own process. The zygote leaves the host's namespaces, imports all that programs may import, closes
the world, freezes the heap, and then only forks and reaps. A child (`child`) locks itself down at once and waits as a
spare until the host orders it to run one program. The zygote is the children's parent: it tells the host each wait
status, after every other process of that run is dead. It is single-threaded, so that fork is safe. It ends with its
host: the socket's end and PR_SET_PDEATHSIG both tell it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import sys
import time
from _signal import SIGCHLD, SIGKILL, set_wakeup_fd
from _signal import signal as set_handler
from _socket import AF_UNIX, SOCK_STREAM, socketpair
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from os import (
    O_CLOEXEC,
    O_NONBLOCK,
    O_RDONLY,
    WNOHANG,
    _exit,
    close,
    dup,
    dup2,
    environ,
    fork,
    getpid,
    getuid,
    kill,
    listdir,
    lseek,
    pidfd_open,
    pipe2,
    read,
    wait4,
    waitpid,
    waitstatus_to_exitcode,
    write,
)
from os import open as open_fd
from pathlib import Path
from socket import send_fds, socket
from typing import Any

from ..policy import Limits, load_imports
from . import audit_hook, child, closed_world, landlock, namespaces, nondumpable, seccomp, shared_heap, warm_up
from .kernel import MACHINE, PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, Kernel
from .protocol import MESSAGE_BYTES, STATUS
from .stock import Stock
from .trace import take

STRAY_DEADLINE_S = 2.0
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def main(control_fd: int) -> None:
    """Be the zygote. Never returns."""
    environ.pop("LD_LIBRARY_PATH", None)  # it was for the loader, and names a folder of the host's
    control = socket(fileno=control_fd)
    try:
        config = json.loads(control.recv(MESSAGE_BYTES))
        zygote = Zygote(config, control)
        control.send(json.dumps({"ok": True}).encode())
    except BaseException as error:  # noqa: BLE001 - told to the host, whatever it is
        control.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        _exit(1)
    zygote.serve()


class Zygote:
    """The warm process, from its configuration to its loop."""

    def __init__(self, config: dict[str, Any], control: socket) -> None:
        self._control = control
        self._layers = frozenset(config["layers"])
        self._stock = Stock(config["stock"])
        self._trace = bool(config["trace"])
        self._as_root = "uid" in self._layers
        self._children: dict[int, int] = {}
        kernel = Kernel()
        self._plan = _plan(config, self._layers)
        self._statm, self._maps, self._own_table = -1, -1, -1
        self._isolate(kernel, config)
        rows = config["rows"]  # read by the host: the new root does not show this package
        self._load(config, rows)
        if "landlock" in self._layers:
            folders = landlock.open_folders(config["readable"])
            self._plan = replace(self._plan, landlock_folders=folders)
        origin = kernel.origin
        del kernel
        if "closed_world" in self._layers:
            closed_world.apply(rows)
        if self._stock is Stock.LEAN:
            modules: dict[str, Any] = dict(sys.modules)
            missing = frozenset(name for name, module in modules.items() if module is None)
            self._plan = replace(self._plan, missing=missing)
        self._prepared = self._prepare()
        self._address_space_bytes = self._measure()
        self._signals = self._watch_children()
        self._share_heap(origin)
        self._kernel: Kernel | None = Kernel(origin)  # after the freeze, so that a child's collection takes it

    def _share_heap(self, origin: str) -> None:
        """Make what forks copy cheap to copy; a `Kernel` is in none of it, for a child must be able to forget it."""
        gc.collect()
        if self._stock is not Stock.PROBE:
            shared_heap.make_immortal(Kernel(origin))
            gc.collect()
            shared_heap.use_huge_pages(Kernel(origin), self._maps)
            gc.collect()
        gc.freeze()

    def _prepare(self) -> child.Prepared:
        """The standard streams are made on pipes, as a run has them: what they cache of descriptors holds then."""
        kept = [dup(fd) for fd in range(3)]
        pipe = pipe2(O_CLOEXEC)
        for fd, end in enumerate((pipe[0], pipe[1], pipe[1])):
            dup2(end, fd)
        prepared = child.prepare(self._plan)
        for fd, original in enumerate(kept):
            dup2(original, fd)
        for fd in (*kept, *pipe):
            close(fd)
        return prepared

    def _live_with_host(self, kernel: Kernel) -> None:
        if "nondumpable" in self._layers:
            nondumpable.apply(kernel)
        for option, value in ((PR_SET_PDEATHSIG, SIGKILL), (PR_SET_CHILD_SUBREAPER, 1)):
            with suppress(OSError):  # best effort: the end of the control socket tells the same
                kernel.prctl(option, value)

    def _isolate(self, kernel: Kernel, config: dict[str, Any]) -> None:
        if "namespaces" not in self._layers:
            self._live_with_host(kernel)
            self._open_own_files()
            return
        in_user_namespace = namespaces.leave_host()
        self._live_with_host(kernel)  # not before: a non-dumpable process may not write its own uid_map
        first = fork()
        if first:
            self._stand_by(first)
        self._live_with_host(kernel)  # PR_SET_PDEATHSIG is not inherited
        self._open_own_files()
        self._own_table = open_fd("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC)
        namespaces.enter_root(kernel, config["staging"], config["visible"], config["guest_source"])
        sys.path[sys.path.index(config["guest_source"])] = config["guest"]
        self._plan = replace(self._plan, in_user_namespace=in_user_namespace)

    def _open_own_files(self) -> None:
        """Files of the host's /proc, which the new root does not have."""
        self._statm = open_fd("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        self._maps = open_fd("/proc/self/maps", O_RDONLY | O_CLOEXEC)

    def _stand_by(self, first: int) -> None:
        """Outside the new process table, wait for the zygote inside it to end, and end with it."""
        self._control.close()
        _, status = waitpid(first, 0)
        _exit(max(waitstatus_to_exitcode(status), 0))

    def _load(self, config: dict[str, Any], rows: dict[str, Any]) -> None:
        closed = "closed_world" in self._layers
        if closed:
            closed_world.hide(rows)
        if self._stock is not Stock.PROBE:
            closed_world.preload(rows, self._plan.imports, self._stock)
            warm_up.touch(self._stock)
        else:
            for name in config["preload"]:
                __import__(name)

    def _measure(self) -> int:
        lseek(self._statm, 0, 0)
        return int(read(self._statm, 200).split()[0]) * PAGE_BYTES

    def _watch_children(self) -> int:
        readable, writable = pipe2(O_CLOEXEC | O_NONBLOCK)
        set_wakeup_fd(writable, warn_on_full_buffer=False)
        set_handler(SIGCHLD, lambda *_: None)
        return readable

    def serve(self) -> None:
        """Fork and reap until the host is gone. Never returns."""
        poller = select.poll()
        poller.register(self._control.fileno(), select.POLLIN)
        poller.register(self._signals, select.POLLIN)
        while True:
            ready = [fd for fd, _ in poller.poll()]
            if self._signals in ready:
                read(self._signals, 4096)
                self._reap()
            if self._control.fileno() in ready:
                message = self._control.recv(MESSAGE_BYTES)
                if not message:
                    _exit(0)
                self._spawn(json.loads(message))

    def _spawn(self, order: dict[str, Any]) -> None:
        try:
            pid, fds = self._fork_child(order)
        except OSError as error:
            self._control.send(json.dumps({"error": str(error)}).encode())
            return
        send_fds(self._control, [json.dumps({"pid": pid}).encode()], fds)
        for fd in fds:
            close(fd)

    def _fork_child(self, order: dict[str, Any]) -> tuple[int, list[int]]:
        mark, told = take(on=self._trace)
        mark("asked")
        stdin, stdout, stderr, status = (pipe2(O_CLOEXEC) for _ in range(4))
        host_end, child_end = (end.detach() for end in socketpair(AF_UNIX, SOCK_STREAM))
        job = child.Job(
            kernel=[kernel for kernel in (self._kernel,) if kernel],
            streams=(stdin[0], stdout[1], stderr[1]),
            report=child_end,
            uid=order["uid"] if self._as_root else -1,
            directory=order["directory"],
            address_space_bytes=self._address_space_bytes,
            tasks=self._tasks(),
            mark=mark,
            told=told,
        )
        if self._own_table >= 0:
            namespaces.new_process_table(self._own_table)
        mark("prepared")
        pid = fork()
        if pid == 0:
            self._kernel = None
            child.main(self._plan, self._prepared, job)
        self._children[pid] = status[1]
        for fd in (*job.streams, child_end):
            close(fd)
        return pid, [host_end, stdin[1], stdout[0], stderr[0], status[0], pidfd_open(pid)]

    def _tasks(self) -> int:
        """How many tasks RLIMIT_NPROC counts already for the uid that a child will have."""
        if self._as_root:
            return 0
        if self._plan.in_user_namespace:
            return 2 + len(self._children)  # counted per user namespace since Linux 5.14; two are the zygote's
        return sum(_threads_of(pid, getuid()) for pid in _processes()) if "rlimits" in self._layers else 0

    def _reap(self) -> None:
        while self._children:
            pid, status, usage = wait4(-1, WNOHANG)
            if pid == 0:
                return
            if pid in self._children:
                if self._own_table < 0:
                    self._end_strays()
                mark, told = take(on=self._trace)
                mark("reaped")
                answer = STATUS.pack(status, usage.ru_utime, usage.ru_stime, usage.ru_maxrss)
                pipe = self._children.pop(pid)
                write(pipe, answer + told().encode())
                close(pipe)

    def _end_strays(self) -> None:
        """Kill what a run left behind: this process is the subreaper, so every orphan of a run is its child."""
        deadline = time.monotonic() + STRAY_DEADLINE_S
        while time.monotonic() < deadline:
            strays = [pid for pid in _processes() if _parent_of(pid) == getpid() and pid not in self._children]
            if not strays:
                return
            for pid in strays:
                kill(pid, SIGKILL)
                waitpid(pid, 0)
        _exit(1)  # something outran SIGKILL: this zygote is not clean any more, and ends with all below it


def _plan(config: dict[str, Any], layers: frozenset[str]) -> child.Plan:
    rules = seccomp.load_rules(MACHINE) if "seccomp" in layers else ()
    extra = config["extra_imports"]
    audit = audit_hook.load_policy()
    return child.Plan(
        layers=layers,
        limits=Limits(**config["limits"]),
        imports=load_imports(Path(extra) if extra else None),
        audit=audit,
        readable=tuple(f"{config['guest']}/{folder}/" for folder in audit.readable),
        landlock_folders=[],
        rules=rules,
        machine=MACHINE,
        filters={1: seccomp.program(rules, MACHINE, 1)} if rules else {},
        in_user_namespace=False,
        missing=None,
        shown=((config["guest"], "site-packages"), (config["standard_library"], "lib/python3.13")),
    )


def _processes() -> Iterator[int]:
    return (int(name) for name in listdir("/proc") if name.isdigit())


def _parent_of(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])  # proc_pid_stat(5): state, then ppid
    except (OSError, IndexError):
        return -1  # gone meanwhile


def _threads_of(pid: int, uid: int) -> int:
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            fields = dict(line.split(":", 1) for line in file if ":" in line)
    except OSError:
        return 0  # gone meanwhile
    return int(fields["Threads"]) if int(fields["Uid"].split()[0]) == uid else 0
