"""Tracebacks, "Exception ignored in …" and lines of warnings as CPython prints them, without a frame or path of ours.

CPython 3.13 prints tracebacks with its own `traceback` module, which reads frames; those are shut to programs. So the
module is given stand-ins, made of what `native/traceback.c` tells of frames: text and numbers. Source lines come from
`linecache`, which gets those of libraries from `native/sources.c`. Nothing here is trusted with anything: a program
that changes it spoils its own tracebacks.
"""

from __future__ import annotations

import builtins
import io
import linecache
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

from ..native import core
from ..zygote.neutral import OURS

__builtins__ = dict(vars(builtins))  # type: ignore[assignment] # as in `program`
_FOLDED_FROM = 3  # TB_RECURSIVE_CUTOFF (Python/traceback.c)
_LIMIT = 1000  # PyTraceBack_LIMIT
_INDENT = " \t\f"  # what _Py_DisplaySourceLine takes off
_state = SimpleNamespace(ending=False)


def lines_of(text: str) -> list[str]:
    """The lines of a source as CPython's tokenizer counts them, each with its end."""
    lines = io.StringIO(text, newline=None).readlines()
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def install() -> None:
    """Put the stand-ins in place, once in the zygote; all that it forks have them."""
    linecache.updatecache = _make_update(linecache.updatecache)
    tools: Any = traceback
    tools._walk_tb_with_full_positions = _walk
    tools._compute_suggestion_error = _make_suggest(tools._compute_suggestion_error)
    sys.unraisablehook = sys.__unraisablehook__ = _write_unraisable
    sys.modules["tracemalloc"] = _idle_tracemalloc()


def _idle_tracemalloc() -> ModuleType:
    """What `warnings` asks before it says how to learn where an object was made: nobody traces, or could begin to."""
    module = ModuleType("tracemalloc")
    vars(module).update(is_tracing=lambda: False, get_object_traceback=lambda _value: None)
    return module


def _make_update(original: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def updatecache(filename: str, module_globals: Any = None) -> list[str]:
        data = core.source(filename)
        if data is None:
            return original(filename, module_globals)
        lines = lines_of(data.decode("utf-8", "replace"))
        linecache.cache[filename] = (len(data), None, lines, filename)  # None: nobody compares it with a file
        return lines

    return updatecache


def _walk(first: object) -> Iterator[tuple[Any, tuple[int | None, ...]]]:
    for file, name, line, end_line, column, end_column in core.frames(first):
        code = SimpleNamespace(co_filename=file, co_name=name)
        yield SimpleNamespace(f_code=code, f_globals={}, f_locals={}), (line, end_line, column, end_column)


def _make_suggest(original: Callable[..., str | None]) -> Callable[..., str | None]:
    def suggest(error: BaseException, first: object, wrong_name: str) -> str | None:
        return original(error, _last(error, first, wrong_name), wrong_name)

    return suggest


def _last(error: BaseException, first: object, wrong_name: str) -> SimpleNamespace | None:
    """What «Did you mean» is made from: an innermost frame that has the real one's names, and a `self` like its."""
    if first is None:
        return None
    names: dict[str, Any] = {}
    if isinstance(error, AttributeError):
        if core.last_self_is(first, error.obj):
            names["self"] = error.obj
    elif isinstance(error, NameError):
        names = dict.fromkeys(core.last_names(first))
        if "self" in names and core.last_self_has(first, wrong_name):
            names["self"] = SimpleNamespace(**{wrong_name: None})
    return SimpleNamespace(tb_next=None, tb_frame=SimpleNamespace(f_locals=names, f_globals=(), f_builtins=()))


def _write_unraisable(unraisable: Any) -> None:
    """`write_unraisable_exc_file` (Python/errors.c), whose traceback has neither carets nor a chain."""
    file = sys.stderr
    if file is None:
        return
    if unraisable.object is not None:
        file.write(f"{unraisable.err_msg or 'Exception ignored in'}: ")
        file.write(_text(repr, unraisable.object, "<object repr() failed>") + "\n")
    elif unraisable.err_msg is not None:
        file.write(f"{unraisable.err_msg}:\n")
    if unraisable.exc_traceback is not None:
        file.writelines(_plain_traceback(unraisable.exc_traceback))
    kind = unraisable.exc_type
    module = _text(lambda value: value.__module__, kind, "<unknown>")
    name = type.__dict__["__qualname__"].__get__(kind)
    file.write(name if module in ("builtins", "__main__") else f"{module}{'' if module == '<unknown>' else '.'}{name}")
    if unraisable.exc_value is not None:
        file.write(": " + _text(str, unraisable.exc_value, "<exception str() failed>"))
    file.write("\n")
    file.flush()


def _text(make: Callable[[Any], object], value: object, otherwise: str) -> str:
    try:
        text = make(value)
    except BaseException:  # noqa: BLE001 - the program's own method
        return otherwise
    return text if isinstance(text, str) else otherwise


def _plain_traceback(first: object) -> Iterator[str]:
    """PyTraceBack_Print (Python/traceback.c): source lines without carets, repeated ones folded."""
    limit = getattr(sys, "tracebacklimit", _LIMIT)
    if type(limit) is not int:
        limit = _LIMIT
    rows = core.frames(first)[-limit:] if limit > 0 else ()
    if rows:  # none where only the engine ran: CPython has no frame then, and no traceback
        yield "Traceback (most recent call last):\n"
    previous, count = None, 0
    for file, name, line, *_ in rows:
        if (file, line, name) != previous:
            yield from _folded(count)
            previous, count = (file, line, name), 0
        count += 1
        if count <= _FOLDED_FROM:
            yield f'  File "{file}", line {line}, in {name}\n'
            text = "" if _state.ending else linecache.getline(file, line).rstrip("\n").lstrip(_INDENT)
            if text:
                yield f"    {text}\n"
    yield from _folded(count)


def _folded(count: int) -> Iterator[str]:
    more = count - _FOLDED_FROM
    if more > 0:
        yield f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]\n"


def end() -> None:
    """Show no more source lines where an error is ignored: CPython can open no file while it takes itself apart.

    It has no module `warnings` then either: what it says in its stead (show_warning, Python/_warnings.c) is shorter.
    """
    _state.ending = True
    warnings._showwarnmsg = _show_late_warning  # type: ignore[attr-defined]


def _show_late_warning(message: Any) -> None:
    place = "<sys>:0" if message.filename == OURS else f"{message.filename}:{message.lineno}"
    sys.stderr.write(f"{place}: {message.category.__name__}: {message.message}\n")


def main_line(error: BaseException, file: str) -> int | None:
    """The innermost line of `error` in `file`."""
    first: Any = BaseException.__traceback__
    return next((row[2] for row in reversed(core.frames(first.__get__(error))) if row[0] == file), None)


def write(error: BaseException) -> None:
    """Print `error` to sys.stderr as the interpreter does at its end."""
    traceback._print_exception_bltin(error)  # type: ignore[attr-defined]
