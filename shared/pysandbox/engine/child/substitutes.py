"""What stands in for functions that the closed world takes away: the same answer by ways that the audit hook sees.

A program can read the closure of a Python function. So nothing here holds an original that would be a way out: either
the substitute needs none, or the original lives in a generator's frame, which the audit hook keeps shut.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from operator import index
from types import ModuleType
from typing import Any

from ..native import core

HOST_NAME = "sandbox"
"""What a run sees as the name of its machine."""

KERNEL_VERSION = "#1 SMP"
"""What a run sees as the build of the kernel."""

_PATH_ONLY = 0o10000000 | 0o2000000  # O_PATH | O_CLOEXEC (asm-generic/fcntl.h)
_NO_FOLLOW = 0o400000


def refused(*_arguments: object, **_options: object) -> Any:
    """Stands for every function that is taken away without a substitute."""
    raise PermissionError(1, "Operation not permitted in the sandbox")


def make_stat(posix: Any) -> dict[str, Callable[..., Any]]:
    """stat, lstat and access by opening the path (O_PATH), which the hook decides."""
    open_fd, fstat, close = posix.open, posix.fstat, posix.close
    path_only, no_follow = _PATH_ONLY, _NO_FOLLOW

    def stat(path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:
        if isinstance(path, int):
            return fstat(path)
        fd = open_fd(path, path_only if follow_symlinks else path_only | no_follow)
        try:
            return fstat(fd)
        finally:
            close(fd)

    def lstat(path: Any, *, dir_fd: int | None = None) -> Any:
        return stat(path, follow_symlinks=False)

    def access(path: Any, mode: int, **_options: object) -> bool:
        try:
            stat(path)
        except OSError:
            return False
        return True

    return {"stat": stat, "lstat": lstat, "access": access}


def _gate(function: Callable[[int], Any], allowed: frozenset[int]) -> Generator[Any, Any]:
    """Serves `function` for the ints in `allowed`; for any other argument the answer is None."""
    answer: Any = None
    type_of, whole, failure = type, int, OSError  # no global name: the program can change what those are
    while True:
        argument = yield answer
        try:
            answer = (function(argument), None) if type_of(argument) is whole and argument in allowed else None
        except failure as error:
            answer = (None, error.with_traceback(None))


def make_gated(function: Callable[[int], Any], allowed: frozenset[int], wrong: str = "") -> Callable[[int], Any]:
    """`function` for the ints in `allowed` alone: any other one may stand for another process.

    Args:
        wrong: what it says, before the type's name, of what is no int; empty: what every function says.
    """
    server = _gate(function, allowed)
    next(server)
    ask, refuse, as_int, exact = server.send, refused, index, int.__index__

    def gated(number: int, /) -> Any:
        try:
            answer = ask(exact(as_int(number)))
        except TypeError:
            if not wrong:
                raise
            raise TypeError(wrong + type(number).__name__) from None
        if answer is None:
            refuse()
        value, error = answer
        if error is not None:
            raise error
        return value

    gated.__name__ = gated.__qualname__ = function.__name__
    return gated


def _make_uname(posix: Any) -> Callable[[], Any]:
    """What the kernel says of itself, without the host's name, and of its build no more than the series."""
    told = posix.uname()
    series = ".".join(told.release.split(".")[:2])
    answer = posix.uname_result((told.sysname, HOST_NAME, series, KERNEL_VERSION, told.machine))

    def uname() -> Any:
        return answer

    return uname


def make_own(posix: Any, time: Any) -> Iterator[tuple[object, object]]:
    """Functions that tell of the host or of any process by its number, and what tells of this one alone."""
    clocks = frozenset(value for name, value in vars(time).items() if name.startswith("CLOCK_"))
    wrong = "clk_id should be integer, not "
    for name in ("clock_gettime", "clock_gettime_ns", "clock_getres"):  # of a process, too: clock_getcpuclockid(3)
        yield getattr(time, name), make_gated(getattr(time, name), clocks, "" if name == "clock_getres" else wrong)
    yield posix.uname, _make_uname(posix)
    yield posix.sched_getaffinity, make_gated(posix.sched_getaffinity, frozenset({0}))


def _font_server(getfont: Callable[..., Any]) -> Generator[Any, Any]:
    """Serves FreeType fonts from bytes; a path never reaches the C code."""
    answer: Any = None
    while True:
        size, index, encoding, content, layout = yield answer
        try:
            answer = (getfont("", size, index, encoding, content, layout_engine=layout), None)
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            answer = (None, error.with_traceback(None))


def make_getfont(getfont: Callable[..., Any]) -> Callable[..., Any]:
    """`PIL._imagingft.getfont`, which opens a path from C, as one that opens it in Python."""
    server = _font_server(getfont)
    next(server)
    ask = server.send

    def substitute(
        filename: Any, size: float, index: int = 0, encoding: str = "", font_bytes: bytes = b"", layout_engine: int = 0
    ) -> Any:
        if filename:
            try:
                with open(filename, "rb") as file:
                    font_bytes = file.read()
            except OSError:
                raise OSError("cannot open resource") from None  # FreeType's words, which Pillow's callers know
        font, error = ask((size, index, encoding, font_bytes, layout_engine))
        if error is not None:
            # Where it has a path, FreeType looks for a Mac's resource fork beside it, and tells of that instead.
            cut_short = filename and (not font_bytes or error.args == ("invalid stream operation",))
            raise OSError("unknown file format") if cut_short else error
        return font

    return substitute


def make_profile_open(from_bytes: Callable[[bytes], Any]) -> Callable[[Any], Any]:
    """`PIL._imagingcms.profile_open`, which opens a path from C, as one that opens it in Python."""

    def profile_open(path: Any) -> Any:
        try:
            with open(path, "rb") as file:
                return from_bytes(file.read())
        except PermissionError:  # the sandbox's word
            raise
        except OSError:
            raise OSError("cannot open profile file") from None  # littleCMS's words for all else

    return profile_open


def import_plugins(image: dict[str, Any]) -> None:
    """Let `PIL.Image` import the plugin for a file's extension: all are loaded, and so it would leave that unbound."""
    original, plugins = image["_import_plugin_for_extension"], image["_EXTENSION_PLUGIN"]

    def _import_plugin_for_extension(extension: Any) -> bool:
        found: bool = original(extension)
        text = extension.decode() if found and type(extension) is bytes else extension
        if found and text.lower() in plugins:
            __import__(f"PIL.{plugins[text.lower()]}")
        return found

    image["_import_plugin_for_extension"] = _import_plugin_for_extension


def fpdf_stack_level() -> int:
    """`fpdf.deprecation.get_stack_level` without frames: the first caller outside fpdf."""
    level = 1
    while (sys._getframemodulename(level) or "").split(".")[0] == "fpdf":
        level += 1
    return level


@dataclass(frozen=True, slots=True)
class Caller:
    """What `inspect.stack` tells of a caller, as far as it needs no frame."""

    frame: None
    filename: str
    """The name of the caller's module."""
    lineno: int
    function: str
    code_context: None
    index: None


def inspect_stack(_context: int = 1) -> list[Caller]:
    """`inspect.stack` without frames, for reportlab, which looks at its callers to speak of them; the nearest alone."""
    modules = (sys._getframemodulename(level) for level in (2, 3))  # 1 is this function, seen from the generator
    return [Caller(None, module or "", 0, "", None, None) for module in modules]


def settrace(function: object, /) -> None:
    """`sys.settrace` for doctest, which sets what was set before: nothing."""
    if function is not None:
        refused()


def make_sys() -> ModuleType:
    """`sys` as such a library finds it: itself, but for `_getframe`."""
    module = ModuleType("sys", sys.__doc__)
    vars(module).update(_getframe=core.caller, __getattr__=sys.__getattribute__)
    return module
