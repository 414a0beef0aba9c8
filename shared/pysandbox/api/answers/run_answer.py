"""An answer with a run in it: its files go from where they lie to the caller, a piece at a time.

The length is known before: JSON is made once, with a mark in place of each file, and Base64 is four bytes for three.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import orjson
import pybase64
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ...engine.models import OutputFile
from ..http.budget import Hold

PIECE_BYTES = 192 * 1024
"""Of a file; a multiple of three, so that the pieces in Base64 make up the whole."""

INLINE_BYTES = 32 * 1024
"""A file up to this size becomes part of the JSON at once."""


class Base64Of:
    """Stands in an answer for the content of a file."""

    __slots__ = ("file",)

    def __init__(self, file: OutputFile) -> None:
        self.file = file


def base64_bytes(size_bytes: int) -> int:
    """The length of so many bytes in Base64."""
    return (size_bytes + 2) // 3 * 4


class RunAnswer(Response):
    """JSON whose large files are read while it is sent. It is counted on `hold`, which holds the files already."""

    media_type = "application/json"

    def __init__(
        self, content: Any, status_code: int = 200, headers: Mapping[str, str] | None = None, hold: Hold | None = None
    ) -> None:
        self._files: list[OutputFile] = []
        self._mark = secrets.token_hex(16)  # nobody can have put it into the content
        text = orjson.dumps(content, default=self._place)
        self._pieces = text.split(self._mark.encode()) if self._files else [text]
        size = sum(map(len, self._pieces)) + sum(base64_bytes(file.size_bytes) for file in self._files)
        if hold is not None:
            hold.force(len(text) + (2 * base64_bytes(PIECE_BYTES) if self._files else 0))
        super().__init__(None, status_code, {**(headers or {}), "Content-Length": str(size)})

    def _place(self, value: object) -> str:
        if not isinstance(value, Base64Of):
            raise TypeError(f"{type(value).__name__} has no place in an answer")
        if value.file.size_bytes <= INLINE_BYTES:
            return pybase64.b64encode_as_string(value.file.content or b"")
        self._files.append(value.file)
        return self._mark

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. A file that cannot be read any more ends the connection: what was sent is not all of it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        pieces = iter(self._pieces)
        if scope["method"] != "HEAD":
            for file in self._files:
                await send({"type": "http.response.body", "body": next(pieces), "more_body": True})
                for piece in file.chunks(PIECE_BYTES):
                    await send({"type": "http.response.body", "body": pybase64.b64encode(piece), "more_body": True})
                file.close()
        await send({"type": "http.response.body", "body": next(pieces)})
