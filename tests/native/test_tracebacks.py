"""What C reads of a traceback is what CPython's own Python code reads from its frames."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping
from types import CodeType, TracebackType
from typing import Any

import pytest
from pysandbox.engine.native import core

from tests.native import tracebacks


def caught(run: Callable[[], object]) -> TracebackType:
    """Of what `run` raises, from its own frame on."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - whatever it is
        run()
    own = raised.value.__traceback__
    assert own is not None
    assert own.tb_next is not None
    return own.tb_next


def run_code(code: CodeType | str, **names: Any) -> Callable[[], object]:
    def run() -> None:
        exec(code, names)

    return run


@pytest.mark.parametrize("seed", range(300))
def test_frames_of_any_program(seed: int) -> None:
    first = tracebacks.failing(random.Random(seed))
    assert core.frames(first) == tracebacks.expected(first)
    assert core.last_names(first) == tracebacks.expected_names(first)


@pytest.mark.parametrize("nothing", [None, 1, "x", object(), sys._getframe(), type])
def test_what_is_no_traceback_has_no_frames(nothing: object) -> None:
    assert core.frames(nothing) == []
    assert core.last_names(nothing) == []
    assert core.last_self_is(nothing, None) is False
    assert core.last_self_has(nothing, "x") is False


def test_deep_recursion() -> None:
    def f(n: int) -> int:
        return f(n + 1) + 1

    first = caught(lambda: f(0))
    rows = core.frames(first)
    assert len(rows) > 500
    assert rows == tracebacks.expected(first)


def test_an_instruction_without_a_line_and_a_traceback_made_by_hand() -> None:
    code = compile("x = 1\n1 / 0", "f", "exec")
    first = caught(run_code(code.replace(co_linetable=b"\xf8\x7f" * 20)))
    assert core.frames(first) == tracebacks.expected(first)
    last = first
    while last.tb_next:
        last = last.tb_next
    for position in (-1, 0, 2):
        made = TracebackType(None, last.tb_frame, position, 77)
        assert core.frames(made) == tracebacks.expected(made)


def test_names_of_another_type_come_out_as_plain_ones() -> None:
    class Text(str):
        __slots__ = ()

    first = caught(run_code(compile("1 / 0", Text("f"), "exec")))
    (row,) = [row for row in core.frames(first) if row[0] == "f"]
    assert [type(value) for value in row] == [str, str, int, int, int, int]


def test_the_engines_own_frames_are_left_out() -> None:
    inner = compile("def g(): 1 / 0", "f", "exec")
    outer = compile("def ours(): g()\ndef h(): ours()", "<sandbox>", "exec")
    names: dict[str, Any] = {}
    exec(inner, names)
    exec(outer, names)
    assert [row[:2] for row in core.frames(caught(names["h"]))] == [("f", "g")]


def test_a_self_is_compared_and_asked_but_never_handed_out() -> None:
    class Owner:
        known = 1

        def method(self) -> None:
            raise KeyError

    owner = Owner()
    first = caught(owner.method)
    assert core.last_self_is(first, owner)
    assert not core.last_self_is(first, Owner())
    assert core.last_self_has(first, "known")
    assert not core.last_self_has(first, "unknown")


def test_locals_that_are_a_mapping_of_the_programs() -> None:
    class Names(dict[str, object]):
        def __iter__(self) -> Any:
            raise LookupError("asked")

    code = compile("1 / 0", "f", "exec")

    def run() -> None:
        exec(code, {}, Names())

    first = caught(run)
    with pytest.raises(LookupError, match="asked"):
        core.last_names(first)
    assert isinstance(Names(), Mapping)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "site-packages/../x.py",
            "/etc/x.py",
            "x.py",
            "",
            ".py",
            "site-packages/",
            "lib/python3.13/os.py\0.py",
            "é.py",
        ),
        *("lib/python3.13/" + "a" * 5000 + ".py", "lib/python3.13x/os.py", "lib/python3.13", "lib/python3.13/os.pyc"),
    ],
)
def test_there_is_no_source_of_such_a_name(name: str) -> None:
    assert core.source(name) is None
