"""Opening what a program left: nothing is followed, and nothing that could block is opened.

An entry is looked at first (fstatat), opened with O_NOFOLLOW and O_NONBLOCK, and looked at again through its
descriptor. What a run returns is bounded before any of it is read, each file and all together, by what would be
returned: a sparse file counts its length. Small files are read at once, and larger ones stay open (`held_file`).
"""

from __future__ import annotations

import os
import stat

from ...policy import Limits
from ..models import OutputFile
from .globs import NAME_MAX
from .held_file import HeldFile, has_room

HELD_FROM_BYTES = 256 * 1024
"""A file of this size stays on its descriptor: the smaller ones of a run are few megabytes, and descriptors are few."""
NOT_FOUND = "File not found after execution."
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_KINDS = (
    (stat.S_ISLNK, "Not returned: it is a symbolic link."),
    (stat.S_ISDIR, "Not returned: it is a directory."),
    (stat.S_ISFIFO, "Not returned: it is a FIFO."),
    (stat.S_ISSOCK, "Not returned: it is a socket."),
    (lambda mode: not stat.S_ISREG(mode), "Not returned: it is a device."),
)


class Opener:
    """Opens the files of one run, as long as there is room for what they hold. The caller closes them."""

    def __init__(self, directory: int, limits: Limits) -> None:
        """`directory` is a descriptor of the run's folder."""
        self._directory, self._limits = directory, limits
        self._room_bytes = limits.max_return_bytes

    def open(self, name: str, parts: list[str]) -> OutputFile:
        """The file at the path of these components, called `name`; or an entry that says why it is not returned.

        Raises:
            OSError, ValueError: there is none, or it cannot be opened (`unreadable`).
        """
        folder = self._open_parent(parts)
        try:
            return self._open_entry(folder, parts[-1], name)
        finally:
            os.close(folder)

    def is_there(self, parts: list[str]) -> bool:
        """Whether there is an entry of exactly that name, which is no folder."""
        if max(len(os.fsencode(part)) for part in parts) > NAME_MAX:
            return False
        try:
            folder = self._open_parent(parts)
        except (OSError, ValueError):
            return False
        try:
            return not stat.S_ISDIR(os.stat(parts[-1], dir_fd=folder, follow_symlinks=False).st_mode)
        except (OSError, ValueError):
            return False
        finally:
            os.close(folder)

    def _open_parent(self, parts: list[str]) -> int:
        """A descriptor of the folder that the last of `parts` lies in."""
        folder = os.dup(self._directory)
        try:
            for part in parts[:-1]:
                inner = os.open(part, FOLDER, dir_fd=folder)
                os.close(folder)
                folder = inner
        except BaseException:
            os.close(folder)
            raise
        return folder

    def _open_entry(self, folder: int, entry: str, name: str) -> OutputFile:
        refusal = self._refusal(os.stat(entry, dir_fd=folder, follow_symlinks=False))
        if refusal:
            return OutputFile(name, error=refusal)
        fd = os.open(entry, _FILE, dir_fd=folder)
        try:
            seen = os.fstat(fd)
            refusal = self._refusal(seen)
            if not refusal and seen.st_size >= HELD_FROM_BYTES and has_room():
                self._room_bytes -= seen.st_size
                file = HeldFile(name, fd, seen.st_size)
                fd = -1
                return file
            if refusal:
                return OutputFile(name, error=refusal)
            content = _read(fd, seen.st_size)
        finally:
            if fd >= 0:
                os.close(fd)
        self._room_bytes -= len(content)
        return OutputFile(name, content=content)

    def _refusal(self, found: os.stat_result) -> str | None:
        limits = self._limits
        for is_kind, message in _KINDS:
            if is_kind(found.st_mode):
                return message
        if found.st_nlink > 1:
            return "Not returned: it has other hard links."
        if found.st_size > limits.max_return_file_bytes:
            return f"Not returned: {found.st_size} bytes are over the limit of {limits.max_return_file_bytes}."
        if found.st_size > self._room_bytes:
            return f"Not returned: with it, the files would be over the limit of {limits.max_return_bytes} bytes."
        return None


def _read(fd: int, size_bytes: int) -> bytes:
    content = bytearray()
    while len(content) < size_bytes and (more := os.pread(fd, size_bytes - len(content), len(content))):
        content += more
    return bytes(content)


def unreadable(name: str, error: OSError | ValueError) -> OutputFile:
    """The entry of a file that could not be opened."""
    if isinstance(error, FileNotFoundError):
        return OutputFile(name, error=NOT_FOUND)
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "not a file name"
    return OutputFile(name, error=f"Not returned: {reason}.")
