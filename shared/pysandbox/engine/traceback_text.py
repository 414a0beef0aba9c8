"""A traceback as CPython prints it, without a frame or a path of ours.

CPython 3.13 prints tracebacks with its own `traceback` module, which reads frames; those are shut to programs. So the
frames of an exception and of all that it chains are read once, when the program is over (`extract`), into plain rows.
Only while the audit hook is trusting must no code of the program run: that part (`_read_frames`, `_read_sources`) calls
nothing but C on objects of built-in types, with the garbage collector, which calls finalizers, switched off.
Only then is the text made (`install`), which runs code of the program again (`__str__`, `__repr__`).
"""

from __future__ import annotations

import gc
import linecache
import sys
import traceback
from collections.abc import Callable, Iterator
from itertools import islice
from posix import close as _close
from posix import open as _open
from posix import read as _read
from types import CodeType, FrameType, SimpleNamespace, TracebackType
from typing import Any

MAX_CHAINED = 200
MAX_SOURCE_BYTES = 1024 * 1024
_READ_ONLY = 0o2000000  # O_RDONLY | O_CLOEXEC (asm-generic/fcntl.h)
_LOCALS = type((lambda: sys._getframe().f_locals)())
_CAUSE: Any = BaseException.__cause__
_CONTEXT: Any = BaseException.__context__
_TRACEBACK: Any = BaseException.__traceback__
_EXCEPTIONS: Any = BaseExceptionGroup.exceptions


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
        if issubclass(type(current), BaseExceptionGroup):
            waiting += _EXCEPTIONS.__get__(current)


def extract(
    error: BaseException,
    main_file: str,
    ours: str,
    shown: tuple[tuple[str, str], ...],
    trust: Callable[[bool], None] | None,
) -> SimpleNamespace:
    """Read the frames of `error` and its chain.

    Args:
        main_file: the program's file name; the innermost line in it becomes `line` of the result.
        ours: frames whose file name starts so are left out.
        shown: prefixes of library paths, and what to show instead.
        trust: the audit hook's switch.

    Returns:
        `frames` and `last`, by the id of each first traceback object (kept alive in `kept`), and `line`.
    """
    rows = SimpleNamespace(frames={}, last={}, kept=[], line=None)
    firsts = [(current, _TRACEBACK.__get__(current)) for current in _chain(error)]
    chains = [(current, _links(first)) for current, first in firsts if first is not None]
    links = [link for _, chain in chains for link in chain]
    found = dict(zip(map(id, links), _trusting(trust, _read_frames, links), strict=True))
    paths = {_exact(code.co_filename) for _, code in found.values()}
    names = {path: _shown(path, shown) for path in paths}
    unread = [path for path, name in names.items() if name != path and name not in linecache.cache]
    for path, data in zip(unread, _trusting(trust, _read_sources, unread), strict=True):
        lines = data.decode("utf-8", "replace").splitlines(True)
        linecache.cache[names[path]] = (len(data), None, lines, names[path])
    for current, chain in chains:
        first = chain[0]
        kept = [link for link in chain if not _exact(found[id(link)][1].co_filename).startswith(ours)]
        rows.kept.append(first)
        rows.frames[id(first)] = [_row(link, found[id(link)][1], names) for link in kept]
        rows.last[id(first)] = _last(found[id(kept[-1])][0] if kept else None)
        if current is error:
            rows.line = next((r[1][0] for r in reversed(rows.frames[id(first)]) if r[0].file == main_file), None)
    return rows


def _links(first: TracebackType | None) -> list[TracebackType]:
    links = []
    while first is not None:
        links.append(first)
        first = first.tb_next
    return links


def _trusting[T, R](trust: Callable[[bool], None] | None, read: Callable[[list[T]], list[R]], what: list[T]) -> list[R]:
    """`read(what)` while the audit hook lets it; nothing else may run meanwhile."""
    if trust is None:
        return read(what)
    collecting = gc.isenabled()
    gc.disable()
    try:
        trust(True)  # a collection that is due already runs on entering it, before it has any effect
        return read(what)
    finally:
        trust(False)
        if collecting:
            gc.enable()


def _read_frames(links: list[TracebackType]) -> list[tuple[FrameType, CodeType]]:
    return [(link.tb_frame, link.tb_frame.f_code) for link in links]


def _read_sources(paths: list[str]) -> list[bytes]:
    found = []
    for path in paths:
        try:
            fd = _open(path, _READ_ONLY)
        except OSError:
            found.append(b"")
            continue
        found.append(_read(fd, MAX_SOURCE_BYTES))
        _close(fd)
    return found


def _exact(name: str) -> str:
    """The text itself: a file name given to `compile` may be of a type of the program's."""
    return str.__str__(name)


def _shown(path: str, shown: tuple[tuple[str, str], ...]) -> str:
    return next((new + path[len(old) :] for old, new in shown if path.startswith(old)), path)


def _row(link: TracebackType, code: CodeType, names: dict[str, str]) -> tuple[SimpleNamespace, tuple[Any, ...]]:
    name = names[_exact(code.co_filename)]
    positions: Any = next(islice(code.co_positions(), link.tb_lasti // 2, None))  # two bytes an instruction
    if positions[0] is None:
        positions = (link.tb_lineno, *positions[1:])
    named = SimpleNamespace(co_filename=name, co_name=code.co_name)
    return SimpleNamespace(f_code=named, f_globals={}, f_locals={}, file=name), positions


def _last(frame: FrameType | None) -> SimpleNamespace:
    """The innermost frame's names, from which CPython makes its «Did you mean»."""
    if frame is None:
        return SimpleNamespace(tb_next=None, tb_frame=SimpleNamespace(f_locals={}, f_globals={}, f_builtins={}))
    seen = frame.f_locals
    own = (
        dict(seen) if type(seen) in (dict, _LOCALS) else {}
    )  # `exec` and metaclasses take any mapping of the program's
    names = SimpleNamespace(f_locals=own, f_globals=frame.f_globals, f_builtins=frame.f_builtins)
    return SimpleNamespace(tb_next=None, tb_frame=names)


def install(rows: SimpleNamespace) -> None:
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
