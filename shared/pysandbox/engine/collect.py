"""Returned files: found and read through descriptors, after every process of the run is dead.

Nothing is followed and nothing that could block is opened: an entry is looked at first (fstatat), opened with
O_NOFOLLOW and O_NONBLOCK, and looked at again through its descriptor.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from fnmatch import translate

from ..errors import InvalidFileNameError
from ..policy import Limits
from .models import OutputFile

MAX_DEPTH = 32
PATH_MAX = 4096  # linux/limits.h; what is deeper has no name that a caller could use
NOT_FOUND = "File not found after execution."
_WILD = re.compile(r"[*?[]")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_KINDS = (
    (stat.S_ISLNK, "Not returned: it is a symbolic link."),
    (stat.S_ISDIR, "Not returned: it is a directory."),
    (stat.S_ISFIFO, "Not returned: it is a FIFO."),
    (stat.S_ISSOCK, "Not returned: it is a socket."),
    (lambda mode: not stat.S_ISREG(mode), "Not returned: it is a device."),
)


def split_pattern(pattern: str) -> list[str]:
    """The components of a relative path or glob.

    Raises:
        InvalidFileNameError: it is absolute, empty, or has a `..` component or a NUL.
    """
    if not pattern or pattern.startswith("/") or "\0" in pattern:
        raise InvalidFileNameError(pattern)
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        raise InvalidFileNameError(pattern)
    return parts


def collect(directory: int, patterns: tuple[str, ...], limits: Limits) -> tuple[OutputFile, ...]:
    """The files that `patterns` name below the descriptor `directory`: at most `max_return_files`, in order."""
    found: dict[str, OutputFile] = {}
    listing: list[str] | None = None
    for pattern in patterns:
        parts = split_pattern(pattern)
        if not _WILD.search(pattern):
            found.setdefault(pattern, _read(directory, parts, pattern, limits))
            continue
        if listing is None:
            listing = sorted(_walk(directory, "", MAX_DEPTH, [limits.max_disk_files * 2]))
        matching = [name for name in listing if name not in found and _matches(parts, name.split("/"))]
        room = limits.max_return_files - sum(row.error is None for row in found.values())
        for name in matching[:room]:
            found[name] = _read(directory, name.split("/"), name, limits)
        if len(matching) > room:
            found[pattern] = OutputFile(pattern, error=f"{len(matching) - room} more files match; not returned.")
        elif not matching and not any(_matches(parts, name.split("/")) for name in found):
            found[pattern] = OutputFile(pattern, error="No file matches after execution.")
    return tuple(found.values())


def _matches(pattern: list[str], path: list[str]) -> bool:
    """Whether the components match; `**` stands for any number of them, a leading dot must be named.

    All ways to match are followed at once, so that no pattern takes longer than its length times the path's.
    """
    at = _past_any_number(pattern, {0})
    for part in path:
        following = set()
        for index in at:
            if index < len(pattern) and (not part.startswith(".") or pattern[index].startswith(".")):
                if pattern[index] == "**":
                    following.add(index)
                elif re.match(translate(pattern[index]), part):
                    following.add(index + 1)
        at = _past_any_number(pattern, following)
    return len(pattern) in at


def _past_any_number(pattern: list[str], at: set[int]) -> set[int]:
    """The positions in `pattern`, and those that `**` matching nothing more leads to."""
    reached = set(at)
    for index in sorted(at):
        while index < len(pattern) and pattern[index] == "**":
            index += 1
            reached.add(index)
    return reached


def _walk(directory: int, prefix: str, depth: int, budget: list[int]) -> Iterator[str]:
    """Names of everything but folders below `directory`, as far as names are UTF-8; `budget` entries in all."""
    with os.scandir(directory) as entries:
        for entry in entries:
            budget[0] -= 1
            if budget[0] < 0:
                return
            name = prefix + entry.name
            if not entry.is_dir(follow_symlinks=False):
                if _is_text(name) and len(name) < PATH_MAX:
                    yield name
            elif depth:
                try:
                    folder = os.open(entry.name, _FOLDER, dir_fd=directory)
                except OSError:
                    continue  # no permission: what is in it cannot be returned
                try:
                    yield from _walk(folder, name + "/", depth - 1, budget)
                finally:
                    os.close(folder)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:  # os.fsdecode made surrogates of other bytes; JSON could not carry the name
        return False
    return True


def _read(directory: int, parts: list[str], name: str, limits: Limits) -> OutputFile:
    folder = os.dup(directory)
    try:
        for part in parts[:-1]:
            inner = os.open(part, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        return _read_entry(folder, parts[-1], name, limits)
    except FileNotFoundError:
        return OutputFile(name, error=NOT_FOUND)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "not a file name"
        return OutputFile(name, error=f"Not returned: {reason}.")
    finally:
        os.close(folder)


def _read_entry(folder: int, entry: str, name: str, limits: Limits) -> OutputFile:
    refusal = _refusal(os.stat(entry, dir_fd=folder, follow_symlinks=False), limits)
    if refusal:
        return OutputFile(name, error=refusal)
    fd = os.open(entry, _FILE, dir_fd=folder)
    with open(fd, "rb", buffering=0) as file:
        refusal = _refusal(os.fstat(fd), limits)
        if refusal:
            return OutputFile(name, error=refusal)
        return OutputFile(name, content=file.read(limits.max_return_file_bytes) or b"")


def _refusal(found: os.stat_result, limits: Limits) -> str | None:
    for is_kind, message in _KINDS:
        if is_kind(found.st_mode):
            return message
    if found.st_nlink > 1:
        return "Not returned: it has other hard links."
    if found.st_size > limits.max_return_file_bytes:
        return f"Not returned: {found.st_size} bytes are over the limit of {limits.max_return_file_bytes}."
    return None
