"""The body of a request: in one piece, capped and counted, whoever serves."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from ..http.extension import EXTENSION, BodyGoneError, BodyReader
from ..observe.record import record_of
from .problems import BodyTooLargeError


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """The whole body, counted as bytes under way. Our own server has it in one buffer, which is not copied.

    Raises:
        BodyTooLargeError: it is longer than `limit_bytes`.
        BodyTooSlowError: it did not come in time.
        ServerBusyError: there is no room for it.
        starlette.requests.ClientDisconnect: the client went away.
    """
    hold = record_of(request).hold
    assert hold is not None
    reader: BodyReader | None = request.scope.get("extensions", {}).get(EXTENSION)
    if reader is not None:
        try:
            return await reader.read(limit_bytes, hold)
        except BodyGoneError:
            raise ClientDisconnect from None
    chunks: list[bytes] = []  # behind Mangum it is one
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit_bytes:
            raise BodyTooLargeError(limit_bytes)
        hold.take(len(chunk))
        chunks.append(chunk)
    return b"".join(chunks)
