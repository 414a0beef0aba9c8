"""A body in chunks (RFC 9112 section 7.1), strictly, and with a bound on what is not payload.

Each chunk costs the same whatever it carries, so a body of tiny ones is the dearest that a client can send: framing
(sizes, extensions, line ends, trailers) may be `FREE_FRAMING_BYTES`, and on top a small part of the payload.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .head import MalformedError

FREE_FRAMING_BYTES = 64 * 1024
PAYLOAD_PER_FRAMING_BYTE = 32
"""With the five bytes that a chunk costs at the least: 160 bytes in each, on average, beyond the free ones."""

MAX_LINE_BYTES = 4096
"""A size with its extensions, or one trailer."""

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n\x00]*)?")
_TRAILER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\x00]*")
CRLF = b"\r\n"


class ChunkedDecoder:
    """Hands the payload of one body to `sink`, piece by piece."""

    def __init__(self, sink: Callable[[bytes], None]) -> None:
        self._sink = sink
        self._line = bytearray()
        self._left = 0
        """Of the payload of the chunk at hand."""
        self._ends_chunk = False
        """The line at hand is the empty one after a chunk."""
        self._in_trailer = False
        self._framing = 0
        self._payload = 0
        self.complete = False

    def feed(self, data: bytes) -> bytes:
        """Take `data`; what is left of it when the body is complete.

        Raises:
            MalformedError: it is not in chunks, or in too small ones.
        """
        at, end = 0, len(data)
        while at < end and not self.complete:
            if self._left:
                piece = data[at : at + self._left]
                self._left -= len(piece)
                self._payload += len(piece)
                at += len(piece)
                self._sink(piece)
                self._ends_chunk = not self._left
            else:
                at = self._feed_line(data, at)
        return data[at:]

    def _feed_line(self, data: bytes, at: int) -> int:
        """Go on with the line at hand; where what follows it begins."""
        known = len(self._line)
        found = data.find(b"\n", at, at + MAX_LINE_BYTES + 2 - known)
        stop = found + 1 if found >= 0 else min(len(data), at + MAX_LINE_BYTES + 2 - known)
        self._line += data[at:stop]
        self._framing += stop - at
        if self._framing > FREE_FRAMING_BYTES + self._payload // PAYLOAD_PER_FRAMING_BYTE:
            raise MalformedError("The body comes in chunks that are too small, or with too much between them.")
        if found >= 0:
            line = bytes(self._line)
            self._line.clear()
            if not line.endswith(CRLF):
                raise MalformedError("A line between chunks does not end in CRLF.")
            self._read(line[:-2])
        elif len(self._line) > MAX_LINE_BYTES:
            raise MalformedError(f"A line between chunks is longer than {MAX_LINE_BYTES} bytes.")
        return stop

    def _read(self, line: bytes) -> None:
        if self._in_trailer:
            if line and not _TRAILER.fullmatch(line):
                raise MalformedError("A trailer is not a header field.")
            self.complete = not line
        elif self._ends_chunk:
            if line:
                raise MalformedError("A chunk is longer than its size.")
            self._ends_chunk = False
        else:
            size = _SIZE.fullmatch(line)
            if size is None:
                raise MalformedError("A chunk does not begin with its size.")
            self._left = int(size[1], 16)
            self._in_trailer = not self._left
