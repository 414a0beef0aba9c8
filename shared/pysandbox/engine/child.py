"""The child: one process for one program. It locks itself down, waits for the order, runs, and ends.

The order of the steps matters: descriptors, own mounts, limits, uid, Landlock, seccomp; then what the lock-down itself
needed is forgotten, the audit hook goes on, and only then is the program read. A step that fails ends the child.
"""

from __future__ import annotations

import mmap
import os
import socket
import sys
from _signal import SIG_DFL, SIGCHLD, SIGKILL, set_wakeup_fd
from _signal import signal as set_handler
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from gc import collect as gc_collect
from os import O_CLOEXEC, O_DIRECTORY, O_RDONLY, _exit, chdir, close, closerange, dup2, getpid, read, setsid, write
from os import open as open_fd
from types import ModuleType, SimpleNamespace
from typing import Any

from ..policy import ImportPolicy, Limits
from . import (
    audit_hook,
    import_guard,
    landlock,
    namespaces,
    nondumpable,
    program,
    protocol,
    rlimits,
    seccomp,
    traceback_text,
    uid,
)
from .closed_world import PACKAGE, program_builtins
from .kernel import PR_SET_PDEATHSIG, Kernel
from .protocol import BLOCKED, FAILED, LOCKDOWN_STATUS, ORDER_HEADER_BYTES, READY, order_length, record
from .sealed import seal
from .trace import Mark, Told

REPORT_FD = 3
FIRST_FREE_FD = 4
MAX_BLOCKED_REPORTS = 100
KEPT_MODULES = frozenset({"protocol", "substitutes"})
"""Modules whose own names a run still uses, not a sealed copy. They hold nothing that helps to get out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the zygote prepared once for all its children."""

    layers: frozenset[str]
    limits: Limits
    imports: ImportPolicy
    audit: audit_hook.AuditPolicy
    readable: tuple[str, ...]
    """Folders that the audit hook lets programs read, with a trailing slash."""
    landlock_folders: list[int]
    rules: tuple[seccomp.Rule, ...]
    machine: str
    filters: dict[int, bytes]
    """Ready seccomp programs by the process id that they allow signals to."""
    in_user_namespace: bool
    missing: frozenset[str] | None
    """In a lean zygote, the modules that a full one has not either; None in a full one."""
    shown: tuple[tuple[str, str], ...]
    """Prefixes of library paths and what a traceback shows for them."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Objects that every run has its own copy of by the fork: making them in the zygote costs a run nothing."""

    builtins: ModuleType
    error_type: type[ImportError]
    module_names: list[str]
    forgotten: list[dict[str, Any]]
    """The namespaces of the modules that a child empties."""
    sealed: list[SimpleNamespace]
    """The modules `audit_hook` and `program`, sealed; a child takes them out, so that nothing leads to them."""


@dataclass(frozen=True, slots=True)
class Job:
    """What differs from child to child."""

    kernel: list[Kernel]
    """Holds one, which the child takes out: with its last reference `_ctypes` goes."""
    streams: tuple[int, int, int]
    report: int
    uid: int
    """The uid to become; negative: stay."""
    directory: str
    """The run's directory; empty where the child mounts its own."""
    address_space_bytes: int
    tasks: int
    mark: Mark
    told: Told


def main(plan: Plan, prepared: Prepared, job: Job) -> None:
    """Be the child. Never returns."""
    finish, read_from, write_to, length_of, header_bytes = _exit, read, write, order_length, ORDER_HEADER_BYTES
    make_record, ready_tag, fd, collect, mark, told = record, READY, REPORT_FD, gc_collect, job.mark, job.told
    mark("forked")
    _attach(job)
    _make_room_on_the_stack()
    try:
        run = _lock_down(plan, prepared, job)
    except BaseException as error:  # noqa: BLE001 - fails closed whatever it is
        write_to(fd, record(FAILED, f"{type(error).__name__}: {error}"))
        finish(LOCKDOWN_STATUS)
    _forget(prepared)
    del plan, prepared, job
    mark("forgotten")
    collect()  # with the last reference to it, _ctypes goes
    mark("collected")
    write_to(fd, make_record(ready_tag, told()))
    data = b""
    wanted = header_bytes
    while len(data) < wanted:
        more = read_from(fd, wanted - len(data))
        if not more:
            finish(0)  # the host let go of this spare
        data += more
        if len(data) == header_bytes:
            wanted += length_of(data)
    mark("order read")
    status = 1
    try:
        status = run(data[header_bytes:].decode("utf-8"))
    finally:  # whatever is raised must not unwind into the zygote's code, of which this process is a copy
        finish(status)


def _lock_down(plan: Plan, prepared: Prepared, job: Job) -> Callable[[str], int]:
    kernel = job.kernel.pop()
    mark = job.mark
    mark("attached")
    own_directory = _enter_directory(plan, job, kernel)
    mark("mounted")
    release = _limit(plan, job)
    mark("limited")
    _drop_privileges(plan, job, kernel)
    mark("unprivileged")
    if "landlock" in plan.layers:
        landlock.apply(kernel, plan.landlock_folders, own_directory)
    mark("landlocked")
    closerange(FIRST_FREE_FD, 1 << 30)
    surroundings = _surroundings(plan, prepared, release, job)
    mark("reseeded")
    if "seccomp" in plan.layers:
        pid = getpid()
        code = plan.filters.get(pid) or seccomp.program(plan.rules, plan.machine, pid)
        seccomp.apply(kernel, code)
    mark("filtered")
    del kernel
    running, hook = prepared.sealed.pop(), prepared.sealed.pop()
    if "audit_hook" in plan.layers:
        surroundings.trust = hook.apply(plan.audit, own_directory, plan.readable, REPORT_FD, plan.missing)
    run: Callable[[str], int] = running.make_run(surroundings)
    mark("hooked")
    return run


def _make_room_on_the_stack() -> None:
    """Raise the recursion limit by the frames below the program's: it then goes as deep as under plain CPython."""
    depth, frame = 1, sys._getframe()
    while frame.f_back:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(sys.getrecursionlimit() + depth)


def _attach(job: Job) -> None:
    """Put the descriptors where a program expects them, and leave the zygote's session and signals."""
    setsid()
    set_wakeup_fd(-1)
    set_handler(SIGCHLD, SIG_DFL)
    for target, fd in enumerate((*job.streams, job.report)):
        dup2(fd, target, inheritable=True)


def _enter_directory(plan: Plan, job: Job, kernel: Kernel) -> str:
    """Go to the run's directory and hand the host a descriptor of it."""
    directory = namespaces.apply(kernel, plan.limits, job.uid) if "namespaces" in plan.layers else job.directory
    chdir(directory)
    fd = open_fd(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    with socket.socket(fileno=REPORT_FD) as report:
        socket.send_fds(report, [b"D"], [fd])
        report.detach()
    close(fd)
    return directory


def _limit(plan: Plan, job: Job) -> Callable[[], None]:
    """Put the rlimits on; the function that is returned gives the memory reserve back."""
    if "rlimits" not in plan.layers:
        return lambda: None
    reserve = mmap.mmap(-1, plan.limits.memory_reserve_bytes)
    rlimits.apply(rlimits.bounds(plan.limits, job.address_space_bytes, job.tasks))
    return reserve.close


def _drop_privileges(plan: Plan, job: Job, kernel: Kernel) -> None:
    if job.uid >= 0:
        uid.apply(kernel, job.uid)
    elif plan.in_user_namespace:
        kernel.drop_capabilities()
    if "nondumpable" in plan.layers:
        nondumpable.apply(kernel)
    # A change of uid clears it (prctl(2)), so it comes after. Lambda may refuse: then the end of the report socket ends
    # a waiting spare all the same.
    with suppress(OSError):
        kernel.prctl(PR_SET_PDEATHSIG, SIGKILL)


def prepare(plan: Plan) -> Prepared:
    """What is the same for every run, made once in the zygote before its heap is frozen."""
    builtins = program_builtins()
    program.add_site_builtins(builtins)
    error_type = import_guard.make_error_type()
    if "import_guard" in plan.layers:
        import_guard.apply(plan.imports, builtins, error_type, _blocked_reporter())
    program.open_streams()
    names = [name for name in sys.modules if name.split(".")[0] == PACKAGE]
    modules = [(name, sys.modules[name]) for name in names]
    forgotten = [vars(module) for name, module in modules if name.rpartition(".")[2] not in KEPT_MODULES]
    hook, _ = seal(audit_hook, protocol)  # not the copy of `protocol` that others use
    running, _, _ = seal(program, traceback_text, protocol)
    return Prepared(builtins, error_type, names, forgotten, [hook, running])


def _surroundings(plan: Plan, prepared: Prepared, release: Callable[[], None], job: Job) -> program.Surroundings:
    _reseed()
    send, fd, shown = write, REPORT_FD, plan.shown

    def report(message: bytes) -> None:
        send(fd, message)

    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + "/"
    return program.Surroundings(
        prepared.builtins, prepared.error_type, None, release, report, ours, shown, job.mark, job.told
    )


def _blocked_reporter() -> Callable[[str], None]:
    seen: set[str] = set()
    send, fd, tag, make, most = write, REPORT_FD, BLOCKED, record, MAX_BLOCKED_REPORTS

    def blocked(name: str) -> None:
        if name not in seen and len(seen) < most:
            seen.add(name)
            send(fd, make(tag, name))

    return blocked


def _reseed() -> None:
    """Two runs must not share random state; `random` reseeds itself after a fork, numpy's global does not."""
    numpy_random: Any = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()


def _forget(prepared: Prepared) -> None:
    """Empty the modules that the lock-down needed: no function in them is left to be found."""
    modules = sys.modules  # this module's own names go as well
    for name in prepared.module_names:
        del modules[name]
    for namespace in prepared.forgotten:
        namespace.clear()
