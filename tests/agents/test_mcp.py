"""POST /mcp with the official client, in the current revision of the protocol and in those before it, and by hand."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client
from mcp_types import CallToolResult, ImageContent, TextContent
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS, LATEST_MODERN_VERSION
from pysandbox.api import create_app

from tests.api.service import FakeRunner, make_settings, serving

OLDEST, NEWEST = HANDSHAKE_PROTOCOL_VERSIONS[0], LATEST_MODERN_VERSION


def talk[T](url: str, mode: str, conversation: Callable[[Client], Awaitable[T]]) -> T:
    """What comes of a conversation of the official client with the service."""

    async def converse() -> T:
        async with Client(f"{url}/mcp", mode=mode) as client:
            return await conversation(client)

    return anyio.run(converse)


def call(url: str, arguments: dict[str, Any], mode: str = "auto") -> CallToolResult:
    result = talk(url, mode, lambda client: client.call_tool("run_python", arguments))
    assert isinstance(result, CallToolResult)
    return result


def text_of(result: CallToolResult) -> str:
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text


@pytest.mark.parametrize("mode", ["auto", "legacy", NEWEST])
def test_the_official_client_finds_and_calls_the_tool(service_url: str, mode: str) -> None:
    tools = talk(service_url, mode, lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == ["run_python"]
    assert "numpy" in str(tools[0].description)
    result = call(service_url, {"code": "print(input())", "stdin": "grüße"}, mode)
    assert (text_of(result), result.is_error) == ("grüße", False)


def test_files_go_in_and_a_picture_comes_back_as_one(service_url: str) -> None:
    code = (
        "from PIL import Image\n"
        "Image.new('RGB', (4, 4), open('colour.txt').read()).save('a.png')\n"
        "open('b.csv', 'w').write('x\\n1\\n'); open('c.bin', 'wb').write(b'\\xff' + open('d', 'rb').read())"
    )
    files = [{"name": "colour.txt", "text": "red"}, {"name": "d", "base64": base64.b64encode(b"\0").decode()}]
    result = call(service_url, {"code": code, "files": files, "return_files": ["*.png", "*.csv", "*.bin", "no"]})
    assert "[file no: File not found after execution.]" in text_of(result)
    picture, table, binary = sorted(result.content[1:], key=lambda block: block.type != "image")
    assert isinstance(picture, ImageContent)
    assert picture.mime_type == "image/png"
    assert base64.b64decode(picture.data).startswith(b"\x89PNG")
    contents = {str(block.resource.uri): block.resource for block in (table, binary)}  # type: ignore[union-attr]
    assert contents["sandbox:///b.csv"].text == "x\n1\n"  # type: ignore[union-attr]
    assert base64.b64decode(contents["sandbox:///c.bin"].blob) == b"\xff\0"  # type: ignore[union-attr]
    assert result.structured_content["output_files"]["a.png"]["media_type"] == "image/png"
    assert "content_base64" not in str(result.structured_content)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("print(1)\nimport time; time.sleep(60)", "timeout"),
        ("raise SystemExit(3)", "exit code 3"),
        ("__import__('o' + 's')", "ForbiddenImportError"),
    ],
)
def test_a_program_that_fails_is_a_normal_result(service_url: str, code: str, words: str) -> None:
    result = call(service_url, {"code": code, "timeout_seconds": 0.5})
    assert not result.is_error
    assert words in text_of(result)
    assert result.structured_content["success"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"code": "import os"}, "ForbiddenImportError"),
        ({"code": "x" * 3000}, "code: "),
        ({}, "code: is required"),
        ({"code": 1}, "code: "),
        ({"code": "1", "stdin_data": ""}, "stdin_data: is no argument; did you mean stdin?"),
        ({"code": "1", "files": [{"name": "a/b", "text": ""}]}, "files[0].name: "),
        ({"code": "1", "files": [{"name": "a"}]}, "files[0]: needs its content"),
        ({"code": "1", "files": [{"name": "a", "base64": "!"}]}, "files[0].base64: "),
        ({"code": "1", "timeout_seconds": 1000}, "timeout_seconds: "),
    ],
)
def test_what_did_not_run_is_an_error_that_says_what_to_do(
    service_url: str, arguments: dict[str, Any], words: str
) -> None:
    result = call(service_url, arguments)
    assert result.is_error
    assert words in text_of(result)


def test_long_output_is_cut_with_a_note(service_url: str) -> None:
    result = call(service_url, {"code": "print('a' * 100000 + 'end')"})
    assert "characters left out" in text_of(result)
    assert text_of(result).endswith("end")
    assert len(text_of(result)) < 21_000


def rpc(api: httpx.Client, method: str, params: dict[str, Any], **headers: str) -> httpx.Response:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return api.post("/mcp", json=body, headers={"Accept": "application/json, text/event-stream", **headers})


@pytest.mark.parametrize("version", HANDSHAKE_PROTOCOL_VERSIONS)
def test_every_revision_with_a_handshake_is_answered_in_json_without_a_session(api: httpx.Client, version: str) -> None:
    hello = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    answer = rpc(api, "initialize", hello)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert "mcp-session-id" not in answer.headers
    assert answer.json()["result"]["protocolVersion"] == version
    listed = rpc(api, "tools/list", {}, **{"MCP-Protocol-Version": version})
    assert listed.json()["result"]["tools"][0]["name"] == "run_python"


def test_a_client_that_is_vague_about_types_is_answered_all_the_same(api: httpx.Client) -> None:
    body = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    answer = api.post("/mcp", content=body, headers={"Accept": "*/*", "Content-Type": "text/plain"})
    assert answer.json()["result"]["tools"]


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"jsonrpc": "2.0", "id": 1, "method": "nonsense"}', "\0"])
def test_nonsense_is_an_error_and_no_crash(api: httpx.Client, body: str) -> None:
    answer = api.post("/mcp", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code < 500
    assert "error" in answer.json()


def test_get_is_refused_since_there_is_no_stream(api: httpx.Client) -> None:
    answer = api.get("/mcp")
    assert (answer.status_code, "POST" in answer.headers["allow"]) == (405, True)


def test_a_notification_is_accepted_without_an_answer(api: httpx.Client) -> None:
    body = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    answer = api.post("/mcp", json=body, headers={"Accept": "application/json, text/event-stream"})
    assert (answer.status_code, answer.content) == (202, b"")


def test_runs_count_as_those_of_execute_and_listing_is_free(tmp_path: Path) -> None:
    runner = FakeRunner()
    with serving(create_app(make_settings(tmp_path), runner)) as url:
        for _ in range(8):
            talk(url, "auto", lambda client: client.list_tools())
        results = [call(url, {"code": "1"}) for _ in range(6)]
    assert [result.is_error for result in results] == [False] * 5 + [True]
    assert "RateLimitExceeded" in text_of(results[5])
    assert "can succeed after" in text_of(results[5])
    assert len(runner.requests) == 5


def test_a_full_service_is_an_error_that_is_not_charged(tmp_path: Path) -> None:
    runner = FakeRunner(capacity=1)
    with serving(create_app(make_settings(tmp_path), runner)) as url:
        with runner.slot():
            busy = call(url, {"code": "1"})
        free = call(url, {"code": "1"})
    assert "ServerBusy" in text_of(busy)
    assert (busy.is_error, free.is_error) == (True, False)


def test_the_service_starts_without_the_package() -> None:
    code = "import sys, pysandbox.api.app; print(sorted(name for name in sys.modules if name.startswith('mcp')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
