"""Where the time of a run goes, taken by the engine itself: names and instants on one clock for every process.

Off unless `Sandbox` is given somewhere to tell it. When it is off, a mark is a call of a function that does nothing,
and no process sends a byte more. A child forgets this module, so the functions here use no name of it.
"""

from __future__ import annotations

from collections.abc import Callable
from json import dumps, loads
from time import perf_counter  # CLOCK_MONOTONIC: the same for all processes of a machine (clock_gettime(2))

type Mark = Callable[[str], None]
"""Notes that what the name stands for is done now."""
type Told = Callable[[], str]
"""All marks since the last call, as text."""
type Marks = list[tuple[str, float]]


def off(_name: str) -> None:
    """The mark that is not taken."""


def nothing() -> str:
    """What is told when no marks are taken."""
    return ""


def take(*, on: bool) -> tuple[Mark, Told]:
    """A mark to call, and what tells of the calls."""
    if not on:
        return off, nothing
    marks: Marks = []
    now, encode = perf_counter, dumps

    def mark(name: str) -> None:
        marks.append((name, now()))

    def told() -> str:
        text = encode(marks)
        marks.clear()
        return text

    return mark, told


def read(text: str) -> Marks:
    """The marks that were told."""
    return [(name, at) for name, at in loads(text)] if text else []
