"""One application asked without a network, and what a document says where no script runs."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import anyio
import httpx
from pysandbox.api import create_app
from pysandbox.settings import load_settings


class Client:
    """Asks one application, without a network and without starting what runs programs."""

    def __init__(self, **changes: str) -> None:
        environment = {"SANDBOX_RATE_LIMIT_STORE": "memory://", "SANDBOX_UPLOAD_STORE": "none"} | changes
        self.app = create_app(replace(load_settings(environment), log_level="ERROR"))

    def request(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://page.example") as client:
                return await client.request(method, path, headers=headers)

        return anyio.run(ask)

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.request("GET", path, headers)


class Text(HTMLParser):
    """What a document says where no script runs, and what it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")
        if tag not in ("a", "b", "code", "em", "span", "strong", "wbr"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def said(client: Client, path: str = "/") -> str:
    return Text(client.get(path).text).text
