"""One linear pass over the bytes of a JSON document, for what the parser does not say, or would say too late.

Depth and size of what would be built, keys that stand twice, NaN and Infinity, which fields were sent, how long arrays
are, and long text where none is taken. No string is decoded: one wide character would make four bytes of each.
Whether the document is valid is the parser's to say; here a malformed one passes, as far as nothing of this is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .problems import invalid_body

MAX_TOKENS = 10_000
"""Strings, and brackets and commas between them. An honest request has dozens; 24 MiB of `[],` would be 500 MB."""

MAX_DEPTH = 64

MAX_NAME_BYTES = 1_048_576
"""One key, as it is written."""

MAX_SHOWN_BYTES = 400
"""How much of a key is kept; no field of ours has a longer name."""

MAX_STRAY_BYTES = 1_048_576
"""Text in places of known fields that take none, together: the parser copies it, widened, to complain of it."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_STRING_WITH_ESCAPES = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NOT_STRUCTURE = bytes(set(range(256)) - set(b"[]{},:NI"))
_OPEN_OBJECT, _OPEN_ARRAY, _CLOSE_OBJECT, _CLOSE_ARRAY, _COMMA, _COLON = b"{[}],:"
_BACKSLASH = ord("\\")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that is known: its fields, those of them that hold text, and those that are arrays (of what)."""

    fields: frozenset[str]
    texts: frozenset[str] = frozenset()
    arrays: Mapping[str, Shape | None] = field(default_factory=dict)
    """None: an array of text."""


@dataclass(slots=True)
class Outline:
    """What was found. Paths are as issues name them, the root's is empty."""

    names: dict[str, list[str]] = field(default_factory=dict)
    """Keys of every object that is known, in their order, cut to what is shown of them."""
    lengths: dict[str, int] = field(default_factory=dict)
    """Elements of every array that is known; an empty one counts as 1."""


class _Level:
    """An array or object that is open."""

    __slots__ = ("index", "is_object", "key", "keys", "known", "path", "shape", "unread")

    def __init__(self, path: str, shape: Shape | None, *, is_object: bool, known: bool, unread: bool) -> None:
        self.path = path
        self.shape = shape
        """Of an object: what it is; of an array: what its elements are, None for text. Only where `known`."""
        self.is_object = is_object
        self.known = known
        self.unread = unread
        """Whether it lies below a field that nobody reads."""
        self.keys: set[bytes] = set()
        self.key = ""
        self.index = 0


def outline(body: bytes, shape: Shape) -> Outline:
    """What `body` holds.

    Raises:
        RequestInvalidError: it is too deep or has too many parts, names a key twice, or has long text in a wrong place.
    """
    return _Scan(body, shape).whole()


class _Scan:
    """One pass over one document."""

    def __init__(self, body: bytes, shape: Shape) -> None:
        self._body = body
        self._root = shape
        self._levels: list[_Level] = []
        self._found = Outline()
        self._tokens = self._strings = self._stray_bytes = 0

    def whole(self) -> Outline:
        body, end, string = self._body, 0, None
        while True:
            start = body.find(b'"', end)
            gap = body[end : start if start >= 0 else len(body)]
            self._between(gap.translate(None, _NOT_STRUCTURE), string)
            if start < 0:
                return self._found
            end = _end_of_string(body, start)
            string = (start, end)
            self._strings += 1

    def _between(self, structure: bytes, string: tuple[int, int] | None) -> None:
        """What stands between two strings, the first of which is `string`."""
        self._tokens += len(structure) - structure.count(b":")
        if max(self._tokens, self._strings) > MAX_TOKENS or len(structure) > 2 * MAX_TOKENS:
            raise invalid_body(f"has more than {MAX_TOKENS} strings, brackets and commas")
        if string is not None:
            if structure[:1] == b":" and self._levels and self._levels[-1].is_object:
                self._key(*string)
            else:
                self._text(string[1] - string[0])
        for byte in structure:
            if byte == _COLON:
                continue
            if byte == _COMMA:
                if self._levels:
                    self._levels[-1].index += 1
            elif byte in (_OPEN_OBJECT, _OPEN_ARRAY):
                self._open(is_object=byte == _OPEN_OBJECT)
            elif byte in (_CLOSE_OBJECT, _CLOSE_ARRAY):
                if self._levels:
                    self._close()
            else:
                raise invalid_body("is not valid JSON: NaN and Infinity are no JSON numbers")

    def _key(self, start: int, end: int) -> None:
        if end - start > MAX_NAME_BYTES:
            raise invalid_body(f"names a key of {end - start} bytes; at most {MAX_NAME_BYTES} are taken")
        written = self._body[start:end]
        name = written[1:-1]
        if b"\\" in name:
            try:
                name = json.loads(written).encode("utf-8", "surrogatepass")
            except ValueError:
                return  # the parser will not take it either
        level = self._levels[-1]
        if name in level.keys:
            shown = json.dumps(name[:MAX_SHOWN_BYTES].decode("utf-8", "ignore")[:100])
            raise invalid_body(f"names the key {shown} twice in one object")
        level.keys.add(name)
        if level.known:
            level.key = name[:MAX_SHOWN_BYTES].decode("utf-8", "ignore")
            self._found.names[level.path].append(level.key)

    def _text(self, size: int) -> None:
        """A string that is no key: is it where text is taken, or where nobody looks?"""
        level = self._levels[-1] if self._levels else None
        if level is not None and (level.unread or level.known):
            shape = level.shape
            if level.unread or shape is None:
                return
            if level.is_object and (level.key in shape.texts or level.key not in shape.fields):
                return
        self._stray_bytes += size
        if self._stray_bytes > MAX_STRAY_BYTES:
            raise invalid_body(f"holds more than {MAX_STRAY_BYTES} bytes of text where no text is taken")

    def _open(self, *, is_object: bool) -> None:
        if len(self._levels) == MAX_DEPTH:
            raise invalid_body(f"is nested deeper than {MAX_DEPTH} levels")
        level = self._below(self._levels[-1], is_object=is_object) if self._levels else self._top(is_object=is_object)
        if level.known and level.is_object:
            self._found.names.setdefault(level.path, [])
        self._levels.append(level)

    def _top(self, *, is_object: bool) -> _Level:
        return _Level("", self._root, is_object=is_object, known=is_object, unread=False)

    @staticmethod
    def _below(parent: _Level, *, is_object: bool) -> _Level:
        path, shape, known, unread = "", None, False, parent.unread
        if parent.known and parent.shape is not None:
            if not parent.is_object:
                known, shape, path = is_object, parent.shape, f"{parent.path}[{parent.index}]"
            elif parent.key not in parent.shape.fields:
                unread = True
            elif not is_object and parent.key in parent.shape.arrays:
                known, shape = True, parent.shape.arrays[parent.key]
                path = f"{parent.path}.{parent.key}".lstrip(".")
        return _Level(path, shape, is_object=is_object, known=known, unread=unread)

    def _close(self) -> None:
        level = self._levels.pop()
        if level.known and not level.is_object:
            self._found.lengths[level.path] = level.index + 1


def _end_of_string(body: bytes, start: int) -> int:
    """Where the string that begins at `start` ends, behind its quote: as fast as memchr where it holds no quote."""
    quote = body.find(b'"', start + 1)
    if quote < 0:
        return len(body)
    if body[quote - 1] != _BACKSLASH:
        return quote + 1
    match = _STRING_WITH_ESCAPES.match(body, start)
    return match.end() if match else len(body)
