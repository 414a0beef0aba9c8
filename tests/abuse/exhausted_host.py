"""A host that runs out of something: started by a test as a process of its own, under real limits.

python exhausted_host.py WHAT FOLDER     prints what became of programs before, while it lasted, and after
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.errors import EngineError

from scripts.proc import descendants
from tests.support import make_settings, wait_until, without

PF_EXITING = 0x4
LEAN, FULL = "print('lean')", "import numpy\nprint('full')"
WRITES = "f = open('f', 'wb')\nf.write(bytes(400_000))\nprint('lean')"


def outcome(sandbox: Sandbox, code: str) -> str:
    """What a caller of this program hears."""
    try:
        result = sandbox.run(RunRequest(code, return_patterns=("f*",)))
    except EngineError as error:
        return f"EngineError: {error}"
    except MemoryError:  # there was none to say more
        return "EngineError: MemoryError"
    result.close()
    return result.stdout.decode().strip() or f"{result.termination_reason}: {result.stderr.decode()[-200:]}"


def is_ending(pid: int) -> bool:
    """Whether a process has been killed, is taken apart or is gone (proc(5): pending signals, the flag PF_EXITING)."""
    try:
        flags = int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[6])
        status = Path(f"/proc/{pid}/status").read_text(errors="replace")
    except OSError:
        return True
    pending = [int(line.split()[1], 16) for line in status.splitlines() if line.startswith(("SigPnd:", "ShdPnd:"))]
    return bool(flags & PF_EXITING or any(bits >> (signal.SIGKILL - 1) & 1 for bits in pending))


def state(sandbox: Sandbox) -> dict[str, Any]:
    """What must be as before."""
    spares = sandbox.ready_spares  # receives those that are there
    return {
        "spares": spares,
        "healthy": sandbox.healthy,
        "troubles": list(sandbox.troubles),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "processes": sum(not is_ending(pid) for pid in descendants()),
    }


def settled(sandbox: Sandbox, like: dict[str, Any] | None = None) -> dict[str, Any]:
    """The state once it is `like` that before, or the last that was seen."""
    deadline = time.monotonic() + 30
    while True:
        seen = state(sandbox)
        if (seen == like if like else seen["spares"] == sandbox.wanted_spares) or time.monotonic() > deadline:
            return seen
        time.sleep(0.05)


def let_all_come_back(sandbox: Sandbox) -> None:
    """Wait until the spares of the runs that are over are given back: behind the answer, with their descriptors."""
    wait_until(lambda: not any(pool._returner for pool in sandbox._pools.values()))


@contextmanager
def limited(kind: int, value: int, pid: int = 0) -> Iterator[None]:
    """A soft limit of this process, or of `pid`, while the block lasts."""
    soft, hard = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (value, hard))
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # a zygote that did not live to see it
            resource.prlimit(pid, kind, (soft, hard))


@contextmanager
def descriptors_left(count: int) -> Iterator[Callable[[], None]]:
    """All but `count` descriptors of this process are taken, and again whenever the function is called."""
    taken: list[int] = []

    def take() -> None:
        with suppress(OSError):
            while True:
                taken.append(os.dup(0))
        for _ in range(min(count, len(taken))):
            os.close(taken.pop())

    with limited(resource.RLIMIT_NOFILE, len(os.listdir("/proc/self/fd")) + 20):
        try:
            yield take
        finally:
            for fd in taken:
                os.close(fd)


@contextmanager
def no_memory() -> Iterator[Callable[[], None]]:
    """This process may map nothing more, and what it has is used up whenever the function is called."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    held: list[bytearray] = []

    def take() -> None:
        for size in (1 << 20, 1 << 16, 1 << 13):
            with suppress(MemoryError):
                while True:
                    held.append(bytearray(size))

    usual = resource.getrlimit(resource.RLIMIT_AS)
    with limited(resource.RLIMIT_AS, pages * resource.getpagesize()):
        try:
            yield take
        finally:
            held.clear()
            for pid in descendants():  # a zygote that was started meanwhile has inherited the limit
                with suppress(ProcessLookupError, PermissionError):
                    resource.prlimit(pid, resource.RLIMIT_AS, usual)


@contextmanager
def everywhere(kind: int, value: int) -> Iterator[Callable[[], None]]:
    """A limit of this process and of every zygote; waiting children are another uid's, and nobody's to limit."""
    with ExitStack() as stack:
        for pid in (0, *descendants()):
            with suppress(ProcessLookupError, PermissionError):
                stack.enter_context(limited(kind, value, pid))
        yield lambda: None


@contextmanager
def full_disk(folder: Path) -> Iterator[Callable[[], None]]:
    """The disk that the run directories are on is full, and again whenever the function is called."""
    filler = folder / "filler"

    def take() -> None:
        with filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))

    try:
        yield take
    finally:
        filler.unlink()


def condition(what: str, folder: Path) -> AbstractContextManager[Callable[[], None]]:
    """What the host runs out of."""
    if what == "disk":
        return full_disk(folder)
    if what == "memory":
        return no_memory()
    if what == "processes":
        return everywhere(resource.RLIMIT_NPROC, 1)
    if what == "descriptors of the zygotes":
        return everywhere(resource.RLIMIT_NOFILE, 12)
    return descriptors_left(int(what.rpartition(" ")[2]))


def main(what: str, folder: Path) -> None:
    """Print what became of programs, and the state before and after."""
    layers = without("namespaces", "nondumpable") if what == "disk" else {}
    settings = make_settings(folder, SANDBOX_MAX_CONCURRENCY="2", SANDBOX_TIMEOUT_SECONDS="20", **layers)
    sandbox = Sandbox(settings)
    sandbox.start()
    programs = (WRITES, FULL) if what == "disk" else (LEAN, FULL)
    try:
        for code in (LEAN, FULL):
            outcome(sandbox, code)
        let_all_come_back(sandbox)
        before = settled(sandbox)
        during, without_zygotes = [], []
        with condition(what, folder) as take:
            for code in programs * 4:
                let_all_come_back(sandbox)
                take()
                during.append(outcome(sandbox, code))
            take()
            for pid in sandbox.zygote_pids.values():
                if pid is not None and what != "disk":
                    os.kill(pid, signal.SIGKILL)
            for code in programs * 2:
                take()
                without_zygotes.append(outcome(sandbox, code))
        settled(sandbox, before)
        after = [outcome(sandbox, code) for _ in range(2) for code in (LEAN, FULL)]
        told = {"during": during, "without zygotes": without_zygotes, "after": after}
        print(json.dumps({**told, "before": before, "in the end": settled(sandbox, before)}))
    finally:
        sandbox.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
