"""How a stream of HTTP/1.x has to be read (RFC 9112 without its leniencies): slowly, plainly, and all of it at hand.

Written apart from the service's own reader. Where that refuses more than this does, it is only stricter; it must never
find a request that is not here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

FREE_FRAMING_BYTES = 64 * 1024
MAX_LINE_BYTES = 4096
"""The contract's bounds on what is not payload; the payload allows for a 32nd of itself on top."""

_REQUEST_LINE = re.compile(rb"([A-Z-]{1,20}) ([^ \r\n]+) HTTP/(1\.[01])")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", re.DOTALL)
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(;.*)?")


@dataclass(frozen=True, slots=True)
class Read:
    """One request. `body` is None where it is not whole, not valid, or larger than is taken."""

    method: str
    target: bytes
    body: bytes | None


@dataclass(slots=True)
class Reading:
    """All requests of a stream, and what comes after the last of them."""

    requests: list[Read] = field(default_factory=list)
    end: Literal["waits", "refused", "closed"] = "waits"


class _RefusedError(Exception):
    """No request from here on."""


def read_stream(stream: bytes, max_head_bytes: int, max_body_bytes: int) -> Reading:
    """The only reading of `stream` that nobody can dispute."""
    reading = Reading()
    while reading.end == "waits":
        stream = stream.lstrip(b"\r\n")
        head, found, stream = stream.partition(b"\r\n\r\n")
        try:
            if len(head) + 4 > max_head_bytes if found else len(head) > max_head_bytes:
                raise _RefusedError
            if not found:
                return reading
            method, target, version, fields = _head(head)
            length = _length(fields, version)
        except _RefusedError:
            reading.end = "refused"
            return reading
        reading.requests.append(Read(method, target, None))
        try:
            body, stream = _chunked(stream) if length is None else (stream[:length], stream[length:])
        except _RefusedError:
            reading.end = "refused"
            return reading
        if body is None or (length is not None and len(body) < length):
            return reading
        if len(body) <= max_body_bytes:
            reading.requests[-1] = Read(method, target, body)
        elif length is None:
            reading.end = "closed"
        if version == b"1.0" or b"close" in [part.strip() for part in fields.get(b"connection", b"").split(b",")]:
            reading.end = "closed"
    return reading


def _head(head: bytes) -> tuple[str, bytes, bytes, dict[bytes, bytes]]:
    """Fields of the same name are joined by a comma (RFC 9110 section 5.3), in lower case."""
    first, *lines = head.split(b"\r\n")
    request_line = _REQUEST_LINE.fullmatch(first)
    if request_line is None or b"\n" in head.replace(b"\r\n", b"") or b"\r" in head.replace(b"\r\n", b""):
        raise _RefusedError
    fields: dict[bytes, bytes] = {}
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match is None or b"\0" in line:
            raise _RefusedError
        name, value = match[1].lower(), match[2].lower()
        fields[name] = fields[name] + b"," + value if name in fields else value
    return request_line[1].decode(), request_line[2], request_line[3], fields


def _length(fields: dict[bytes, bytes], version: bytes) -> int | None:
    coding, length = fields.get(b"transfer-encoding"), fields.get(b"content-length")
    if coding is not None:
        if coding != b"chunked" or length is not None or version == b"1.0":
            raise _RefusedError
        return None
    if length is not None and not re.fullmatch(rb"[0-9]{1,18}", length):
        raise _RefusedError
    return int(length or 0)


class _Lines:
    """What lies between the payload's pieces, within its bound."""

    def __init__(self, stream: bytes) -> None:
        self.stream, self.at, self.framing = stream, 0, 0
        self.payload = bytearray()

    def next(self) -> bytes | None:
        """One line without its end; None where it is not whole."""
        stop = self.stream.find(b"\n", self.at)
        size = (stop + 1 if stop >= 0 else len(self.stream)) - self.at
        self.framing += size
        if size > MAX_LINE_BYTES + 2 or self.framing > FREE_FRAMING_BYTES + len(self.payload) // 32:
            raise _RefusedError
        if stop < 0:
            return None
        text = self.stream[self.at : stop + 1]
        self.at = stop + 1
        if not text.endswith(b"\r\n") or b"\r" in text[:-2] or b"\0" in text:
            raise _RefusedError
        return text[:-2]


def _chunked(stream: bytes) -> tuple[bytes | None, bytes]:
    """The payload and what follows; None while it is not whole."""
    lines = _Lines(stream)
    while (line := lines.next()) is not None:
        size = _SIZE.fullmatch(line)
        if size is None:
            raise _RefusedError
        length = int(size[1], 16)
        if not length:
            return _trailers(lines)
        lines.payload += stream[lines.at : lines.at + length]
        lines.at += length
        if lines.at > len(stream):
            break
        end = lines.next()
        if end is None:
            break
        if end:
            raise _RefusedError
    return None, b""


def _trailers(lines: _Lines) -> tuple[bytes | None, bytes]:
    while (trailer := lines.next()) is not None:
        if not trailer:
            return bytes(lines.payload), lines.stream[lines.at :]
        if _FIELD.fullmatch(trailer) is None:
            raise _RefusedError
    return None, b""
