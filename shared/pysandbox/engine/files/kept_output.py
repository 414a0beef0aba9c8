"""What a program has printed and not yet written when it is killed: the host's half of `native/stream.c`.

The zygote makes memory for each child, which the child alone maps and the host reads after its death. It holds the
program's word: every number in it is checked, and no more is taken than it can hold.
"""

from __future__ import annotations

import os
import struct
from errno import ENOSYS, EPERM
from os import EFD_CLOEXEC, MFD_CLOEXEC, close, eventfd, ftruncate, memfd_create

STREAMS = 2
AREA_BYTES = 64 * 1024
_HEADER = struct.Struct("=4Q32x")  # struct shared in native/stream.c
DATA_BYTES = AREA_BYTES - _HEADER.size


def make() -> int:
    """A descriptor of the memory for one child; where the kernel refuses any, one that holds nothing.

    Raises:
        OSError: there is no descriptor or memory left.
    """
    try:
        fd = memfd_create("output", MFD_CLOEXEC)
    except OSError as error:
        if error.errno in (ENOSYS, EPERM):
            return eventfd(0, EFD_CLOEXEC)
        raise
    try:
        ftruncate(fd, STREAMS * AREA_BYTES)
    except OSError:
        close(fd)
        raise
    return fd


def left_over(memory: int, index: int, received_bytes: int) -> bytes:
    """What stream `index` (0: stdout, 1: stderr) had printed and not written.

    Args:
        received_bytes: how much of the stream came out of its pipe.
    """
    try:
        area = os.pread(memory, AREA_BYTES, index * AREA_BYTES)
    except OSError:
        return b""  # ESPIPE: the kernel gave no memory
    if len(area) < AREA_BYTES:
        return b""  # the program has cut it off
    base, head, tail, writing = _HEADER.unpack_from(area)
    if tail > DATA_BYTES:
        return b""
    if writing:  # what was written last may not be counted in `head`
        head = max(head, received_bytes - base)
    return area[_HEADER.size + head : _HEADER.size + tail] if head < tail else b""
