"""What is sent unchanged: a body with its media type, its tag, and its compressed forms."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import threading
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

DIRECTORY = Path(__file__).parent / "static"
"""What `make site` builds, as text: a font and a picture are there in Base64, under their own names and `.base64`."""

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
"""What is served below /site/; a file of any other kind is not."""

REFUSED = re.compile(r"q=0(?:\.0{0,3})?")

COMPRESSED_ALREADY = frozenset({".png", ".woff2"})
VERSION_LENGTH = 16

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

BROTLI_FOREVER = 11
BROTLI_OFTEN = 5
"""Some 3 ms for the document; 11 takes a hundred times as long for a tenth less."""


def tag_of(body: bytes) -> str:
    """An entity tag. Weak: what is sent compressed and plain is the same content and not the same bytes."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:VERSION_LENGTH]}"'


class Asset:
    """One body as it is sent; compressed when first asked for, which keeps it out of a cold start."""

    def __init__(self, body: bytes, media_type: str, *, compress: bool = True, quality: int = BROTLI_FOREVER) -> None:
        self.body = body
        self.media_type = media_type
        self.tag = tag_of(body)
        self._codings = ("br", "gzip") if compress else ()
        self._quality = quality
        self._coded: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def coded(self, coding: str) -> bytes:
        """The body in `br` or `gzip`."""
        with self._lock:
            if coding not in self._coded:
                self._coded[coding] = compressed(self.body, coding, self._quality)
            return self._coded[coding]

    def answer(self, request: Request, headers: Mapping[str, str], cache_control: str) -> Response:
        """The asset in the smallest form that the client takes, or 304 when it has this one."""
        sent = {**headers, "Cache-Control": cache_control, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if matches(request.headers.get("if-none-match", ""), self.tag):
            return Response(status_code=304, headers=sent)
        for coding in self._codings:
            if accepts(request.headers.get("accept-encoding", ""), coding):
                sent["Content-Encoding"] = coding
                return Response(self.coded(coding), media_type=self.media_type, headers=sent)
        return Response(self.body, media_type=self.media_type, headers=sent)


def compressed(body: bytes, coding: str, quality: int) -> bytes:
    """`body` in `br` or `gzip`; the latter without a time stamp, so that equal bodies stay equal."""
    if coding == "gzip":
        return gzip.compress(body, compresslevel=min(quality, 9), mtime=0)
    import brotli

    coded: bytes = brotli.compress(body, quality=quality)
    return coded


def accepts(header: str, coding: str) -> bool:
    """Whether an Accept-Encoding names `coding` without refusing it (RFC 9110 section 12.5.3)."""
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        if name.strip() == coding:
            return REFUSED.fullmatch(parameters.replace(" ", "")) is None
    return False


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match names `tag`, compared weakly (RFC 9110 section 13.1.2)."""
    given = [part.strip().removeprefix("W/") for part in header.split(",")]
    return tag.removeprefix("W/") in given or given == ["*"]


def load(directory: Path = DIRECTORY) -> tuple[str, dict[str, Asset]]:
    """The version (a hash of every file) and the files by name."""
    digest = hashlib.sha256()
    assets = {}
    for path in sorted(directory.iterdir()):
        name, body = path.name, path.read_bytes()
        if path.suffix == ".base64":
            name, body = path.stem, base64.b64decode(body)
        suffix = Path(name).suffix
        if suffix in MEDIA_TYPES:
            digest.update(f"{name}\0{len(body)}\0".encode() + body)
            assets[name] = Asset(body, MEDIA_TYPES[suffix], compress=suffix not in COMPRESSED_ALREADY)
    return digest.hexdigest()[:VERSION_LENGTH], assets
