"""`GET /`: what this service is, for somebody who opens its address in a browser."""

from __future__ import annotations

from fastapi import FastAPI, Response

from ..settings import Settings

_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Python Sandbox API</title></head><body>
<h1>Python Sandbox API</h1>
<p>Send a Python program to <code>POST /execute</code> and get back what it printed and the files that it made.</p>
<ul><li><a href="/limits">Limits and the import list</a></li><li><a href="/openapi.json">OpenAPI document</a></li>
<li><a href="/health">Health and isolation layers</a></li></ul>
</body></html>
"""


def add_page(app: FastAPI, settings: Settings) -> None:
    """Serve the page."""

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page() -> Response:
        headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
        return Response(_PAGE, headers=headers, media_type="text/html")
