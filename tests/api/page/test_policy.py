"""What keeps a browser safe with the page: its policy and its headers."""

from __future__ import annotations

import re

import pytest

from tests.api.page.reading import Client, Text


def policy(client: Client, path: str = "/") -> dict[str, list[str]]:
    header = client.get(path).headers["content-security-policy"]
    return {name: values for name, *values in (rule.split() for rule in header.split(";"))}


def test_the_policy_allows_the_pages_own_files_and_nothing_else(client: Client) -> None:
    rules = policy(client)
    script, hashed = rules.pop("script-src")
    assert script == "'self'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", hashed)
    assert rules == {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "connect-src": ["'self'"],
        "frame-src": ["blob:"],
        "object-src": ["blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'none'"],
    }


def test_a_developer_adds_github_to_the_policy_and_nothing_else(client: Client) -> None:
    with_github, without = policy(Client(SANDBOX_DEVELOPER_GITHUB="octo-dev")), policy(client)
    assert with_github.pop("connect-src") == ["'self'", "https://api.github.com"]
    assert with_github.pop("img-src") == ["'self'", "blob:", "data:", "https://avatars.githubusercontent.com"]
    assert with_github.items() <= without.items()


def test_only_the_embedded_page_may_stand_in_a_frame(client: Client) -> None:
    assert policy(client, "/embed")["frame-ancestors"] == ["*"]
    assert "x-frame-options" not in client.get("/embed").headers
    assert {**policy(client, "/embed"), "frame-ancestors": ["'none'"]} == policy(client)
    for path in ("/", "/site/page.js", "/robots.txt", "/badge.svg"):
        assert client.get(path).headers["x-frame-options"] == "DENY", path
        assert "frame-ancestors 'none'" in client.get(path).headers["content-security-policy"], path


@pytest.mark.parametrize("path", ["/", "/embed", "/site/page.js", "/favicon.ico", "/robots.txt"])
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/embed"])
def test_a_document_has_one_inline_script_and_no_inline_style(client: Client, path: str) -> None:
    html = client.get(path).text
    scripts = [attributes for tag, attributes in Text(html).tags if tag == "script" and "src" not in attributes]
    assert [attributes.get("type") for attributes in scripts] == [None, "application/json"]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
    assert not re.search(r"""(?:src|href)=["']//""", html)
