"""ETag, 304 and compression for what GET routes answer in JSON or text; the page does the same for itself."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..page.assets import ASK_AGAIN, accepts, compressed, matches, tag_of

LARGEST_BYTES = 256 * 1024
"""A larger answer is no description of the service; it is passed on as it comes."""
WORTH_IT_BYTES = 512
QUALITY = 6
KEPT = 32

type Start = MutableMapping[str, Any]


@lru_cache(maxsize=KEPT)
def _compressed(body: bytes, coding: str) -> bytes:
    return compressed(body, coding, QUALITY)


class Conditional:
    """ASGI middleware around the router. An answer that says how it is to be cached, or is coded, is left alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        request = Headers(scope=scope)
        held: Start | None = None
        body = b""

        async def send_whole(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start" and _concerns(message):
                held = message
                return
            if held is None:
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                start, held = held, None
                sent = _dressed(start, body, request)
                await send(start)
                await send({"type": "http.response.body", "body": sent})

        await self._app(scope, receive, send_whole)


def _concerns(start: Start) -> bool:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "")
    length = headers.get("content-length", "")
    return (
        start["status"] == 200
        and (kind.startswith("text/") or "json" in kind)
        and length.isdigit()
        and int(length) <= LARGEST_BYTES
        and not {"etag", "content-encoding", "cache-control"} & set(headers)
    )


def _dressed(start: Start, body: bytes, request: Headers) -> bytes:
    """The body to send for `body`; `start` is changed to fit."""
    headers = MutableHeaders(scope=start)
    tag = tag_of(body)
    headers |= {"ETag": tag, "Cache-Control": ASK_AGAIN}
    headers.add_vary_header("Accept-Encoding")
    if matches(request.get("if-none-match", ""), tag):
        start["status"] = 304
        del headers["content-length"]
        del headers["content-type"]
        return b""
    if len(body) < WORTH_IT_BYTES:
        return body
    for coding in ("br", "gzip"):
        if accepts(request.get("accept-encoding", ""), coding):
            sent = _compressed(body, coding)
            headers |= {"Content-Encoding": coding, "Content-Length": str(len(sent))}
            return sent
    return body
