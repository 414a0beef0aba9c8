"""What our own server offers an application beside ASGI. Behind another one (Mangum) it is not there."""

from __future__ import annotations

from typing import Protocol

from .budget import Hold

EXTENSION = "pysandbox.body"
"""The name in a scope's `extensions` of a `BodyReader`."""


class BodyGoneError(Exception):
    """The client went away before its body was whole."""


class BodyReader(Protocol):
    """The body of a request, to be read in one piece instead of by `receive`."""

    async def read(self, limit_bytes: int, hold: Hold) -> bytes:
        """The whole body, once. It is counted on `hold` as it comes.

        Raises:
            BodyTooLargeError: it is longer than `limit_bytes`. The connection deals with what is still to come.
            BodyTooSlowError: it did not come in time.
            ServerBusyError: there is no room for it.
            BodyGoneError: the client went away.
        """
