"""GET /client.py and /client.ts: the one-file clients, with this service's own address in them."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from ...errors import ConfigurationError
from ..observe.record import record_of

MEDIA_TYPES = {"client.py": "text/x-python; charset=utf-8", "client.ts": "text/typescript; charset=utf-8"}

ADDRESS = re.compile(r'^(export const )?BASE_URL = "[^"\n]*"', re.MULTILINE)
"""The line of a client that says where the service is."""


def source(name: str) -> str:
    """The client as it stands in the repository, or beside this package where that was built without it.

    Raises:
        ConfigurationError: it is in neither place.
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (package.parents[1] / "clients", package / "clients"):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    raise ConfigurationError(f"the client {name} is missing")


def with_address(text: str, base_url: str) -> str:
    """A client's source that leads to `base_url`, which has no quote in it (`base_url.base_url`)."""
    return ADDRESS.sub(lambda found: f'{found[1] or ""}BASE_URL = "{base_url}"', text, count=1)


def add_clients(app: FastAPI) -> None:
    """Serve the clients with `app`."""
    for name, media_type in MEDIA_TYPES.items():
        show = partial(_show, text=source(name), media_type=media_type)
        app.add_route(f"/{name}", show, methods=["GET", "HEAD"], include_in_schema=False)


async def _show(request: Request, text: str, media_type: str) -> Response:
    content = with_address(text, record_of(request).base_url)
    headers = {"Cache-Control": "no-cache", "Vary": "Host"}
    return Response(content, media_type=media_type, headers=headers)
