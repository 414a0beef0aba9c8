"""What a supervisor and a worker say to each other: a JSON object a line, over a pair of sockets.

The end of the stream says as much as any line: to the worker that its supervisor is gone, and it stops then.
"""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any, Self

LONGEST_LINE_BYTES = 1024 * 1024


class Channel:
    """One end. One event loop's."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, end: socket.socket) -> Self:
        """The channel over one end of a pair."""
        return cls(*await asyncio.open_unix_connection(sock=end, limit=LONGEST_LINE_BYTES))

    async def hear(self) -> dict[str, Any] | None:
        """What the other end says next; None when it is gone."""
        try:
            line = await self._reader.readline()
        except ConnectionError:
            return None
        return json.loads(line) if line.endswith(b"\n") else None

    def say(self, what: dict[str, Any]) -> None:
        """Say something. Nobody hears it where the other end is gone."""
        self._writer.write(json.dumps(what).encode() + b"\n")

    def close(self) -> None:
        """End it."""
        self._writer.close()
