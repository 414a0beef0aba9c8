"""Tracebacks at random, and what CPython's own Python code reads from their frames."""

from __future__ import annotations

import random
import traceback
from types import TracebackType
from typing import Any

WAYS = [
    "{inner}",
    "x = [\n    1,\n    {inner},\n]",
    "return ({inner} +\n        1)",
    "[{inner} for _ in (1,)]",
    "(lambda: {inner})()",
    "class C:\n    y = {inner}",
    "list(({inner}) for _ in (1,))",
    "try:\n    {inner}\nfinally:\n    pass",
    "with open('/dev/null'): {inner}",
    "é = '中' + str({inner})",
    "def g():\n    yield {inner}\nfor _ in g(): pass",
    "exec(compile({inner!r}, 'other\\n', 'eval'), globals())",
    "max((1, 2), key=lambda n:\n    {inner})",
    "{{1: 2, **{{3: {inner}}}}}",
    "assert {inner}, 'text'",
    "raise ValueError('é') from ({inner})",
]
ENDS = ["1 / 0", "name", "None.attribute", "[][1]", "{}['k']", "int('x')", "raise_it()", "'a' + 1", "f(1, 2, 3, 4)"]


def source(draw: random.Random, depth: int) -> str:
    """A module whose functions call one another, until one fails."""
    lines = ["def raise_it(): raise RuntimeError", f"def f0(self=3):\n    return {draw.choice(ENDS)}", "def f(): pass"]
    for level in range(1, depth + 1):
        body = draw.choice(WAYS).format(inner=f"f{level - 1}()")
        indented = "".join(f"    {line}\n" for line in body.splitlines())
        lines.append(f"def f{level}():\n" + "\n" * draw.randrange(3) + indented)
    return "\n".join([*lines, f"f{depth}()"])


def failing(draw: random.Random) -> TracebackType:
    """The traceback of a random program; the outermost frame is this function's."""
    code = compile(source(draw, draw.randrange(12)), draw.choice(["main.py", "a\udcffb", "中.py", ""]), "exec")
    found = None
    try:
        exec(code, {"__name__": "made"})
    except Exception as error:  # noqa: BLE001
        found = error.__traceback__
    assert found is not None, "nothing failed"
    return found


def expected(first: TracebackType) -> list[tuple[Any, ...]]:
    """The rows as the `traceback` module reads them from frames."""
    walk: Any = traceback._walk_tb_with_full_positions  # type: ignore[attr-defined]
    return [
        (frame.f_code.co_filename, frame.f_code.co_name, line, end_line, column, end_column)
        for frame, (line, end_line, column, end_column) in walk(first)
    ]


def expected_names(first: TracebackType) -> list[str]:
    """The names that the innermost frame sees."""
    while first.tb_next is not None:
        first = first.tb_next
    frame = first.tb_frame
    return [*frame.f_locals, *frame.f_globals, *frame.f_builtins]
