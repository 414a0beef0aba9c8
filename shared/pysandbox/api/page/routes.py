"""The page's routes: `GET /`, `/embed`, `/reference.md`, `/site/…`, `/badge.svg`, `/robots.txt` and `/favicon.ico`.

The documents name their files under a folder whose name is a hash of all of them, so that a browser may keep them
for ever and never mixes the files of two releases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ...errors import ConfigurationError
from ...settings import Settings
from ..observe.record import record_of
from . import policy
from .assets import ASK_AGAIN, FOREVER, VERSION_LENGTH, Asset, load
from .document import Documents, Facts

# GitHub's own rule: letters, digits and single hyphens inside, at most 39 characters.
GITHUB_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}", re.ASCII)

READ = ["GET", "HEAD"]
ROBOTS = b"User-agent: *\nAllow: /\n"

LINKS = ", ".join(
    f"<{to}>; rel={relation}; type={kind}"
    for to, relation, kind in (
        ("openapi.json", '"service-desc"', '"application/json"'),
        ("llms.txt", '"alternate"', '"text/plain"'),
        ("reference.md", '"alternate"', '"text/markdown"'),
    )
)
"""For those who read headers and no markup (RFC 8631)."""


def github_login(text: str) -> str | None:
    """The operator's GitHub user name, or None when none is configured.

    Raises:
        ConfigurationError: it is not a name that GitHub gives out.
    """
    if not text:
        return None
    if not GITHUB_LOGIN.fullmatch(text):
        raise ConfigurationError(f"SANDBOX_DEVELOPER_GITHUB={text!r} is not a GitHub user name")
    return text


def add_page(
    app: FastAPI, settings: Settings, limits: Callable[[], Mapping[str, Any]], files_from: str = ""
) -> Documents:
    """Serve the page with `app`. What it says is rendered when first asked for, or by `prepare` of what is returned.

    `limits`: the body of GET /limits. `files_from`: the origin of the upload store, when that is not this service.

    Raises:
        ConfigurationError: `developer_github` is set and is no GitHub user name.
    """
    developer = github_login(settings.developer_github)
    version, assets = load()
    documents = Documents(lambda: Facts(limits(), app.openapi(), developer), version)

    def rules(*, framed: bool) -> dict[str, str]:
        csp = policy.content_security_policy(
            scripts=[documents.script_hash], github=developer is not None, files_from=files_from, framed=framed
        )
        return policy.security_headers(csp, framed=framed)

    pages = _Pages(documents, assets, version, rules(framed=False), rules(framed=True))
    for path, endpoint in (
        ("/", pages.page),
        ("/embed", pages.embed),
        ("/reference.md", pages.text),
        ("/robots.txt", pages.robots),
        ("/favicon.ico", pages.icon),
        ("/badge.svg", pages.badge),
        ("/site/{path:path}", pages.asset),
    ):
        app.add_api_route(path, endpoint, methods=READ, include_in_schema=False)
    return documents


class _Pages:
    """What is answered at each address."""

    def __init__(
        self,
        documents: Documents,
        assets: Mapping[str, Asset],
        version: str,
        alone: Mapping[str, str],
        in_frames: Mapping[str, str],
    ) -> None:
        """`alone` and `in_frames`: the security headers of what no other site may frame, and of what any may."""
        self._documents, self._assets, self._version = documents, assets, version
        self._alone, self._in_frames = alone, in_frames
        self._robots = Asset(ROBOTS, "text/plain; charset=utf-8")

    def page(self, request: Request) -> Response:
        return self._document("page.html", request).answer(request, {**self._alone, "Link": LINKS}, ASK_AGAIN)

    def embed(self, request: Request) -> Response:
        return self._document("embed.html", request).answer(request, self._in_frames, ASK_AGAIN)

    def text(self, request: Request) -> Response:
        return self._document("reference.md", request).answer(request, self._alone, ASK_AGAIN)

    def _document(self, name: str, request: Request) -> Asset:
        return self._documents.document(name, record_of(request).base_url)

    def robots(self, request: Request) -> Response:
        return self._robots.answer(request, self._alone, ASK_AGAIN)

    def icon(self, request: Request) -> Response:
        return self._assets["icon.svg"].answer(request, self._alone, ASK_AGAIN)

    def badge(self, request: Request) -> Response:
        return self._assets["badge.svg"].answer(request, self._alone, ASK_AGAIN)

    def asset(self, request: Request) -> Response:
        path = request.path_params["path"]  # as a parameter of `asset` it would have FastAPI import pydantic.v1
        folder, _, rest = path.partition("/")
        in_folder = re.fullmatch(rf"[0-9a-f]{{{VERSION_LENGTH}}}", folder)
        asset = self._assets.get(rest if in_folder else path)
        if asset is None:
            raise HTTPException(404, f"There is no {request.url.path} here.")
        return asset.answer(request, self._alone, FOREVER if folder == self._version else ASK_AGAIN)
