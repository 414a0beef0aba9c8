"""Every way that a program can end, as the result names it."""

from __future__ import annotations

import signal

import pytest
from pysandbox.engine.models import RunRequest, TerminationReason, UncaughtException
from pysandbox.engine.sandbox import Sandbox

from .conftest import MakeSandbox, Run

pytestmark = pytest.mark.unprivileged


def test_hello_completes(run: Run) -> None:
    result = run("print('hello')")
    assert (result.exit_code, result.termination_reason) == (0, TerminationReason.COMPLETED)
    assert (result.stdout, result.stderr) == (b"hello\n", b"")
    assert result.exception is None
    assert result.peak_memory_bytes > 0
    assert result.cpu_time_s > 0


@pytest.mark.parametrize("timeout_s", [5e-324, 1e-6, 1e-4, 1e-3])
def test_time_that_is_over_before_the_program_begins_costs_no_zygote(shared_sandbox: Sandbox, timeout_s: float) -> None:
    before = shared_sandbox.zygote_restarts
    for _ in range(5):
        result = shared_sandbox.run(RunRequest("while True: pass", timeout_s=timeout_s))
        assert result.termination_reason is TerminationReason.TIMEOUT
        assert (result.exit_code, result.stdout) == (-signal.SIGKILL, b"")
    assert shared_sandbox.zygote_restarts == before


def test_stdin_is_what_was_sent(run: Run) -> None:
    assert run("print(input()); print(input())", b"one\ntwo\n").stdout == b"one\ntwo\n"
    assert run("print(open(0).read())", b"one\ntwo\n").stdout == b"one\ntwo\n\n"


def test_stdin_is_empty_when_absent(run: Run) -> None:
    result = run("input()")
    assert result.exception == UncaughtException("EOFError", "EOF when reading a line", 1)


def test_large_stdin_is_fed_while_the_program_reads(run: Run) -> None:
    data = b"x" * 3_000_000
    assert run("print(len(input()))", data).stdout == b"3000000\n"


def test_stdin_that_is_not_read_does_not_hold_the_run_up(run: Run) -> None:
    result = run("print('done')", b"x" * 3_000_000)
    assert (result.stdout, result.termination_reason) == (b"done\n", TerminationReason.COMPLETED)


@pytest.mark.parametrize(
    ("code", "status", "stderr"),
    [
        ("exit()", 0, b""),
        ("exit(3)", 3, b""),
        ("quit(256 + 7)", 7, b""),
        ("raise SystemExit(-1)", 255, b""),
        ("raise SystemExit('bye')", 1, b"bye\n"),
        ("raise SystemExit(None)", 0, b""),
    ],
)
def test_an_exit_status_is_the_programs_own(run: Run, code: str, status: int, stderr: bytes) -> None:
    result = run(code)
    assert (result.exit_code, result.stderr) == (status, stderr)
    assert result.termination_reason is TerminationReason.COMPLETED


def test_an_uncaught_exception_is_told_with_its_line(run: Run) -> None:
    result = run("x = 1\n\ndef f():\n    return x / 0\n\nf()\n")
    assert (result.exit_code, result.termination_reason) == (1, TerminationReason.EXCEPTION)
    assert result.exception == UncaughtException("ZeroDivisionError", "division by zero", 4)
    assert result.stderr.startswith(b'Traceback (most recent call last):\n  File "main.py", line 6, in <module>\n')


def test_a_syntax_error_is_an_ordinary_failed_run(run: Run) -> None:
    result = run("x = 5 +")
    assert (result.exit_code, result.termination_reason) == (1, TerminationReason.EXCEPTION)
    assert result.stderr == b'  File "main.py", line 1\n    x = 5 +\n           ^\nSyntaxError: invalid syntax\n'
    assert result.exception is not None
    assert result.exception.line == 1


def test_no_frame_or_path_of_ours_is_shown(run: Run) -> None:
    result = run("import numpy\ndef f():\n    numpy.linalg.inv(numpy.zeros((2, 2)))\nf()")
    assert b'File "site-packages/numpy/linalg/_linalg.py"' in result.stderr
    assert b"raise LinAlgError" in result.stderr
    assert b"pysandbox" not in result.stderr
    forbidden = run("__import__('os')")
    assert b"pysandbox" not in forbidden.stderr


def test_deny_a_forbidden_import_and_go_on_where_it_is_caught(run: Run) -> None:
    result = run("try:\n    __import__('os')\nexcept ImportError as error:\n    print(type(error).__name__)")
    assert (result.stdout, result.exit_code) == (b"ForbiddenImportError\n", 0)
    assert result.blocked_imports == ("os",)
    assert result.uncaught_import is None


def test_an_uncaught_forbidden_import_is_named(run: Run) -> None:
    result = run("x = 1\n__import__('subprocess')")
    assert result.uncaught_import is not None
    assert (result.uncaught_import.module, result.uncaught_import.line) == ("subprocess", 2)
    assert result.blocked_imports == ("subprocess",)


def test_a_death_by_signal_is_named(run: Run) -> None:
    # A read through address 0: numpy's array interface takes any address.
    interface = "{'shape': (9,), 'typestr': '|u1', 'data': (8, True), 'version': 3}"
    code = f"import numpy\nclass A:\n    __array_interface__ = {interface}\nprint(numpy.asarray(A())[0])"
    result = run(code)
    assert (result.exit_code, result.termination_reason) == (-signal.SIGSEGV, TerminationReason.SIGNAL)


def test_output_over_the_kept_size_is_cut_on_a_character_boundary(run: Run) -> None:
    result = run("print('a' + '\u20ac' * 400_000, end='')")
    assert result.stdout_truncated
    assert not result.stderr_truncated
    assert len(result.stdout) == 1 + 3 * ((1024 * 1024 - 1) // 3)
    assert set(result.stdout.decode()[1:]) == {"\u20ac"}


def test_output_up_to_the_kept_size_is_whole(run: Run) -> None:
    result = run(f"print('x' * {1024 * 1024}, end='')")
    assert (len(result.stdout), result.stdout_truncated) == (1024 * 1024, False)


def test_output_that_is_not_utf_8_comes_back_as_it_is(run: Run) -> None:
    assert run("open(1, 'wb', closefd=False).write(bytes(range(256)))").stdout == bytes(range(256))


def test_destructors_and_unclosed_files_are_finished_at_the_end(run: Run) -> None:
    code = "class A:\n    def __del__(self): print('gone')\na = A()\nf = open('f', 'w')\nf.write('text')"
    result = run(code, returns=("f",))
    assert result.stdout == b"gone\n"
    assert result.output_files[0].content == b"text"


def test_two_runs_share_no_random_state(run: Run) -> None:
    values = "random.random(), numpy.random.rand(), uuid.uuid4(), uuid.uuid1(), secrets.token_hex()"
    code = f"import random, secrets, uuid, numpy\nprint({values})"
    rows = [run(code).stdout.split() for _ in range(8)]
    for column in zip(*rows, strict=True):
        assert len(set(column)) == len(rows)


def test_deny_changing_what_the_next_run_finds(run: Run) -> None:
    run("import json\njson.dumps = None\nprint = None\nopen('left', 'w').close()")
    result = run("import json\nprint(json.dumps([1]))\nopen('left')")
    assert result.stdout == b"[1]\n"
    assert result.exception is not None
    assert result.exception.type == "FileNotFoundError"


def test_a_librarys_warning_does_not_show_where_the_operator_keeps_it(run: Run) -> None:
    result = run("from fpdf import FPDF\nFPDF(format='A5')")
    assert result.stderr.startswith(b"site-packages/fpdf/fpdf.py:")
    assert b".venv" not in result.stderr


@pytest.mark.parametrize(("asked", "most"), [(0.3, 1.5), (99.0, 3.9), (None, 3.9)])
def test_a_run_has_the_time_that_its_request_gives_it_and_never_more_than_the_limit(
    shared_sandbox: Sandbox, asked: float | None, most: float
) -> None:
    result = shared_sandbox.run(RunRequest("import time\nprint('x', end='')\ntime.sleep(60)", timeout_s=asked))
    assert result.termination_reason is TerminationReason.TIMEOUT
    assert min(asked or 3.0, 3.0) <= result.duration_s < most


def test_a_request_with_time_enough_ends_as_ever(shared_sandbox: Sandbox) -> None:
    assert shared_sandbox.run(RunRequest("print(1)", timeout_s=2.5)).stdout == b"1\n"


MEMORY_ENDS = {
    "one object": "bytearray(1 << 40)",
    "many objects": "x = []\nwhile True: x.append(bytes(10_000_000))",
    "an array": "import numpy as np\nnp.ones((1 << 20, 1 << 20))",
    "and is raised again": "try: bytes(1 << 40)\nexcept MemoryError as error: raise MemoryError('no') from error",
}
MEMORY_DOES_NOT_END = {
    "raised": "raise MemoryError",
    "raised in a function": "def place(n):\n    if n > 8:\n        raise MemoryError('board too large')\nplace(9)",
    "thrown": "(x for x in ()).throw(MemoryError())",
    "a class of its own": "class Full(MemoryError): pass\nraise Full",
    "numpy's own": "import numpy as np\nraise np._core._exceptions._ArrayMemoryError((1 << 40,), np.dtype(int))",
    "the parser's": "eval('-' * 20_000 + '1')",
    "reported by hand": (
        "import random\ntext = b'1\\0memory\\0MemoryError\\0'\n"
        "random._os.write(3, b'E' + len(text).to_bytes(4, 'big') + text)\nraise MemoryError"
    ),
}


@pytest.mark.parametrize("code", MEMORY_ENDS.values(), ids=MEMORY_ENDS.keys())
def test_memory_that_ends_is_named(run: Run, code: str) -> None:
    result = run(code)
    assert (result.termination_reason, result.exit_code) == (TerminationReason.MEMORY_LIMIT, 1), result.stderr


@pytest.mark.parametrize("code", MEMORY_DOES_NOT_END.values(), ids=MEMORY_DOES_NOT_END.keys())
def test_deny_claiming_that_memory_ended(run: Run, code: str) -> None:
    result = run(code)
    assert (result.termination_reason, result.exit_code) == (TerminationReason.EXCEPTION, 1), result.stderr


def test_memory_that_was_refused_and_not_missed_is_no_verdict(run: Run) -> None:
    result = run("try: bytes(1 << 40)\nexcept MemoryError: print('no')")
    assert (result.termination_reason, result.stdout) == (TerminationReason.COMPLETED, b"no\n")


ENDS_WITH_ALL_MEMORY_TAKEN = """
class Last:
    def __del__(self):
        print("freed")
last, chain = Last(), None
for size in (100_000, 5000, 600, 64, 1):
    try:
        while True:
            chain = (chain, bytes(size))
    except MemoryError:
        pass
try:
    while True:
        chain = [chain]
except MemoryError:
    pass
print("full")
try:
    while True:
        chain = [chain]
except MemoryError:
    pass
"""


def test_a_program_that_has_taken_all_memory_ends_as_any_other(make_sandbox: MakeSandbox) -> None:
    result = make_sandbox(SANDBOX_MEMORY_MB="64", SANDBOX_TIMEOUT_SECONDS="10").run(
        RunRequest(ENDS_WITH_ALL_MEMORY_TAKEN)
    )
    assert (result.termination_reason, result.exit_code) == (TerminationReason.COMPLETED, 0), result.stderr
    assert result.stdout == b"full\nfreed\n"
