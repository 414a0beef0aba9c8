"""Whether a program compiles is asked of a process that may crash, hang or end: the answer stays right, and bounded."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pysandbox.engine import compile_check
from pysandbox.engine.compile_check import GAVE_UP, CompileChecker
from pysandbox.engine.models import CodeProblem
from pysandbox.errors import EngineError, ServerBusyError

pytestmark = pytest.mark.unprivileged


@pytest.fixture
def checker() -> Iterator[CompileChecker]:
    opened = CompileChecker()
    yield opened
    opened.close()


def pid_of(checker: CompileChecker) -> int:
    """The process that answered last."""
    return checker._idle[-1]._process.pid


def own(code: str) -> CodeProblem | None:
    """What this very interpreter says."""
    try:
        compile(code, "main.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        return CodeProblem(error.msg, error.lineno or None, error.offset or None)
    return None


PROGRAMS = [
    "",
    "print('é')",
    "def f(:",
    "return",
    "yield",
    "x = '",
    "é = $",
    "(" * 1000,
    "[" * 150 + "]" * 150,
    "-" * 1999,
    "a." * 999 + "a",
    "a\0b",
    "if 1:\nx",
    "if x:\n\ty\n        z",
    "nonlocal x",
    "async def f():\n  yield from x",
    "def f(a, a): pass",
    "f(**{'a': 1}, *b)",
    "from __future__ import braces",
    "'\\N{no such name}'",
    "0_",
    "1" * 5000,
    "# -*- coding: no-such-codec -*-\n1",
    "'\\d'",
    "assert (1, 2)",
    "match x:\n case {**a, 'b': 1}: pass",
    "lambda:" * 285 + "1",
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("code", PROGRAMS, ids=range(len(PROGRAMS)))
def test_it_says_what_cpython_says(code: str, shared_checker: CompileChecker) -> None:
    assert shared_checker.check(code) == own(code)


@pytest.fixture(scope="module")
def shared_checker() -> Iterator[CompileChecker]:
    opened = CompileChecker()
    yield opened
    opened.close()


@pytest.mark.filterwarnings("ignore")
@hypothesis_settings(max_examples=150, deadline=None)
@given(code=st.text("(){}[]:=,.*'\"\\ \n\tabfor#@\0éλ", max_size=80))
def test_it_says_what_cpython_says_of_any_text(code: str, shared_checker: CompileChecker) -> None:
    assert shared_checker.check(code) == own(code)


def test_a_source_that_hangs_is_given_up_and_the_next_is_compiled(
    checker: CompileChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checker.check("1") is None
    stopped = pid_of(checker)
    os.kill(stopped, signal.SIGSTOP)
    monkeypatch.setattr(compile_check, "DEADLINE_S", 0.3)
    assert checker.check("1") == CodeProblem(GAVE_UP, None, None)
    monkeypatch.undo()
    assert not Path(f"/proc/{stopped}").exists()
    assert checker.check("(") == own("(")


def test_a_process_that_ended_between_two_sources_is_no_fault_of_the_second(checker: CompileChecker) -> None:
    assert checker.check("1") is None
    os.kill(pid_of(checker), signal.SIGKILL)
    assert checker.check("return") == own("return")


def test_a_source_that_crashes_the_compiler_is_said_to(
    checker: CompileChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = "c.verdict = lambda source: os.abort() if 'crash' in source else was(source)"
    monkeypatch.setattr(
        compile_check,
        "_PROGRAM",
        "import os, sys; sys.path.append(sys.argv[1])\n"
        f"from pysandbox.engine import compiler as c; was = c.verdict; {crash}; c.main()",
    )
    assert checker.check("crash") == CodeProblem(GAVE_UP, None, None)
    assert checker.check("return") == own("return")


def test_answers_that_are_none_are_not_believed(checker: CompileChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    forge = "c.verdict = lambda source: b'\\xff' * 5000 if source else was(source)"
    monkeypatch.setattr(
        compile_check,
        "_PROGRAM",
        "import sys; sys.path.append(sys.argv[1])\n"
        f"from pysandbox.engine import compiler as c; was = c.verdict; {forge}; c.main()",
    )
    assert checker.check("1") == CodeProblem(GAVE_UP, None, None)


def test_no_more_are_compiled_at_a_time_than_may_be(checker: CompileChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compile_check, "TURN_S", 0.1)
    monkeypatch.setattr(compile_check, "PROCESSES", 1)
    checker._turns = threading.Semaphore(compile_check.PROCESSES)
    assert checker.check("1") is None
    stopped = pid_of(checker)
    os.kill(stopped, signal.SIGSTOP)
    waiting = threading.Thread(target=checker.check, args=("1",))
    waiting.start()
    while checker._idle:
        time.sleep(0.001)
    with pytest.raises(ServerBusyError):
        checker.check("1")
    os.kill(stopped, signal.SIGCONT)
    waiting.join()
    assert checker.check("1") is None


def test_deny_everything_to_the_process_that_compiles(checker: CompileChecker) -> None:
    assert checker.check("1") is None
    proc = Path(f"/proc/{pid_of(checker)}")
    status = (proc / "status").read_text()
    uid = int(re.findall(r"^Uid:\t(\d+)", status, re.MULTILINE)[0])
    assert uid != 0
    assert "\nNoNewPrivs:\t1\n" in status
    assert "\nSeccomp:\t2\n" in status
    limits = (proc / "limits").read_text()
    assert re.search(r"Max processes +0 +0 ", limits)
    assert re.search(r"Max file size +0 +0 ", limits)
    if os.geteuid() == 0:  # nobody else may look
        assert {entry.name for entry in (proc / "fd").iterdir()} == {"0", "1", "2"}
        assert b"SANDBOX" not in (proc / "environ").read_bytes()


def test_nothing_is_left_when_it_is_closed() -> None:
    checker = CompileChecker()
    assert checker.check("1") is None
    pid = pid_of(checker)
    checker.close()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(EngineError):
        checker.check("1")


def test_it_ends_with_its_host(checker: CompileChecker) -> None:
    assert checker.check("1") is None
    process = checker._idle[-1]._process
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=20) == 0
