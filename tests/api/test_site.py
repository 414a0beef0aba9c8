"""The page as HTTP: its headers, caching and compression, without a browser."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import anyio
import httpx
import pytest
from fastapi import FastAPI
from pysandbox.api.site_routes import DIRECTORY, add_site
from pysandbox.errors import ConfigurationError
from pysandbox.settings import load_settings

COMPRESSED_LIMIT_BYTES = 250_000


class Client:
    """Asks one application, without a network."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def request(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="http://page") as client:
                return await client.request(method, path, headers=headers)

        return anyio.run(ask)

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.request("GET", path, headers)


def site(developer: str = "") -> Client:
    app = FastAPI()
    add_site(app, replace(load_settings({}), developer_github=developer))
    return Client(app)


@pytest.fixture
def client() -> Client:
    return site()


def policy(client: Client) -> dict[str, list[str]]:
    header = client.get("/").headers["content-security-policy"]
    return {name: values for name, *values in (rule.split() for rule in header.split(";"))}


def asset_paths(client: Client) -> list[str]:
    return re.findall(r'"(site/[^"]+)"', client.get("/").text)


def test_the_policy_allows_the_pages_own_files_and_nothing_else(client: Client) -> None:
    assert policy(client) == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "connect-src": ["'self'"],
        "frame-src": ["blob:"],
        "object-src": ["blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
    }


def test_a_developer_adds_github_to_the_policy_and_nothing_else(client: Client) -> None:
    named = site("octo-dev")
    with_github, without = policy(named), policy(client)
    assert named.get("/site/config.json").json() == {"developer_github": "octo-dev"}
    assert with_github.pop("connect-src") == ["'self'", "https://api.github.com"]
    assert with_github.pop("img-src") == ["'self'", "blob:", "data:", "https://avatars.githubusercontent.com"]
    assert with_github.items() <= without.items()
    assert client.get("/site/config.json").json() == {"developer_github": None}


@pytest.mark.parametrize("name", ["-a", "a-", "a--b", "a b", "a/b", "a;b", "é", "a" * 40, "a\n"])
def test_a_developer_that_is_no_github_name_is_refused_at_start(name: str) -> None:
    with pytest.raises(ConfigurationError, match="SANDBOX_DEVELOPER_GITHUB"):
        site(name)


@pytest.mark.parametrize("path", ["/", "/site/app.js", "/site/config.json"])
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_the_document_is_asked_for_again_and_its_files_are_kept_for_ever(client: Client) -> None:
    assert client.get("/").headers["cache-control"] == "no-cache"
    paths = asset_paths(client)
    assert len(paths) >= 4
    for path in paths:
        answer = client.get(f"/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/site/app.js", "/site/0123456789abcdef/app.js"])
def test_a_file_of_no_version_or_of_another_is_todays_and_asked_for_again(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.content == (DIRECTORY / "app.js").read_bytes()
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/site/style.css"])
def test_what_has_not_changed_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_files_are_compressed_for_those_who_take_it(client: Client) -> None:
    plain = client.get("/site/app.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    packed = client.get("/site/app.js", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    refused = client.get("/site/app.js", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers
    assert "Accept-Encoding" in packed.headers["vary"]


def test_head_is_answered(client: Client) -> None:
    assert client.request("HEAD", "/").status_code == 200
    assert client.request("HEAD", "/site/style.css").headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    "path", ["/site/", "/site/nothing.js", "/site/index.html", "/site/../settings.py", "/site/%2e%2e/app.py"]
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_whole_page_is_small() -> None:
    files = [path for path in DIRECTORY.rglob("*") if path.is_file() and path.suffix != ".txt"]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) < COMPRESSED_LIMIT_BYTES


def test_the_document_has_no_inline_script_or_style() -> None:
    html = (DIRECTORY / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", html)
