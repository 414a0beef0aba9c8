"""How the page is delivered: caching, compression, sizes, what else is asked for."""

from __future__ import annotations

import gzip
import re

import anyio
import brotli
import pytest
from pysandbox.api.page.assets import DIRECTORY

from tests.api.page.reading import Client, Text

BEFORE_THE_EDITOR_BYTES = 60_000


REQUESTS_BEFORE_THE_EDITOR = 5


def asset_paths(client: Client) -> list[str]:
    return sorted(set(re.findall(r'"(site/[^"]+)"', client.get("/").text)))


def test_the_document_is_asked_for_again_and_its_files_are_kept_for_ever(client: Client) -> None:
    assert client.get("/").headers["cache-control"] == "no-cache"
    paths = asset_paths(client)
    assert len(paths) >= 4
    for path in paths:
        answer = client.get(f"/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/site/page.js", "/site/0123456789abcdef/page.js"])
def test_a_file_of_no_version_or_of_another_is_todays_and_asked_for_again(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.content == (DIRECTORY / "page.js").read_bytes()
    assert answer.headers["cache-control"] == "no-cache"


GETS = ["/", "/embed", "/reference.md", "/site/page.css", "/site/face.woff2", "/robots.txt", "/limits", "/openapi.json"]


@pytest.mark.parametrize("path", GETS)
def test_what_has_not_changed_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert "no-store" not in first.headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/site/page.js", "/site/editor.js", "/limits", "/openapi.json"])
def test_answers_are_compressed_for_those_who_take_it(client: Client, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for accepted, coding in (("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")):
        packed = client.get(path, headers={"Accept-Encoding": accepted})
        assert packed.headers["content-encoding"] == coding
        assert int(packed.headers["content-length"]) < len(plain.content) * 0.6
        assert packed.content == plain.content, "httpx has unpacked it"
        assert "Accept-Encoding" in packed.headers["vary"]
    assert "content-encoding" not in client.get(path, headers={"Accept-Encoding": "gzip;q=0, br;q=0.0"}).headers


def test_answers_to_requests_that_change_something_are_neither_tagged_nor_kept(client: Client) -> None:
    answer = client.request("POST", "/validate")
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    missing = client.get("/nothing")
    assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")
    assert "etag" not in missing.headers


def test_all_that_is_needed_before_the_editor_is_small(client: Client) -> None:
    tags = Text(client.get("/").text).tags
    wanted = {
        attributes["href"]
        for tag, attributes in tags
        if tag == "link" and attributes.get("rel") in ("stylesheet", "preload", "icon")
    }
    wanted |= {attributes["src"] for tag, attributes in tags if tag in ("script", "img") and attributes.get("src")}
    assert len(wanted) + 1 <= REQUESTS_BEFORE_THE_EDITOR
    sizes = {
        path: int(client.get(f"/{path}", {"Accept-Encoding": "br"}).headers["content-length"])
        for path in ["", *map(str, wanted)]
    }
    assert sum(sizes.values()) < BEFORE_THE_EDITOR_BYTES, sizes


def test_compressed_forms_are_sound(client: Client) -> None:
    async def raw(coding: str) -> bytes:
        sent: list[bytes] = []
        scope = {
            "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "scheme": "http",
            "headers": [(b"host", b"x"), (b"accept-encoding", coding.encode())], "client": ("127.0.0.1", 1),
            "server": ("x", 80), "http_version": "1.1", "root_path": "",
        }  # fmt: skip

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.body":
                body = message["body"]
                assert isinstance(body, bytes)
                sent.append(body)

        await client.app(scope, receive, send)  # type: ignore[arg-type]
        return b"".join(sent)

    page = anyio.run(raw, "identity")
    assert brotli.decompress(anyio.run(raw, "br")) == page
    assert gzip.decompress(anyio.run(raw, "gzip")) == page


def test_head_is_answered(client: Client) -> None:
    assert client.request("HEAD", "/").status_code == 200
    assert client.request("HEAD", "/site/page.css").headers["content-type"] == "text/css; charset=utf-8"
    assert client.request("HEAD", "/limits").headers["etag"] == client.get("/limits").headers["etag"]


def test_robots_icons_and_machines_find_what_they_look_for(client: Client) -> None:
    assert client.get("/robots.txt").headers["content-type"] == "text/plain; charset=utf-8"
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert client.get("/badge.svg").headers["content-type"] == "image/svg+xml"
    assert '<openapi.json>; rel="service-desc"' in client.get("/").headers["link"]
    links = {
        (attributes.get("rel"), attributes.get("href"))
        for tag, attributes in Text(client.get("/").text).tags
        if tag == "link"
    }
    for link in (("service-desc", "openapi.json"), ("alternate", "llms.txt"), ("alternate", "reference.md")):
        assert link in links
    assert "og:title" in client.get("/").text


@pytest.mark.parametrize(
    "path",
    [
        "/site/",
        "/site/nothing.js",
        "/site/page.html",
        "/site/snippets.json",
        "/site/../policy.py",
        "/site/%2e%2e/routes.py",
    ],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_link_to_the_page_has_a_picture(client: Client) -> None:
    metas = {row.get("property"): row.get("content") for tag, row in Text(client.get("/").text).tags if tag == "meta"}
    address = metas["og:image"]
    assert address is not None
    assert address.startswith("http://page.example/site/"), "other sites ask for it by its whole address"
    answer = client.get(address)
    assert answer.headers["content-type"] == metas["og:image:type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(answer.content[at : at + 4]) for at in (16, 20)]
    assert size == [int(metas["og:image:width"] or 0), int(metas["og:image:height"] or 0)] == [1200, 630]
    assert len(answer.content) < 100_000
    assert metas["og:image:alt"]
