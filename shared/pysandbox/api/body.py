"""From the bytes of a request to a JSON object: streamed, capped and strict, whatever the Content-Type says."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from itertools import chain
from typing import Any

from starlette.requests import Request

from .problems import BodyTooLargeError, Issue, RequestInvalidError

MAX_TOKENS = 10_000
"""Strings, and brackets and commas between them. An honest request has dozens; 24 MiB of `[],` would be 500 MB."""

MAX_DEPTH = 64

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NOT_STRUCTURE = bytes(set(range(256)) - set(b"[]{},"))


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """The whole body.

    What comes after the limit is read and dropped, up to as much again, because a client that is still sending when the
    connection closes sees a reset and not the answer.

    Raises:
        BodyTooLargeError: it is longer than `limit_bytes`.
        starlette.requests.ClientDisconnect: the client went away.
    """
    declared = _declared_length(request)
    if declared is not None and declared > limit_bytes and "expect" in request.headers:
        raise BodyTooLargeError(limit_bytes, exhausted=False)  # it asked before sending anything
    chunks = bytearray()
    received = 0
    stream: AsyncIterator[bytes] = request.stream()
    async for chunk in stream:
        received += len(chunk)
        if received <= limit_bytes:
            chunks += chunk
        else:
            chunks.clear()
            if received > 2 * limit_bytes:
                raise BodyTooLargeError(limit_bytes, exhausted=True)
    if received > limit_bytes:
        raise BodyTooLargeError(limit_bytes, exhausted=False)
    return bytes(chunks)


def _declared_length(request: Request) -> int | None:
    text = request.headers.get("content-length", "")
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Strings may still hold lone surrogates: the fields that they are in are named later.

    Raises:
        RequestInvalidError: it is not UTF-8, not JSON (RFC 8259), not an object, too deep, or names a key twice.
    """
    text = _decode(body)
    _check_structure(body)
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _invalid(f"is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except ValueError:
        raise _invalid("is not valid JSON: a number has too many digits") from None
    if not isinstance(value, dict):
        raise _invalid("must be a JSON object")
    return value


def _invalid(message: str) -> RequestInvalidError:
    return RequestInvalidError([Issue("body", message)])


def _decode(body: bytes) -> str:
    if not body.strip(b" \t\r\n"):
        raise _invalid("is empty; a JSON object is expected")
    if body.startswith(b"\x1f\x8b"):
        raise _invalid("is compressed; Content-Encoding is not supported")
    try:
        return body.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(f"is not valid UTF-8: {error.reason} at byte {error.start}") from None


def _check_structure(body: bytes) -> None:
    """Bound what the parser may build before it builds it: it holds the interpreter's lock and knows no limit."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH and body.count(b",") <= MAX_TOKENS:
        return
    tokens = depth = end = 0
    for number, string in enumerate(chain(_STRING.finditer(body), (None,))):
        structure = body[end : string.start() if string else None].translate(None, _NOT_STRUCTURE)
        tokens += len(structure)
        if max(tokens, number) > MAX_TOKENS:
            raise _invalid(f"has more than {MAX_TOKENS} strings, brackets and commas")
        for byte in structure:
            depth += (byte in b"[{") - (byte in b"]}")
            if depth > MAX_DEPTH:
                raise _invalid(f"is nested deeper than {MAX_DEPTH} levels")
        end = string.end() if string else end


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _invalid(f"names the key {json.dumps(twice[:100])} twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise _invalid(f"is not valid JSON: {name} is no JSON number")
