"""Running the program itself: what a child does between the order and its last breath.

By now the process is locked down. Everything here is prepared before (`make_run`), because the modules that the lock-
down needed are forgotten; what runs afterwards lives in closures.
"""

from __future__ import annotations

import _sitebuiltins
import gc
import io
import linecache
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from errno import EDQUOT, EFBIG, ENOSPC
from types import ModuleType, SimpleNamespace
from typing import Any

from . import traceback_text
from .protocol import EXCEPTION, EXIT, STAND_IN_STATUS, VIOLATION_STATUS, record

MAIN_FILE = "main.py"
MAX_MESSAGE_CHARACTERS = 4000
# The C slots themselves: a subclass or metaclass of the program cannot lie through them.
_NAME: Any = type.__dict__["__name__"]
_ERRNO: Any = OSError.errno
_MODULE: Any = ImportError.name
_CODE: Any = SystemExit.code
_LINE: Any = SyntaxError.lineno
_TRACEBACK: Any = BaseException.__traceback__
_DISK_ERRORS = frozenset({EDQUOT, EFBIG, ENOSPC})


@dataclass(slots=True)
class Surroundings:
    """What the lock-down hands to the program's run."""

    builtins: ModuleType
    error_type: type[ImportError]
    trust: Callable[[bool], None] | None
    """The audit hook's switch; None where the layer is off."""
    release: Callable[[], None]
    """Gives the memory reserve back."""
    report: Callable[[bytes], Any]
    ours: str
    shown: tuple[tuple[str, str], ...]
    """Prefixes of library paths and what a traceback shows for them."""


def open_streams() -> None:
    """Make the standard streams anew: UTF-8 whatever the locale, and a line at a time, so that a kill loses little."""
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, "r", closefd=False)), "utf-8", "strict")
    for fd, errors in ((1, "strict"), (2, "backslashreplace")):
        buffer = io.BufferedWriter(io.FileIO(fd, "w", closefd=False))
        stream = io.TextIOWrapper(buffer, "utf-8", errors, newline="\n", line_buffering=True)
        setattr(sys, "stdout" if fd == 1 else "stderr", stream)
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, f"__{name}__", getattr(sys, name))


def add_site_builtins(builtins: ModuleType) -> None:
    """What `site` adds for scripts: exit and quit."""
    for name in ("exit", "quit"):
        builtins.__dict__[name] = _sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)")


def _kind(error: BaseException, error_type: type[ImportError]) -> str:
    kind = type(error)  # not isinstance: it asks the object for its __class__, which runs code of the program
    if issubclass(kind, MemoryError):
        return "memory"
    if issubclass(kind, OSError) and _ERRNO.__get__(error) in _DISK_ERRORS:
        return "disk"
    if kind is error_type:
        return f"import:{_MODULE.__get__(error)}"
    return ""


def _text_of(error: BaseException) -> str:
    try:
        return str(error)[:MAX_MESSAGE_CHARACTERS]
    except BaseException:  # noqa: BLE001 - the program's own __str__
        return "<exception str() failed>"


def _exit_status(error: BaseException) -> int:
    """What CPython's handle_system_exit makes of it (Python/pythonrun.c)."""
    code = _CODE.__get__(error)
    if code is None:
        return 0
    if issubclass(type(code), int):
        return int.__and__(code, 0xFF)
    print(code, file=sys.stderr)
    return 1


def _add_source(error: Any) -> None:
    """Give an error of the compiler the line it is about: unlike the parser, it looks for a file."""
    builtin = type(error) in (SyntaxError, IndentationError, TabError)
    if builtin and error.filename == MAIN_FILE and error.text is None and error.lineno:
        error.text = linecache.getline(MAIN_FILE, error.lineno)


def _describe(error: BaseException, surroundings: SimpleNamespace) -> None:
    """Report an uncaught exception to the host and print its traceback."""
    rows = traceback_text.extract(error, MAIN_FILE, surroundings.ours, surroundings.shown, surroundings.trust)
    line = rows.line
    if line is None and issubclass(type(error), SyntaxError):
        line = _LINE.__get__(error)
        _add_source(error)
    kind = _kind(error, surroundings.error_type)
    told = [str(line) if type(line) is int else "", kind, _NAME.__get__(type(error)), _text_of(error)]
    surroundings.report(record(EXCEPTION, "\0".join(told)))
    traceback_text.install(rows)
    traceback_text.write(error)


def _fail(error: BaseException, surroundings: SimpleNamespace) -> int:
    surroundings.release()
    first = _TRACEBACK.__get__(error)
    _TRACEBACK.__set__(error, first.tb_next if first else None)  # the first frame is ours
    try:
        if issubclass(type(error), SystemExit):
            return _exit_status(error)
        _describe(error, surroundings)
    except BaseException:  # noqa: BLE001 - a full heap, or the program's own __str__ and __repr__
        print(f"{_NAME.__get__(type(error))}: (traceback could not be printed)", file=sys.stderr)
    return 1


def _flush(streams: list[Any]) -> bool:
    """Flush; False when an open stream would not take the rest."""
    whole = True
    for stream in streams:
        try:
            if not stream.closed:
                stream.flush()
        except BaseException:  # noqa: BLE001 - the program may have put anything there
            whole = False
    return whole


def _clear(namespace: dict[str, Any]) -> None:
    """Let go of the program's objects in the order of CPython's own end (_PyModule_ClearDict): `_x` first, then all."""
    for private in (True, False):
        for name in [name for name in namespace if type(name) is str]:
            if (name[:1] == "_" != name[1:2]) or (not private and name != "__builtins__"):
                namespace[name] = None


def _own_status(status: int, surroundings: SimpleNamespace) -> int:
    """`status`, told to the host another way where it is the one that violations alone end with."""
    if status != VIOLATION_STATUS:
        return status
    try:  # noqa: SIM105 - contextlib is Python, which the program can change
        surroundings.report(record(EXIT, ""))
    except OSError:
        pass  # the program closed the descriptor, and with it lost what it wanted to say
    return STAND_IN_STATUS


def make_run(surroundings: Surroundings) -> Callable[[str], int]:
    """The function that runs a source as `__main__` and returns its exit status."""
    # A program can find the class and replace its descriptors; SimpleNamespace cannot be changed.
    kept = SimpleNamespace(**{row.name: getattr(surroundings, row.name) for row in fields(surroundings)})
    module = ModuleType("__main__")
    module.__dict__.update(__builtins__=surroundings.builtins, __file__=MAIN_FILE, __annotations__={})
    sys.modules["__main__"] = module
    sys.argv = [MAIN_FILE]
    collect, own_streams = gc.collect, [sys.stdout, sys.stderr]
    namespace = module.__dict__
    linecache.clearcache()  # CPython keeps the zygote's own command there, under «<string>»

    def run(source: str) -> int:
        linecache.cache[MAIN_FILE] = (len(source), None, source.splitlines(True), MAIN_FILE)
        status = 0
        try:
            exec(compile(source, MAIN_FILE, "exec", dont_inherit=True), namespace)  # nosec B102
        except BaseException as error:  # noqa: BLE001 - whatever the program raised
            status = _fail(error, kept)
        if not _flush([*own_streams, sys.stdout, sys.stderr]) and status == 0:
            status = 120  # as Py_FinalizeEx has it
        collect()
        _clear(namespace)
        collect()
        _flush(own_streams)
        return _own_status(status, kept)

    return run
