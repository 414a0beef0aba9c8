"""Lone surrogates: escapes that JSON allows and UTF-8 cannot write. The parser refuses them without saying where."""

from __future__ import annotations

import re
from itertools import chain

from .problems import invalid_body

MAX_LONE = 1000
"""More of them are nobody's text."""

_ESCAPE = re.compile(
    rb"\\(?:u(?:[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>[dD][89a-fA-F][0-9a-fA-F]{2}))|.)",
    re.DOTALL,
)


def mark_lone(body: bytes) -> tuple[bytes, str]:
    """`body` with a mark, and its four digits, in place of each lone surrogate; the mark is empty where there are none.

    The mark is a noncharacter of Unicode that does not stand in the body in any spelling.

    Raises:
        RequestInvalidError: there are more than MAX_LONE.
    """
    pieces: list[bytes] = []
    end, mark = 0, ""
    for escape in _ESCAPE.finditer(body):
        if escape["lone"] is None:
            continue
        mark = mark or _mark(body)
        pieces += [body[end : escape.start()], mark.encode(), escape["lone"].lower()]
        end = escape.end()
        if len(pieces) > 3 * MAX_LONE:
            raise invalid_body(f"holds more than {MAX_LONE} lone surrogates")
    return (b"".join([*pieces, body[end:]]), mark) if mark else (body, "")


def unmarked(text: str, mark: str) -> str:
    """`text` as it may be shown."""
    return re.sub(re.escape(mark) + "[0-9a-f]{0,4}", "\N{REPLACEMENT CHARACTER}", text) if mark else text


def _mark(body: bytes) -> str:
    for code in chain(range(0xFDD0, 0xFDF0), range(0xFFFE, 0x10000)):
        spellings = (chr(code).encode(), b"\\u%04x" % code, b"\\u%04X" % code)
        if not any(spelling in body for spelling in spellings):
            return chr(code)
    raise invalid_body("holds a lone surrogate")
