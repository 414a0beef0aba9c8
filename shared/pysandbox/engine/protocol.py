"""The messages between host, zygote and child.

Host to zygote and back: one JSON object a message (SOCK_SEQPACKET), descriptors beside it. Both ends are ours.
Host to child: one order, a length and the program's source. Child to host: small records, a tag and a text each; what
comes after the first line of the program is the program's word and is read as such (bounded, never interpreted).
"""

from __future__ import annotations

import builtins
import struct
from collections.abc import Iterator

__builtins__ = dict(vars(builtins))  # type: ignore[assignment] # as in `program`

MESSAGE_BYTES = 64 * 1024

READY = b"R"  # locked down; the text is the processor time that it took so far, in seconds, and marks when traced
FAILED = b"F"  # a layer could not be put on; the text says which and why
BLOCKED = b"B"  # the import guard refused a module; the text is its name
EXCEPTION = b"E"  # uncaught; "line\0kind\0type\0message", kind one of "", "memory", "disk", "import:MODULE"
VIOLATION = b"V"  # the audit hook ends the run; the text is the event
EXIT = b"X"  # the program's own exit status is VIOLATION_STATUS; the text is empty
TRACE = b"T"  # where the time went, when tracing is on; the text is that of `trace`

VIOLATION_STATUS = 159
"""The audit hook's own: 128 + SIGSYS, what a shell shows after seccomp's kill. No program ends with it otherwise."""
STAND_IN_STATUS = 158
"""What a program that exits with VIOLATION_STATUS ends with instead, after an EXIT record. To forge that record changes
158 into 159, which a program may choose anyway; it never hides a violation."""
LOCKDOWN_STATUS = 125
REPORT_FD = 3
"""Where a child has its end of the socket to the host."""

MAX_RECORDS_BYTES = 64 * 1024
_HEADER = struct.Struct("!cI")
_ORDER = struct.Struct("!I")
STATUS = struct.Struct("!iddq?")
"""What the zygote writes when a child is reaped: wait status, user and system CPU seconds, peak RSS in KiB, and
whether an allocation failed.
When tracing is on, marks follow.
"""


def record(tag: bytes, text: str) -> bytes:
    """One record of a child."""
    payload = text.encode("utf-8", "replace")
    return _HEADER.pack(tag, len(payload)) + payload


def records(data: bytes) -> Iterator[tuple[bytes, str]]:
    """The whole records in `data`; stops without complaint at one that is cut or malformed."""
    position = 0
    while position + _HEADER.size <= len(data):
        tag, length = _HEADER.unpack_from(data, position)
        position += _HEADER.size
        if position + length > len(data):
            return
        yield tag, data[position : position + length].decode("utf-8", "replace")
        position += length


def order(code: str) -> bytes:
    """The order to run `code`; a byte order mark before it is dropped, as CPython does for a file."""
    payload = code.removeprefix("\ufeff").encode("utf-8")
    return _ORDER.pack(len(payload)) + payload


ORDER_HEADER_BYTES = _ORDER.size

INNER_FOLDER = "files"
"""Where a run on disk works, in the folder that its spare waits in: the host makes it before it gives the order."""


def order_length(header: bytes) -> int:
    """How many bytes of source follow an order's header."""
    length: int = _ORDER.unpack(header)[0]
    return length
