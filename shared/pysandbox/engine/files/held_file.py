"""A returned file that lies open where its run wrote it, so that no answer has to be in memory as a whole.

The run is dead: nobody can change the file any more. Its name may be gone before it is read.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import suppress

from ..models import CHUNK_BYTES, OutputFile

MAX_HELD = 128
"""At a time, in all answers together: descriptors are few. What is over it is read into memory like a small file."""

_lock = threading.Lock()
_held = [0]


def has_room() -> bool:
    """Whether one more file may be held."""
    return _held[0] < MAX_HELD


def _count(change: int) -> None:
    with _lock:
        _held[0] += change


class HeldFile(OutputFile):
    """`size_bytes` on a descriptor. Reading is thread-safe (pread); closing while another thread reads is not."""

    __slots__ = ("_fd", "_size")
    _fd: int
    _size: int

    def __init__(self, name: str, fd: int, size_bytes: int) -> None:
        """Takes over the descriptor `fd` of a regular file."""
        for attribute, value in (("name", name), ("error", None), ("_fd", fd), ("_size", size_bytes)):
            object.__setattr__(self, attribute, value)
        _count(1)

    @property
    def has_content(self) -> bool:
        """It has."""
        return True

    @property
    def size_bytes(self) -> int:
        """The file's length when its run was over."""
        return self._size

    @property
    def content(self) -> bytes:
        """The whole file, read anew each time."""
        return b"".join(self.chunks())

    def chunks(self, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
        """The file in pieces of `chunk_bytes`, the last one shorter.

        Raises:
            OSError: it cannot be read, or not to its end; EBADF once it is closed.
        """
        position = 0
        while position < self._size:
            data = os.pread(self._fd, min(chunk_bytes, self._size - position), position)
            if not data:
                raise OSError(errno.EIO, "a returned file is shorter than it was")
            position += len(data)
            yield data

    def close(self) -> None:
        """Let go of the descriptor. A second call does nothing."""
        fd = self._fd
        object.__setattr__(self, "_fd", -1)
        if fd >= 0:
            os.close(fd)
            _count(-1)

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            self.close()

    def __repr__(self) -> str:
        return f"HeldFile(name={self.name!r}, size_bytes={self._size})"
