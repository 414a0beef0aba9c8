"""What a program has printed comes back however it ends, to the last character."""

from __future__ import annotations

import os
import struct

import pytest
from pysandbox.engine.files import kept_output
from pysandbox.engine.models import RunRequest, RunResult, TerminationReason
from pysandbox.engine.sandbox import Sandbox

from .conftest import MakeSandbox, Run

FOREVER = "\nimport time\ntime.sleep(60)\n"
PIECES = {
    "in the midst of work": ("print('counting', end='')\nwhile True: pass", "counting"),
    "dots": ("print('working', end='')\nfor step in range(40):\n    print('.', end='')", "working" + "." * 40),
    "a bar": ("for step in range(3):\n    print(f'\\r{step} of 3', end='')", "\r0 of 3\r1 of 3\r2 of 3"),
    "lines and a rest": ("for n in range(20000):\n    print(n)\nprint('rest', end='')", None),
    "more than is kept at a time": (
        "print('x' * 200_000, end='')\nprint('y' * 70_000, end='')",
        "x" * 200_000 + "y" * 70_000,
    ),
    "flushed between": ("print('a', end='', flush=True)\nprint('b', end='')", "ab"),
    "wide characters": ("print('Grüße 商品 🙂', end='')", "Grüße 商品 🙂"),
    "to standard error": (
        "import random\nerr = random._os.sys.stderr\nprint('one\\ntwo', end='', file=err)\nprint('out', end='')",
        "out",
    ),
    "bytes": ("import random\nrandom._os.sys.stdout.buffer.write(b'raw')", "raw"),
    "descriptors in between": (
        "import random\nos = random._os\nprint('a', end='', flush=True)\nos.write(1, b'b')\nprint('c', end='')",
        "abc",
    ),
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_a_time_out_loses_nothing(shared_sandbox: Sandbox, piece: tuple[str, str | None]) -> None:
    code, wanted = piece
    result = shared_sandbox.run(RunRequest(code + FOREVER, timeout_s=1.0))
    assert result.termination_reason is TerminationReason.TIMEOUT
    assert result.stdout.decode() == (wanted or "".join(f"{n}\n" for n in range(20000)) + "rest")
    if "stderr" in code:
        assert result.stderr == b"one\ntwo"
    else:
        assert result.stderr == b""


ENDS = {
    "violation": ("import random\nrandom._os.fork()", TerminationReason.SIGNAL),
    "disk": ("f = open('big', 'wb')\nwhile True:\n    f.write(bytes(1 << 20))", None),
    "exception": ("1 / 0", TerminationReason.EXCEPTION),
    "memory": ("x = [bytearray(1 << 24) for _ in range(100)]", TerminationReason.MEMORY_LIMIT),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_no_other_end_loses_anything(run: Run, end: tuple[str, TerminationReason | None]) -> None:
    code, reason = end
    result: RunResult = run("print('before', end='')\n" + code)
    assert result.stdout == b"before"
    assert reason in (None, result.termination_reason)


def test_nothing_is_told_twice_when_a_kill_comes_in_the_middle_of_a_write(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(SANDBOX_TIMEOUT_SECONDS="0.3", SANDBOX_MAX_CONCURRENCY="2")
    code = "n = 0\nwhile True:\n    print(n, end=';')\n    n += 1\n    if n % 9999 == 0: print('', end='', flush=True)"
    for _ in range(5):
        result = sandbox.run(RunRequest(code))
        numbers = result.stdout.decode().split(";")[:-1]
        assert numbers == [str(n) for n in range(len(numbers))]
        assert len(numbers) > 100


def test_a_million_short_lines_are_not_a_million_system_calls(run: Run) -> None:
    result = run("for n in range(300_000):\n    print(n)")
    assert result.termination_reason is TerminationReason.COMPLETED
    assert result.stdout_truncated
    assert result.cpu_time_s < 2.5


PRINT_IN_TURN = """
from time import process_time

def cost(lines, **to):
    start = process_time()
    for _ in range(lines):
        print("a short line", **to)
    return process_time() - start

with open("own", "w") as own:
    ratios = [cost(30_000) / cost(30_000, file=own) for _ in range(12)]
with open("ratio", "w") as file:
    print(sorted(ratios)[3], file=file)
"""


def test_printing_costs_no_more_than_through_a_buffer_of_cpythons_own(run: Run) -> None:
    result = run(PRINT_IN_TURN, returns=("ratio",))
    assert result.termination_reason is TerminationReason.COMPLETED
    (ratio,) = result.output_files
    assert float(ratio.content or b"inf") < 1.05


def header(base: int, head: int, tail: int, writing: int) -> bytes:
    return struct.pack("=4Q32x", base, head, tail, writing)


@pytest.mark.parametrize(
    ("numbers", "received", "wanted"),
    [
        ((0, 0, 4, 0), 0, b"abcd"),
        ((9, 2, 4, 0), 11, b"cd"),
        ((9, 0, 4, 1), 12, b"d"),  # killed in a write that had taken three bytes
        ((9, 0, 4, 1), 13, b""),
        ((9, 0, 4, 0), 99, b"abcd"),  # the program wrote through a descriptor too
        ((0, 0, 0, 0), 0, b""),
        ((0, 5, 4, 0), 0, b""),
        ((0, 0, 1 << 63, 0), 0, b""),
        ((0, 1 << 63, 4, 0), 0, b""),
        ((1 << 63, 0, 4, 1), 0, b"abcd"),
        (((1 << 64) - 1,) * 4, 5, b""),
    ],
)
def test_the_programs_word_is_checked(numbers: tuple[int, int, int, int], received: int, wanted: bytes) -> None:
    memory = kept_output.make()
    try:
        os.pwrite(memory, header(*numbers) + b"abcd", kept_output.AREA_BYTES)
        assert kept_output.left_over(memory, 1, received) == wanted
        assert kept_output.left_over(memory, 0, received) == b""
        os.ftruncate(memory, 10)
        assert kept_output.left_over(memory, 0, received) == b""
    finally:
        os.close(memory)


def test_where_the_kernel_gives_no_memory_every_write_is_a_call() -> None:
    closed = os.eventfd(0)
    try:
        assert kept_output.left_over(closed, 0, 0) == b""
    finally:
        os.close(closed)
