"""Descriptors that come over a socket: all that were promised, or none that stays open.

A kernel that has no descriptor left for the receiver says so by MSG_CTRUNC alone, and hands over the first few
(unix(7)). A message like that is no message: nobody could tell which end of what is missing.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterable
from contextlib import suppress

from ...errors import EngineError

_CUT = socket.MSG_CTRUNC | socket.MSG_TRUNC


class CutShortError(EngineError):
    """A message came without all of its bytes or descriptors. What came with it is closed."""


class NothingYetError(EngineError):
    """Nothing has come, in the time that the caller would wait."""


def receive(fd: int, max_bytes: int, max_fds: int, timeout_s: float) -> tuple[bytes, list[int]]:
    """The next message of the socket `fd` with its descriptors, whatever mode it is in; empty at its end.

    Raises:
        NothingYetError: `timeout_s` has passed.
        CutShortError: it was cut short.
        OSError: the socket is broken.
    """
    poller = select.poll()
    poller.register(fd, select.POLLIN)
    if not poller.poll(timeout_s * 1000):
        raise NothingYetError("nothing came in time")
    borrowed = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=fd)
    try:
        flags = socket.MSG_DONTWAIT | socket.MSG_CMSG_CLOEXEC
        data, fds, seen, _ = socket.recv_fds(borrowed, max_bytes, max_fds, flags)
    except BlockingIOError:
        raise NothingYetError("nothing came in time") from None
    finally:
        borrowed.detach()
    if seen & _CUT:
        close_all(fds)
        raise CutShortError("a message was cut short: this process has no descriptor or no memory left")
    return data, fds


def close_all(fds: Iterable[int]) -> None:
    """Close each of them."""
    for fd in fds:
        with suppress(OSError):
            os.close(fd)
