"""`GET /`: what this service is, for somebody who opens it in a browser."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.responses import HTMLResponse

from ..settings import Settings

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Python Sandbox API</title>
<h1>Python Sandbox API</h1>
<p>Send a Python program to <code>POST /execute</code>; it runs in a sandbox and its output comes back as JSON.</p>
<ul>
<li><a href="openapi.json">The API's description (OpenAPI)</a></li>
<li><a href="limits">Limits and allowed imports</a></li>
<li><a href="health">Health and isolation layers</a></li>
</ul>
</html>
"""


def add_site(app: FastAPI, settings: Settings) -> None:
    """Serve the page with `app`."""

    @app.get("/", include_in_schema=False)
    async def show_page() -> HTMLResponse:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": "default-src 'none'"})
