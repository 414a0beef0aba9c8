"""Running the program itself: what a child does between the order and its last breath.

By now the process is locked down. Everything here is prepared before (`make_run`), because the modules that the lock-
down needed are forgotten; what runs afterwards lives in closures.
"""

from __future__ import annotations

import builtins
import io
import linecache
import site
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from errno import EDQUOT, EFBIG, ENOSPC
from types import ModuleType, SimpleNamespace
from typing import Any

from ..native import core
from ..protocol import EXCEPTION, EXIT, STAND_IN_STATUS, TRACE, VIOLATION_STATUS, record
from ..trace import Mark, Told
from . import ending, traceback_text

# A copy: what a program does to the module `builtins` does not spoil the report on it.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

MAIN_FILE = "main.py"
MAX_MESSAGE_CHARACTERS = 4000
# The C slots themselves: a subclass or metaclass of the program cannot lie through them.
_NAME: Any = type.__dict__["__name__"]
_ERRNO: Any = OSError.errno
_MODULE: Any = ImportError.name
_CODE: Any = SystemExit.code
_LINE: Any = SyntaxError.lineno
_DISK_ERRORS = frozenset({EDQUOT, EFBIG, ENOSPC})


@dataclass(slots=True)
class Surroundings:
    """What the lock-down hands to the program's run."""

    builtins: ModuleType
    error_type: type[ImportError]
    attached: SimpleNamespace
    """What the import guard and the end of a program share (`ending.make_leave`)."""
    release: Callable[[], None]
    """Gives the memory reserve back."""
    report: Callable[[bytes], Any]
    mark: Mark
    told: Told


def open_streams() -> None:
    """Make the standard streams anew, as CPython has them on pipes, but UTF-8 whatever the locale.

    What is not yet written lies where the host finds it when the program is killed (`native/stream.c`); so no text is
    left in the upper half of a stream, which would keep up to 8192 characters to itself.
    """
    sys.stdin = _text_stream(io.BufferedReader(_raw(0, "<stdin>")), "r", "strict")
    for fd, name, errors in ((1, "<stdout>", "strict"), (2, "<stderr>", "backslashreplace")):
        buffer: Any = io.BufferedWriter(_raw(fd, name))
        stream = _text_stream(buffer, "w", errors, line_buffering=fd == 2)
        stream._CHUNK_SIZE = 1
        core.stream_serve(fd, buffer, stream if fd == 1 else None)
        setattr(sys, name[1:-1], stream)
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, f"__{name}__", getattr(sys, name))


def _raw(fd: int, name: str) -> Any:
    raw: Any = io.FileIO(fd, "rb" if fd == 0 else "wb", closefd=False)
    raw.name = name
    return raw


def _text_stream(buffer: Any, mode: str, errors: str, *, line_buffering: bool = False) -> Any:
    # CPython translates no line ends of its standard streams on Linux (create_stdio, Python/pylifecycle.c).
    stream: Any = io.TextIOWrapper(buffer, "utf-8", errors, newline="\n", line_buffering=line_buffering)
    stream.mode = mode
    return stream


def make_site_builtins() -> None:
    """What `site` adds for scripts: exit and quit, help, copyright, credits and license."""
    site.setquit()
    site.setcopyright()
    site.sethelper()
    licence = vars(builtins)["license"]
    repr(licence)  # it reads its text now; later no file of the installation can be found
    licence._Printer__filenames = []


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
    line = traceback_text.main_line(error, MAIN_FILE)
    if line is None and issubclass(type(error), SyntaxError):
        line = _LINE.__get__(error)
        _add_source(error)
    kind = _kind(error, surroundings.error_type)
    told = [str(line) if type(line) is int else "", kind, _NAME.__get__(type(error)), _text_of(error)]
    surroundings.report(record(EXCEPTION, "\0".join(told)))
    traceback_text.write(error)


def _fail(error: BaseException, surroundings: SimpleNamespace) -> int:
    surroundings.release()
    try:
        if issubclass(type(error), SystemExit):
            return _exit_status(error)
        sys.last_exc = error  # as PyErr_PrintEx has it: what its frames hold lives on for a while
        _describe(error, surroundings)
    except BaseException:  # noqa: BLE001 - a full heap, or the program's own __str__ and __repr__
        print(f"{_NAME.__get__(type(error))}: (traceback could not be printed)", file=sys.stderr)
    return 1


def _flush(streams: list[Any]) -> bool:
    """Flush what is there; False when an open stream would not take the rest."""
    whole = True
    for stream in streams:
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:  # noqa: BLE001 - the program may have put anything there
            whole = False
    return whole


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
    names = {"__annotations__": {}, "__builtins__": surroundings.builtins, "__file__": MAIN_FILE, "__cached__": None}
    module.__dict__.update(names)
    sys.modules["__main__"] = module
    sys.argv = [MAIN_FILE]
    own_streams, streams = [sys.stdout, sys.stderr], ("stdout", "stderr")
    fail, flush, own_status, every = _fail, _flush, _own_status, BaseException
    held = [module]  # the one reference of ours: without it the module can die
    leave = ending.make_leave(held, kept.attached, surroundings.builtins.__dict__)
    collect, release, mark, told = ending.collect, kept.release, kept.mark, kept.told
    linecache.clearcache()  # CPython keeps the zygote's own command there, under «<string>»

    def run(source: str) -> int:
        linecache.cache[MAIN_FILE] = (len(source), None, traceback_text.lines_of(source), MAIN_FILE)
        status = 0
        try:
            exec(compile(source, MAIN_FILE, "exec", dont_inherit=True), held[0].__dict__)  # nosec B102
        except every as error:  # whatever the program raised
            status = fail(error, kept)
        release()  # the end needs memory, and the program may have taken all that there is
        mark("ran")
        if not flush([getattr(sys, name, None) for name in streams]) and status == 0:
            status = 120  # as Py_FinalizeEx has it
        flush(own_streams)
        collect(kept.attached)
        mark("collected once")
        leave()
        flush(own_streams)
        mark("cleared")
        marks = told()
        if marks:
            kept.report(record(TRACE, marks))
        return own_status(status, kept)

    return run
