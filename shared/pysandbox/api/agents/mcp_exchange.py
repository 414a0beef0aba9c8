"""One request of the Model Context Protocol and its answer, by the official package. Imported at the first call."""

from __future__ import annotations

import logging
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from ... import __version__
from . import tool
from .content import content_of, structured
from .mcp import JSON, ToolCall

logging.getLogger("mcp").setLevel(logging.WARNING)  # a line for each manager that starts is a line for each request

INSTRUCTIONS = "run_python runs a Python program in a sandbox, for computing, data, pictures and PDFs."

ACCEPT = f"{JSON}, text/event-stream"
"""What the protocol has every client accept; one that accepts everything is meant as well."""


async def exchange(call: ToolCall, request: Request, body: bytes) -> Response:
    """Answer one request, whose body was read already."""
    limits = call.service.settings.limits
    manager = StreamableHTTPSessionManager(
        app=_server(call), json_response=True, stateless=True, max_request_body_size=limits.max_body_bytes
    )
    collected: dict[str, Any] = {"status": 500, "headers": [], "body": b""}
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else await request.receive()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            collected.update(status=message["status"], headers=message["headers"])
        elif message["type"] == "http.response.body":
            collected["body"] += message.get("body", b"")

    async with manager.run():
        await manager.handle_request({**request.scope, "headers": _headers(request)}, receive, send)
    response = Response(collected["body"], collected["status"])
    response.raw_headers = [row for row in collected["headers"] if row[0].lower() != b"content-length"]
    response.headers["content-length"] = str(len(collected["body"]))
    return response


def _headers(request: Request) -> list[tuple[bytes, bytes]]:
    """The request's headers, with the types that the protocol insists on where a client was vague about them."""
    rows = [row for row in request.scope["headers"] if row[0] not in (b"accept", b"content-type", b"content-length")]
    accept = request.headers.get("accept", "*/*")
    vague = "*/*" in accept or "text/event-stream" not in accept
    return [
        *rows,
        (b"accept", ACCEPT.encode() if vague else accept.encode("latin-1")),
        (b"content-type", JSON.encode()),
    ]


def _server(call: ToolCall) -> Server[Any]:
    settings = call.service.settings

    async def list_tools(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_tool(call)])

    async def call_tool(_: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
        if params.name != tool.NAME:
            return _failed({"message": f"There is no tool {params.name[:100]!r}; there is {tool.NAME}."})
        details, error = await call.run(params.arguments or {})
        if details is None:
            return _failed(error or {})
        shown = {"content": content_of(details), "structuredContent": structured(details), "isError": False}
        return types.CallToolResult.model_validate(shown)

    return Server(
        "python-sandbox",
        version=__version__,
        title="Python Sandbox API",
        instructions=f"{INSTRUCTIONS} At most {settings.limits.requests_per_minute or 'any number of'} runs a minute.",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _tool(call: ToolCall) -> types.Tool:
    settings = call.service.settings
    return types.Tool(
        name=tool.NAME,
        title=tool.TITLE,
        description=tool.description(settings),
        input_schema=tool.input_schema(settings.limits),
        annotations=types.ToolAnnotations(
            read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _failed(error: dict[str, Any]) -> types.CallToolResult:
    """What did not run: why, and what to do instead."""
    lines = [f"{error.get('type', 'ValidationError')}: {error.get('message', '')}"]
    lines += [f"- {issue['field']}: {issue['message']}" for issue in error.get("issues", ())]
    if error.get("hint"):
        lines.append(f"Hint: {error['hint']}")
    if error.get("retry_after_seconds"):
        lines.append(f"The same call can succeed after {error['retry_after_seconds']} s.")
    text = types.TextContent(type="text", text="\n".join(lines))
    return types.CallToolResult(content=[text], structured_content={"error": error}, is_error=True)
