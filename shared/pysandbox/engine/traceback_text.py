"""A traceback as CPython prints it, without a frame or a path of ours.

CPython 3.13 prints tracebacks with its own `traceback` module, which reads frames; those are shut to programs. So the
frames of an exception and of all that it chains are read once, when the program is over (`extract`), into plain rows.
Only then is the text made (`install`), which runs code of the program again (`__str__`, `__repr__`).
"""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Iterator
from types import SimpleNamespace, TracebackType
from typing import Any

MAX_CHAINED = 200
_CAUSE: Any = BaseException.__cause__
_CONTEXT: Any = BaseException.__context__
_TRACEBACK: Any = BaseException.__traceback__
_EXCEPTIONS: Any = BaseExceptionGroup.exceptions


class Rows:
    """What `extract` found, by the id of each traceback object (kept alive here)."""

    def __init__(self) -> None:
        self.frames: dict[int, list[tuple[SimpleNamespace, tuple[Any, ...]]]] = {}
        self.last: dict[int, SimpleNamespace] = {}
        self.kept: list[object] = []
        self.line: int | None = None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error` and every exception that its traceback would show. Reads the C slots, never a program's property."""
    seen: set[int] = set()
    waiting: list[Any] = [error]
    while waiting and len(seen) < MAX_CHAINED:
        current = waiting.pop()
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [_CAUSE.__get__(current), _CONTEXT.__get__(current)]
        if isinstance(current, BaseExceptionGroup):
            waiting += _EXCEPTIONS.__get__(current)


def extract(error: BaseException, main_file: str, ours: str, shown: Callable[[str], str]) -> Rows:
    """Read the frames of `error` and its chain. The audit hook must be trusting meanwhile.

    Args:
        main_file: the program's file name; the innermost line in it becomes `Rows.line`.
        ours: frames whose file name starts so are left out.
        shown: a file name as the caller may see it.
    """
    rows = Rows()
    for current in _chain(error):
        first = _TRACEBACK.__get__(current)
        if first is None:
            continue
        rows.kept.append(first)
        rows.frames[id(first)] = list(_frames(first, ours, shown))
        rows.last[id(first)] = _last(first, ours)
        if current is error:
            rows.line = next((r[1][0] for r in reversed(rows.frames[id(first)]) if r[0].file == main_file), None)
    return rows


def _walk(first: TracebackType, ours: str) -> Iterator[TracebackType]:
    current: TracebackType | None = first
    while current is not None:
        if not current.tb_frame.f_code.co_filename.startswith(ours):
            yield current
        current = current.tb_next


def _frames(
    first: TracebackType, ours: str, shown: Callable[[str], str]
) -> Iterator[tuple[SimpleNamespace, tuple[Any, ...]]]:
    for current in _walk(first, ours):
        code = current.tb_frame.f_code
        name = shown(code.co_filename)
        if name != code.co_filename and name not in linecache.cache:
            lines = linecache.getlines(code.co_filename)
            linecache.cache[name] = (0, None, lines, name)
        positions = traceback._get_code_position(code, current.tb_lasti)  # type: ignore[attr-defined]
        if positions[0] is None:
            positions = (current.tb_lineno, *positions[1:])
        frame = SimpleNamespace(
            f_code=SimpleNamespace(co_filename=name, co_name=code.co_name), f_globals={}, f_locals={}, file=name
        )
        yield frame, positions


def _last(first: TracebackType, ours: str) -> SimpleNamespace:
    """The innermost frame's names, from which CPython makes its «Did you mean»."""
    walked = list(_walk(first, ours))
    if not walked:
        return SimpleNamespace(tb_next=None, tb_frame=SimpleNamespace(f_locals={}, f_globals={}, f_builtins={}))
    frame = walked[-1].tb_frame
    names = SimpleNamespace(f_locals=dict(frame.f_locals), f_globals=frame.f_globals, f_builtins=frame.f_builtins)
    return SimpleNamespace(tb_next=None, tb_frame=names)


def install(rows: Rows) -> None:
    """Let the `traceback` module see `rows` in place of frames."""
    frames, last = rows.frames, rows.last
    suggestion = traceback._compute_suggestion_error  # type: ignore[attr-defined]

    def walk(first: object) -> Iterator[tuple[Any, Any]]:
        return iter(frames.get(id(first), ()))

    def suggest(error: BaseException, first: object, wrong_name: str) -> Any:
        return suggestion(error, last.get(id(first)), wrong_name)

    traceback._walk_tb_with_full_positions = walk  # type: ignore[attr-defined]
    traceback._compute_suggestion_error = suggest  # type: ignore[attr-defined]


def write(error: BaseException) -> None:
    """Print `error` to sys.stderr as the interpreter does at its end."""
    traceback._print_exception_bltin(error)  # type: ignore[attr-defined]
