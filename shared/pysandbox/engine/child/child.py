"""The child: one process for one program. It locks itself down, waits for the order, runs, and ends.

The order of the steps matters: descriptors, own mounts, limits, uid, Landlock, seccomp; then the audit hook goes on,
the steps are switched off, what the lock-down needed is forgotten, and only then is the program read. The steps are C
(`native`), their plans are made in the zygote. A step that fails ends the child.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from os import _exit, read, urandom, write
from sys import _getframe as current_frame  # there is another one for libraries
from time import process_time
from typing import Any

from ..layers import audit_hook, landlock, namespaces
from ..native import core
from ..protocol import FAILED, LOCKDOWN_STATUS, ORDER_HEADER_BYTES, READY, REPORT_FD, order_length, record
from . import program
from .plan import Job, Plan, Prepared

FIRST_FREE_FD = 4
TWISTER_WORDS = 624
"""The state of the Mersenne Twister, in words of 32 bits; that many used up means a fresh one."""


def main(plan: Plan, prepared: Prepared, job: Job) -> None:
    """Be the child. Never returns."""
    finish, read_from, write_to, length_of, header_bytes = _exit, read, write, order_length, ORDER_HEADER_BYTES
    make_record, ready_tag, fd, mark, told = record, READY, REPORT_FD, job.mark, job.told
    spent_s, begin, inner, status = process_time, core.begin, job.inner, LOCKDOWN_STATUS
    mark("forked")
    if job.traced:
        with suppress(OSError):  # refused (Lambda does): its end is seen a little later
            core.be_traced()
    if plan.rehearsal:
        rehearse(plan.rehearsal, prepared)
    mark("rehearsed")
    try:
        core.attach(*job.streams, job.report)
        with suppress(OSError):  # without such memory every write is a system call
            core.stream_keep_in(job.output)
        # Other children's descriptors, now: RLIMIT_NOFILE is to count the program's own.
        core.close_from(max(FIRST_FREE_FD, plan.landlock.last_fd + 1 if plan.landlock else 0))
    except BaseException:  # noqa: BLE001 - there is nobody to tell: the host sees the end of the report socket
        finish(LOCKDOWN_STATUS)
    _make_room_on_the_stack()
    try:
        run = _lock_down(plan, prepared, job)
    except BaseException as error:  # noqa: BLE001 - fails closed whatever it is
        write_to(fd, record(FAILED, f"{type(error).__name__}: {error}"))
        finish(LOCKDOWN_STATUS)
    _forget(prepared)
    del plan, prepared, job
    mark("forgotten")
    write_to(fd, make_record(ready_tag, f"{spent_s():.6f} {told()}"))
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
    try:
        begin(inner)
        status = 1
        status = run(data[header_bytes:].decode("utf-8"))
    finally:  # whatever is raised must not unwind into the zygote's code, of which this process is a copy
        finish(status)


def _lock_down(plan: Plan, prepared: Prepared, job: Job) -> Callable[[str], int]:
    mark = job.mark
    mark("attached")
    if job.tmpfs:
        core.own_mounts(job.directory, namespaces.TMPFS_FLAGS, job.tmpfs)
    core.enter_directory(job.directory, REPORT_FD)
    mark("mounted")
    if job.limits:
        core.limit(job.limits)
    mark("limited")
    _drop_privileges(plan, job)
    mark("unprivileged")
    if plan.landlock:
        landlock.apply(plan.landlock, job.directory)
    mark("landlocked")
    core.close_from(FIRST_FREE_FD)
    surroundings = _surroundings(prepared, job)
    mark("reseeded")
    if plan.seccomp:
        core.seccomp(*plan.seccomp)
    mark("filtered")
    run = program.make_run(surroundings)
    if "audit_hook" in plan.layers:
        audit_hook.arm(os.path.join(job.directory, job.inner), REPORT_FD)
    core.finish()
    mark("hooked")
    return run


def _make_room_on_the_stack() -> None:
    """Raise the recursion limit by the frames below the program's: it then goes as deep as under plain CPython."""
    depth, frame = 1, current_frame()
    while frame.f_back:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(sys.getrecursionlimit() + depth)


def _drop_privileges(plan: Plan, job: Job) -> None:
    if job.uid >= 0:
        core.become(job.uid)
    elif plan.in_user_namespace:
        core.drop_capabilities()
    if "nondumpable" in plan.layers:
        core.set_dumpable(0)
    # A change of uid clears it (prctl(2)), so it comes after. Lambda may refuse: then the end of the report socket ends
    # a waiting spare all the same.
    with suppress(OSError):
        core.die_with_parent()


def rehearse(source: str, prepared: Prepared) -> None:
    """Run a line as every program is run: the pages that every program writes are this process's own from then on.

    Nothing of it stays that a program could see; what it takes is not counted as the program's.
    """
    names = {"__name__": "__main__", "__builtins__": prepared.builtins, "out": prepared.null}
    exec(compile(source, program.MAIN_FILE, "exec", dont_inherit=True), names)  # nosec B102 - a line of ours


def _surroundings(prepared: Prepared, job: Job) -> program.Surroundings:
    _reseed()
    send, fd = write, REPORT_FD

    def report(message: bytes) -> None:
        send(fd, message)

    own = (prepared.builtins, prepared.error_type, prepared.attached, prepared.release)
    return program.Surroundings(*own, report, job.mark, job.told)


def _reseed() -> None:
    """Two runs must not share random state; `random` reseeds itself after a fork, numpy's global does not.

    The whole state is chance: half the cost of its own `seed()`, which hashes a little of it into as much.
    """
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        words = numpy.frombuffer(urandom(4 * TWISTER_WORDS), numpy.uint32)
        numpy.random.set_state(("MT19937", words, TWISTER_WORDS))


def _forget(prepared: Prepared) -> None:
    """Empty the modules that the lock-down needed: no function in them is left to be found."""
    for namespace in prepared.forgotten:
        namespace.clear()
