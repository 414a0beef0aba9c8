"""Bodies that come compressed: gzip is taken, within the limit of any body and a bound on how much it may expand."""

from __future__ import annotations

import zlib

from starlette.requests import Request

from ..http.budget import Hold
from .problems import BodyTooLargeError, invalid_body

FREE_BYTES = 1024 * 1024
"""What a compressed body may become whatever its own size."""

MAX_RATIO = 100
"""Beyond that, how many bytes of each one. JSON with files in Base64 shrinks by less than a half, text tenfold."""

STEP_BYTES = 1024 * 1024


def is_compressed(request: Request) -> bool:
    """Whether the body has to be expanded.

    Raises:
        RequestInvalidError: in a way that is not taken.
    """
    codings = [part.strip().lower() for part in request.headers.get("content-encoding", "").split(",") if part.strip()]
    codings = [coding for coding in codings if coding != "identity"]
    if codings in (["gzip"], ["x-gzip"]):
        return True
    if codings:
        raise invalid_body("comes in a content coding that is not taken: send it as it is, or with gzip")
    return False


def expand(body: bytes, limit_bytes: int, hold: Hold) -> bytes:
    """The content of a gzip'd body (RFC 1952), one member after the other, counted on `hold` as it grows.

    Raises:
        RequestInvalidError: it is not gzip, is cut short, or expands too much.
        BodyTooLargeError: it is longer than `limit_bytes`.
        ServerBusyError: there is no room for it.
    """
    most = min(limit_bytes, FREE_BYTES + MAX_RATIO * len(body))
    pieces: list[bytes] = []
    size, rest = 0, body
    while rest:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not member.eof:
            try:
                piece = member.decompress(rest, min(STEP_BYTES, most + 1 - size))
            except zlib.error:
                raise invalid_body("is not valid gzip") from None
            rest = member.unconsumed_tail
            size += len(piece)
            hold.take(len(piece))
            pieces.append(piece)
            if size > limit_bytes:
                raise BodyTooLargeError(limit_bytes)
            if size > most:
                raise invalid_body(f"expands to more than {MAX_RATIO} times its size")
            if not piece and not rest and not member.eof:
                raise invalid_body("is cut short: its gzip does not end")
        rest = member.unused_data
    return b"".join(pieces)
