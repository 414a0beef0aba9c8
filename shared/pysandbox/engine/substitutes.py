"""What stands in for functions that the closed world takes away: the same answer by ways that the audit hook sees.

A program can read the closure of a Python function. So nothing here holds an original that would be a way out: either
the substitute needs none, or the original lives in a generator's frame, which the audit hook keeps shut.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from typing import Any

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
            raise error
        return font

    return substitute


def make_profile_open(from_bytes: Callable[[bytes], Any]) -> Callable[[Any], Any]:
    """`PIL._imagingcms.profile_open`, which opens a path from C, as one that opens it in Python."""

    def profile_open(path: Any) -> Any:
        with open(path, "rb") as file:
            return from_bytes(file.read())

    return profile_open


def fpdf_stack_level() -> int:
    """`fpdf.deprecation.get_stack_level` without frames: the first caller outside fpdf."""
    level = 1
    while (sys._getframemodulename(level) or "").split(".")[0] == "fpdf":
        level += 1
    return level
