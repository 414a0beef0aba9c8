"""The page: its files, held in memory, and the headers that keep a browser safe with them.

`GET /` is the document and `/site/…` what it loads. The document names its files under a folder whose name is a hash
of all of them, so that a browser may keep them for ever and never mixes the files of two releases.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..errors import ConfigurationError
from ..settings import Settings

DIRECTORY = Path(__file__).parent / "site"

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""What the page is made of; a file of any other kind is not served."""

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

# GitHub's own rule: letters, digits and single hyphens inside, at most 39 characters.
GITHUB_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}", re.ASCII)

VERSION_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the page as it is sent."""

    body: bytes
    media_type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, suffix: str) -> Asset:
        return cls(body, MEDIA_TYPES[suffix], f'"{hashlib.sha256(body).hexdigest()[:VERSION_LENGTH]}"')


@lru_cache(maxsize=64)
def _compressed(body: bytes) -> bytes:
    """Gzip without a time stamp; done when first asked for, which keeps it out of a cold start."""
    return gzip.compress(body, compresslevel=9, mtime=0)


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


def content_security_policy(*, github: bool, files_from: str = "") -> str:
    """What the page may load: its own files, what a run returned (blob:) and, when a developer is named, GitHub.

    `files_from`: the origin of the upload store, when that is not this service itself.
    """
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' blob: data:" + (" https://avatars.githubusercontent.com" if github else ""),
        "connect-src": "'self'"
        + (" https://api.github.com" if github else "")
        + (f" {files_from}" if files_from else ""),
        # A returned PDF is shown by the browser's own viewer, in a frame; its viewer counts as an object.
        "frame-src": "blob:",
        "object-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def security_headers(*, github: bool, files_from: str = "") -> dict[str, str]:
    """The headers that every answer of the page carries."""
    return {
        "Content-Security-Policy": content_security_policy(github=github, files_from=files_from),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def _load(directory: Path) -> tuple[str, dict[str, Asset]]:
    """The version (a hash of every file) and the files by their path below `directory`."""
    paths = sorted(path for path in directory.rglob("*") if path.is_file() and path.suffix in MEDIA_TYPES)
    digest = hashlib.sha256()
    assets = {}
    for path in paths:
        name, body = path.relative_to(directory).as_posix(), path.read_bytes()
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
        assets[name] = Asset.of(body, path.suffix)
    return digest.hexdigest()[:VERSION_LENGTH], assets


def _accepts_gzip(request: Request) -> bool:
    for coding in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, parameters = coding.partition(";")
        if name.strip() == "gzip":
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _matches(request: Request, etag: str) -> bool:
    given = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in given or given == ["*"]


def _answer(request: Request, asset: Asset, headers: dict[str, str], cache_control: str) -> Response:
    # One ETag for both codings would make them interchangeable; a weak one says "the same content" and no more.
    sent = {**headers, "Cache-Control": cache_control, "ETag": f"W/{asset.etag}", "Vary": "Accept-Encoding"}
    if _matches(request, asset.etag):
        return Response(status_code=304, headers=sent)
    if _accepts_gzip(request):
        sent["Content-Encoding"] = "gzip"
        return Response(_compressed(asset.body), media_type=asset.media_type, headers=sent)
    return Response(asset.body, media_type=asset.media_type, headers=sent)


def add_site(app: FastAPI, settings: Settings, files_from: str = "") -> None:
    """Serve the page with `app`: `GET /`, `/site/…` and `/site/config.json`.

    `files_from`: the origin of the upload store, when that is not this service itself.

    Raises:
        ConfigurationError: `developer_github` is set and is no GitHub user name.
    """
    developer = github_login(settings.developer_github)
    headers = security_headers(github=developer is not None, files_from=files_from)
    version, assets = _load(DIRECTORY)
    html = assets.pop("index.html").body.replace(b'"site/', f'"site/{version}/'.encode())
    page = Asset.of(html, ".html")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def show_page(request: Request) -> Response:
        return _answer(request, page, headers, ASK_AGAIN)

    @app.api_route("/site/config.json", methods=["GET", "HEAD"], include_in_schema=False)
    def show_config() -> Response:
        return JSONResponse({"developer_github": developer}, headers={**headers, "Cache-Control": ASK_AGAIN})

    @app.api_route("/site/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    def show_asset(path: str, request: Request) -> Response:
        folder, _, rest = path.partition("/")
        name = rest if re.fullmatch(rf"[0-9a-f]{{{VERSION_LENGTH}}}", folder) else path
        asset = assets.get(name)
        if asset is None:
            raise HTTPException(404, f"There is no {request.url.path} here.")
        return _answer(request, asset, headers, FOREVER if folder == version else ASK_AGAIN)
