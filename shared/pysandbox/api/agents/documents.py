"""GET /llms.txt and /tools.json: all that an agent needs, given nothing but the base URL. Made from the settings."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ...settings import Settings
from ..observe.record import record_of
from . import tool

TEMPLATE = Path(__file__).with_name("llms.txt")


COMMON = ("os", "sys", "csv", "io", "pathlib", "subprocess", "pandas", "matplotlib", "requests")
"""What programs ask for most; those that are not on the list are named."""


def llms_text(settings: Settings, base: str) -> str:
    """The document for a deployment that is reached at `base`."""
    limits = settings.limits
    per = [(limits.requests_per_minute, "a minute"), (limits.requests_per_day, "a day (UTC)")]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        base=base,
        code=limits.max_code_characters,
        attachments=limits.max_attachments,
        attachment_mb=f"{limits.max_attachment_bytes / 2**20:g}",
        timeout=f"{limits.timeout_s:g}",
        memory=limits.memory_mb,
        missing=", ".join(name for name in COMMON if not settings.imports.allows(name)),
        imports=tool.imports_in_words(settings.imports),
        quota=", ".join(f"{number} runs {word}" for number, word in per if number) or "none",
        tool=tool.NAME,
    )


def tools(settings: Settings, base: str) -> dict[str, Any]:
    """The tool for each vendor, and where MCP is."""
    return {
        "openai": [tool.openai_tool(settings)],
        "anthropic": [tool.anthropic_tool(settings)],
        "mcp": {"mcpServers": {"python-sandbox": {"type": "http", "url": f"{base}/mcp"}}},
        "example": {"name": tool.NAME, "arguments": tool.EXAMPLE},
    }


def add_documents(app: FastAPI, settings: Settings) -> None:
    """Serve both with `app`."""
    headers = {"Cache-Control": "no-cache", "Vary": "Host"}

    async def show_llms(request: Request) -> Response:
        return PlainTextResponse(llms_text(settings, record_of(request).base_url), headers=headers)

    async def show_tools(request: Request) -> Response:
        content = orjson.dumps(tools(settings, record_of(request).base_url), option=orjson.OPT_INDENT_2)
        return Response(content, media_type="application/json", headers=headers)

    app.add_route("/llms.txt", show_llms, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_route("/tools.json", show_tools, methods=["GET", "HEAD"], include_in_schema=False)
