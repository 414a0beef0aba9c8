"""Programs that mean harm: each is ended in time, with the right verdict, and nothing of it is left.

Each runs twice: with every layer on, and with the language layers off, so that what it does reaches the kernel's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pysandbox.engine.models import RunRequest, RunResult, TerminationReason
from pysandbox.engine.sandbox import Sandbox

from scripts.proc import descendants
from tests.stopwatch import stopwatch
from tests.support import AS_ROOT, is_at_rest, make_settings, run_folder, start_checked, wait_until, without

pytestmark = pytest.mark.unprivileged

NAMESPACES = ["--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--mount-proc"]
ALONE = [] if AS_ROOT else ["unshare", *NAMESPACES]
"""No process of this user comes or goes there but the command's."""
COUNTING_HOST = Path(__file__).with_name("counting_host.py")
LIMIT_S = 0.3
ANSWER_MARGIN_S = 0.2  # the contract's: 10 s are answered within 10.2 s
LANGUAGE_LAYERS = ("import_guard", "audit_hook", "closed_world")


@dataclass(frozen=True)
class Hostile:
    """A program, and how it ends with every layer on and with the kernel's alone."""

    name: str
    code: str
    ends: TerminationReason
    ends_without_language_layers: TerminationReason | None = None


TIMEOUT, MEMORY, OUTPUT = TerminationReason.TIMEOUT, TerminationReason.MEMORY_LIMIT, TerminationReason.OUTPUT_LIMIT
DISK, SIGNAL, EXCEPTION = TerminationReason.DISK_LIMIT, TerminationReason.SIGNAL, TerminationReason.EXCEPTION
COMPLETED = TerminationReason.COMPLETED

OS = "import random\nos = random._os\n"
PROGRAMS = (
    Hostile("sleep", "import time\ntime.sleep(60)", TIMEOUT),
    Hostile("busy loop", "while True: pass", TIMEOUT),
    Hostile("catastrophic regex", "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')", TIMEOUT),
    Hostile("huge pow", "x = 10 ** 10 ** 8", TIMEOUT),
    Hostile(
        "ignored signals",
        "import random\ns = random._os.sys.modules.get('signal') or __import__('signal')\n"
        "for n in range(1, 32):\n try: s.signal(n, s.SIG_IGN)\n except Exception: pass\nwhile True: pass",
        EXCEPTION,
        TIMEOUT,
    ),
    Hostile("SIGSTOP to itself", OS + "os.kill(os.getpid(), 19)\nwhile True: pass", SIGNAL, EXCEPTION),
    Hostile("output flood", "while True: print('x' * 100_000)", OUTPUT),
    Hostile("fork bomb", OS + "while True: os.fork()", SIGNAL, EXCEPTION),
    Hostile("fork bomb that goes on", OS + "while True:\n try: os.fork()\n except OSError: pass", SIGNAL, TIMEOUT),
    Hostile(
        "setsid double fork",
        OS + "if os.fork() == 0:\n os.setsid()\n if os.fork() == 0:\n  while True: pass",
        SIGNAL,
        EXCEPTION,
    ),
    Hostile(
        "thread bomb",
        OS + "t = os.sys.modules.get('threading') or __import__('threading')\n"
        "while True: t.Thread(target=t.Event().wait).start()",
        SIGNAL,
        EXCEPTION,
    ),
    Hostile("memory bomb of small objects", "x = []\nwhile True: x.append('a' * 100 + str(len(x)))", MEMORY),
    Hostile("memory bomb of large objects", "x = []\nwhile True: x.append(bytearray(50_000_000))", MEMORY),
    Hostile(
        "segfault",
        "import numpy as n\nclass A:\n"
        " __array_interface__ = {'shape': (9,), 'typestr': '|u1', 'data': (8, True), 'version': 3}\n"
        "n.asarray(A())[0] + 1",
        SIGNAL,
    ),
    Hostile("100,000 files", "for i in range(100_000): open(str(i), 'w').close()", DISK),
    Hostile("one huge file", "f = open('f', 'wb')\nwhile True: f.write(bytes(1_000_000))", DISK),
)


VARIABLES = {
    "SANDBOX_TIMEOUT_SECONDS": "30",
    "SANDBOX_MEMORY_MB": "64",
    "SANDBOX_MAX_CONCURRENCY": "2",
    "SANDBOX_WARM_STOCKS": "all",  # no process comes later that was not there before
}
KERNEL_LAYERS_ONLY = without(*LANGUAGE_LAYERS)
FORKING = {
    "own namespaces": without(*LANGUAGE_LAYERS, "seccomp"),
    "no namespaces": without(*LANGUAGE_LAYERS, "seccomp", "namespaces"),
}
"""With seccomp off as well a run can really fork: RLIMIT_NPROC bounds it."""
BOUNDED = ("fork bomb", "fork bomb that goes on", "setsid double fork", "SIGSTOP to itself", "thread bomb")
UNBOUNDED = {
    "own namespaces": without(*LANGUAGE_LAYERS, "seccomp", "rlimits"),
    "no namespaces": without(*LANGUAGE_LAYERS, "seccomp", "rlimits", "namespaces"),
}
"""With RLIMIT_NPROC off, too, as often as it likes."""
ORPHANS = (
    OS + "import time\nfor n in range(20):\n if os.fork() == 0:\n  if n % 2: os.setsid()\n  if os.fork() == 0:\n"
    "   time.sleep(60)\n  os._exit(0)"
)


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[Callable[[dict[str, str]], Sandbox]]:
    """Sandboxes by the variables that switch layers off, each started once; closed, none leaves a process or a file."""
    made: dict[str, Sandbox] = {}
    with run_folder() as folder:

        def get(variables: dict[str, str]) -> Sandbox:
            key = str(variables)
            if key not in made:
                made[key] = Sandbox(make_settings(folder, **VARIABLES, **variables))
                start_checked(made[key])
            return made[key]

        yield get
        for sandbox in made.values():
            sandbox.close()


def limit_of(hostile: Hostile) -> float | None:
    """Only what goes on for ever is stopped by time: the others reach their own limit, however busy the machine is."""
    return LIMIT_S if TIMEOUT in (hostile.ends, hostile.ends_without_language_layers) else None


def answer(sandbox: Sandbox, hostile: Hostile, limit_s: float | None, *, timed: bool = True) -> RunResult:
    """The result of `hostile`, that came in time and left nothing; the sandbox goes on working."""
    at_rest = wait_for_rest(sandbox)
    taken = stopwatch(os.getpid(), *descendants())
    result = sandbox.run(RunRequest(hostile.code, timeout_s=limit_s))
    assert not timed or limit_s is None or taken() < limit_s + ANSWER_MARGIN_S
    assert sandbox.run(RunRequest("print('still here')")).stdout == b"still here\n"
    assert wait_for_rest(sandbox) == at_rest
    return result


def wait_for_rest(sandbox: Sandbox) -> int:
    """Wait until nothing of a run is left; the number of processes below this one then."""
    wait_until(lambda: is_at_rest(sandbox), within_s=10)
    return len(descendants())


@pytest.mark.parametrize("hostile", PROGRAMS, ids=lambda hostile: hostile.name)
def test_deny_in_time_with_the_right_verdict(sandboxes: Callable[[dict[str, str]], Sandbox], hostile: Hostile) -> None:
    result = answer(sandboxes({}), hostile, limit_of(hostile))
    assert result.termination_reason is hostile.ends, result.stderr.decode()


@pytest.mark.parametrize("hostile", PROGRAMS, ids=lambda hostile: hostile.name)
def test_deny_by_the_kernel_layers_alone(sandboxes: Callable[[dict[str, str]], Sandbox], hostile: Hostile) -> None:
    result = answer(sandboxes(KERNEL_LAYERS_ONLY), hostile, limit_of(hostile))
    assert result.termination_reason is (hostile.ends_without_language_layers or hostile.ends), result.stderr.decode()


@pytest.mark.parametrize("where", FORKING)
@pytest.mark.parametrize("name", BOUNDED)
def test_deny_leaving_a_process_where_forking_is_bounded(
    sandboxes: Callable[[dict[str, str]], Sandbox], name: str, where: str
) -> None:
    (hostile,) = (row for row in PROGRAMS if row.name == name)
    # Those of a run that still forks at its end take the processor from who ends them: how long, is the machine's load.
    answer(sandboxes(FORKING[where]), hostile, LIMIT_S, timed=hostile.ends_without_language_layers is not TIMEOUT)


@pytest.mark.parametrize("where", UNBOUNDED)
@pytest.mark.parametrize("going_on", ["", "\ntime.sleep(60)"], ids=["ended", "going on"])
def test_deny_leaving_an_orphan_where_forking_has_no_bound(
    sandboxes: Callable[[dict[str, str]], Sandbox], going_on: str, where: str
) -> None:
    hostile = Hostile("orphans", ORPHANS + going_on, TIMEOUT if going_on else COMPLETED)
    result = answer(sandboxes(UNBOUNDED[where]), hostile, limit_of(hostile))
    assert result.termination_reason is hostile.ends, result.stderr.decode()


@pytest.mark.parametrize("where", FORKING)
def test_deny_more_than_ten_child_processes_without_seccomp(where: str) -> None:
    # RLIMIT_NPROC counts all tasks of a uid: where that is every run's, others that end would be more for this one.
    command = [*ALONE, sys.executable, str(COUNTING_HOST), FORKING[where]["SANDBOX_DISABLED_LAYERS"]]
    environ = os.environ | {"PYTHONPATH": str(COUNTING_HOST.parents[2])}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    first, *others = json.loads(done.stdout)
    assert first > 0
    assert max(first, *others) <= 10
