"""The end of a run is told where it begins: as it would be told at its very end, and with nothing left behind."""

from __future__ import annotations

import errno
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from pysandbox.engine.host.supervise import Observation, Watch
from pysandbox.engine.host.zygote_process import ZygoteProcess
from pysandbox.engine.layers.seccomp import MACHINE, load_rules
from pysandbox.settings import Settings

from tests.support import make_settings, run_folder

PACKAGE = Path(__file__).parents[2] / "shared"

NUMBERS = {rule.name: rule.number for rule in load_rules(MACHINE)}
"""Of system calls."""

TRACED = f"""
import os, signal, sys
sys.path.append({str(PACKAGE)!r})
from pysandbox.engine.native import core
child = os.fork()
if not child:
    core.be_traced()
    os._exit(7)
_, status = os.waitpid(child, 0)
assert os.WSTOPSIG(status) == signal.SIGURG
core.trace_end(child)
_, status = os.waitpid(child, 0)
print(status >> 16, os.waitstatus_to_exitcode(core.status_at_end(child)))
print(os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT))
core.let_go(child, 0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


REFUSED = f"""
import os, sys
sys.path.append({str(PACKAGE)!r})
from pysandbox.engine.zygote import reaper
def refuse(*_):
    raise PermissionError(1, "ptrace")
print(reaper.can_trace())
for step in ("be_traced", "trace_end", "status_at_end", "let_go"):
    kept = getattr(reaper.core, step)
    setattr(reaper.core, step, refuse)
    print(reaper.can_trace())
    setattr(reaper.core, step, kept)
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("no child")
"""


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    with run_folder() as folder:
        yield make_settings(folder, SANDBOX_TIMEOUT_SECONDS="4", SANDBOX_MEMORY_MB="512")


@contextmanager
def started(settings: Settings, *layers: str) -> Iterator[ZygoteProcess]:
    """A zygote whose programs may do what the filter lets them: all that is about Python is off."""
    with closing(ZygoteProcess(settings, frozenset(layers), ["ctypes", "signal", "threading", "time"])) as zygote:
        yield zygote


@pytest.fixture(scope="module")
def tracing(settings: Settings) -> Iterator[ZygoteProcess]:
    """One that sees ends early: its children share nothing with others."""
    with started(settings, "seccomp", "namespaces") as zygote:
        yield zygote


@pytest.fixture(scope="module")
def waiting(settings: Settings) -> Iterator[ZygoteProcess]:
    """One that does not."""
    with started(settings, "seccomp") as zygote:
        yield zygote


@pytest.fixture(params=["tracing", "waiting"])
def zygote(request: pytest.FixtureRequest) -> ZygoteProcess:
    """Either."""
    found: ZygoteProcess = request.getfixturevalue(request.param)
    return found


def run(zygote: ZygoteProcess, settings: Settings, code: str, limit_s: float | None = None) -> tuple[Observation, bool]:
    """What was seen of a program, and whether its process was still there then; it is gone afterwards."""
    spare = zygote.spawn(0)
    try:
        seen = Watch(spare, b"", settings.limits, limit_s).run(code)
        poller = select.poll()
        poller.register(spare.pidfd, select.POLLIN)
        there = not poller.poll(0)
        assert poller.poll(10_000)
        return seen, there
    finally:
        spare.close()


def end_of(zygote: ZygoteProcess, settings: Settings, code: str, limit_s: float | None = None) -> int:
    """The exit code of a program that prints no error; negative: the signal that killed it."""
    seen, _ = run(zygote, settings, code, limit_s)
    assert seen.stderr.kept == b""
    return os.waitstatus_to_exitcode(seen.wait_status)


def test_the_exit_code_stands_before_the_process_is_gone() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", "-c", TRACED], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["6 7", "None", "7"]


def test_what_the_kernel_does_not_let_happen_as_a_whole_is_not_begun() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", "-c", REFUSED], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["True", *["False"] * 4, "no child"]


def test_an_answer_does_not_wait_for_the_memory_to_be_taken_apart(tracing: ZygoteProcess, settings: Settings) -> None:
    memory = "blocks = [bytearray(b'1' * 3000) for _ in range(40_000)]"
    for _ in range(40):  # it is seen or not as the two processes take their turns
        seen, there = run(tracing, settings, memory)
        assert (seen.wait_status, seen.peak_rss_bytes > 120_000_000) == (0, True)
        if there:
            return
    pytest.fail("every process was gone when its end was told")


def test_the_search_for_what_a_run_left_behind_leaves_its_neighbours_alone(settings: Settings) -> None:
    """Without PID namespaces every run is followed by a search for its orphans."""
    threads = "import threading\nthread = threading.Thread(target=int)\nthread.start()\nthread.join()"
    with closing(ZygoteProcess(settings, frozenset({"seccomp"}), ["threading"])) as zygote:
        for _ in range(10):
            spares = [zygote.spawn(slot) for slot in range(4)]
            for number, spare in enumerate(spares):
                code = threads if number % 2 else "blocks = [bytearray(b'1' * 3000) for _ in range(20_000)]"
                assert Watch(spare, b"", settings.limits).run(code).wait_status == 0
                spare.close()
        assert zygote.alive


ENDS = {
    "an exit code": ("raise SystemExit(3)", 3),
    "in the midst of the interpreter": ("import os\nos._exit(5)", 5),
    "a thread": (
        "import threading\nthread = threading.Thread(target=int)\nthread.start()\nthread.join()\nraise SystemExit(4)",
        4,
    ),
    "many threads": (
        (
            "import threading\nthreads = [threading.Thread(target=int) for _ in range(3)]\n"
            "for thread in threads: thread.start()\nfor thread in threads: thread.join()\nraise SystemExit(6)"
        ),
        6,
    ),
    "a thread that goes on": (
        (
            "import os, threading\nbegun = threading.Event()\n"
            "def go_on():\n    begun.set()\n    while True: pass\n"
            "threading.Thread(target=go_on, daemon=True).start()\nbegun.wait()\nos._exit(8)"
        ),
        8,
    ),
    "in a thread": (
        "import os, threading, time\nthreading.Thread(target=os._exit, args=(9,)).start()\ntime.sleep(9)",
        9,
    ),
    "the system call of a thread's end": (f"import ctypes\nctypes.CDLL(None).syscall({NUMBERS['exit']}, 11)", 11),
    "a signal that it handles": (
        (
            "import signal\ngot = []\nsignal.signal(signal.SIGTERM, lambda *_: got.append(1))\n"
            "for _ in range(50): signal.raise_signal(signal.SIGTERM)\nraise SystemExit(len(got))"
        ),
        50,
    ),
    "a signal that it ignores": (
        (
            "import signal\nsignal.signal(signal.SIGURG, signal.SIG_IGN)\n"
            "signal.raise_signal(signal.SIGURG)\nraise SystemExit(12)"
        ),
        12,
    ),
    "a signal that it holds back": (
        (
            "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\n"
            "signal.raise_signal(signal.SIGUSR1)\nraise SystemExit(13)"
        ),
        13,
    ),
    "a fault": ("import ctypes\nctypes.string_at(8)", -signal.SIGSEGV),
    "a stop that nothing ends": ("import signal\nsignal.raise_signal(signal.SIGSTOP)", -signal.SIGKILL),
    "its time": ("while True: pass", -signal.SIGKILL),
}


SIGNALS = (signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGALRM, signal.SIGTRAP)


@pytest.mark.parametrize("name", ENDS)
def test_every_end_is_told_once_and_as_it_is(zygote: ZygoteProcess, settings: Settings, name: str) -> None:
    code, expected = ENDS[name]
    # Who is ended by the host has no more time than that takes to see.
    assert end_of(zygote, settings, code, 0.5 if expected == -signal.SIGKILL else None) == expected


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_to_itself_is_told(waiting: ZygoteProcess, settings: Settings, number: signal.Signals) -> None:
    """The first process of a PID namespace would not be killed by it (pid_namespaces(7))."""
    assert end_of(waiting, settings, f"import signal\nsignal.raise_signal({int(number)})") == -number


@pytest.mark.parametrize(("flags", "refused_with"), [(0x10000, errno.EINVAL), (0x810000, errno.EPERM)])
def test_a_thread_that_would_hide_from_the_zygote_is_refused(
    zygote: ZygoteProcess, settings: Settings, flags: int, refused_with: int
) -> None:
    """CLONE_THREAD passes the filter, and the kernel finds CLONE_SIGHAND wanting; CLONE_UNTRACED does not pass."""
    code = (
        "import ctypes\nlibrary = ctypes.CDLL(None, use_errno=True)\n"
        f"print(library.syscall({NUMBERS['clone']}, {flags}, None, None, None, None), ctypes.get_errno())"
    )
    seen, _ = run(zygote, settings, code)
    assert seen.stdout.kept.decode().split() == ["-1", str(refused_with)]
