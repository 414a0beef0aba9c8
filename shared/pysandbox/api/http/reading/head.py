"""The head of a request: collected in raw bytes up to a bound, parsed by llhttp in one go, read in one way or refused.

An offer to upgrade is not taken up, and the request is what it would be without it (RFC 9110 section 7.8). The parser
would believe that another protocol follows and give the body up, so it is not shown that header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import httptools

END = b"\r\n\r\n"

_BARE_LF = re.compile(rb"(?<!\r)\n")
_METHOD = re.compile(rb"[A-Z-]{1,20}(?: |\Z)")  # as far as it has come
_UPGRADE = re.compile(rb"(?i)(?<=\n)upgrade(?=[ \t]*:)")
_HIDDEN = b"x-grade"  # of the same length; RFC 9110 section 5.1: an unknown field is ignored
_LENGTH = re.compile(rb"[0-9]{1,18}")


class MalformedError(Exception):
    """What came is no HTTP/1.x request; the message is for its sender."""


@dataclass(frozen=True, slots=True)
class Head:
    """One request line and its fields. `length` is the body's; None: it comes in chunks."""

    method: str
    target: bytes
    version: str
    headers: list[tuple[bytes, bytes]]
    keep_alive: bool
    length: int | None
    expects_continue: bool


class HeadReader:
    """Collects one head after the other. Work and memory are linear in the bytes, and bounded."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = bytearray()
        self._spent = 0

    @property
    def begun(self) -> bool:
        """Whether something of a head is there."""
        return self._spent > 0

    def feed(self, data: bytes) -> tuple[Head, bytes] | None:
        """The head and what follows it, once it is whole.

        Raises:
            MalformedError: it is no head of a request, or longer than it may be.
        """
        self._spent += len(data)
        if not self._bytes:
            data = data.lstrip(b"\r\n")  # RFC 9112 section 2.2
        known = len(self._bytes)
        self._bytes += data[: self._max_bytes + len(END) - known]
        end = self._bytes.find(END, max(0, known - len(END) + 1))
        self._check(known, end)
        if end < 0:
            return None
        size = end + len(END)
        head = _parse(bytes(self._bytes[:size]))
        rest = data[size - known :]
        self._bytes.clear()
        self._spent = 0
        return head, rest

    def _check(self, known: int, end: int) -> None:
        begun = bytes(self._bytes[:20])
        if begun and not _METHOD.match(begun):
            raise MalformedError("The request line does not begin with a method.")
        if _BARE_LF.search(self._bytes, max(0, known - 1), end if end >= 0 else len(self._bytes)):
            raise MalformedError("A line of the request's head does not end in CRLF.")
        if (end < 0 and self._spent > self._max_bytes) or end + len(END) > self._max_bytes:
            raise MalformedError(f"The request line and headers are longer than {self._max_bytes} bytes.")


class _Collector:
    """What llhttp finds in one head."""

    def __init__(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self.target = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.messages = 0
        self.keep_alive: bool | None = None

    def on_message_begin(self) -> None:
        self.messages += 1

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.keep_alive = self.parser.should_keep_alive()


def _parse(raw: bytes) -> Head:
    found = _Collector()
    try:
        found.parser.feed_data(_UPGRADE.sub(_HIDDEN, raw))
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        raise MalformedError("The request's head is not valid HTTP/1.1.") from None
    if found.keep_alive is None or found.messages != 1:  # it ends elsewhere for the parser than for us
        raise MalformedError("The request's head is not valid HTTP/1.1.")
    version = found.parser.get_http_version()
    if version not in ("1.0", "1.1"):
        raise MalformedError(f"HTTP/{version} is not spoken here; HTTP/1.1 is.")
    headers = [(name, value) for name, value in found.headers if name != _HIDDEN]
    return Head(
        method=found.parser.get_method().decode("ascii"),
        target=found.target,
        version=version,
        headers=headers,
        keep_alive=found.keep_alive and version == "1.1",
        length=_framing(headers, version),
        expects_continue=version == "1.1"
        and any(name == b"expect" and value.strip().lower() == b"100-continue" for name, value in headers),
    )


def _framing(headers: list[tuple[bytes, bytes]], version: str) -> int | None:
    """The length of the body; None: in chunks. What two readers could read differently is refused.

    RFC 9112 section 6.3, without its leniencies.
    """
    lengths = [value.strip(b" \t") for name, value in headers if name == b"content-length"]
    codings = [value.strip(b" \t").lower() for name, value in headers if name == b"transfer-encoding"]
    if codings:
        if lengths or version == "1.0":
            raise MalformedError("Transfer-Encoding cannot stand here: the end of the body would not be certain.")
        if codings != [b"chunked"]:
            raise MalformedError("Of all transfer codings, only chunked is taken.")
        return None
    if not lengths:
        return 0
    if len(lengths) > 1 or not _LENGTH.fullmatch(lengths[0]):
        raise MalformedError("Content-Length must be one number.")
    return int(lengths[0])
