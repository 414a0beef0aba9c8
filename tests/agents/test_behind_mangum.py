"""The routes for agents as API Gateway's events reach them: one event, one answer, no lifespan around it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mangum import Mangum
from pysandbox.api import create_app

from tests.api.service import FakeRunner, make_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def handler(tmp_path: Path) -> Iterator[Any]:
    loop = asyncio.new_event_loop()  # as Lambda's runtime has one
    asyncio.set_event_loop(loop)
    yield Mangum(create_app(make_settings(tmp_path), FakeRunner()), lifespan="off")
    asyncio.set_event_loop(None)
    loop.close()


def answer(handler: Any, method: str, path: str, body: str = "", **headers: str) -> dict[str, Any]:
    """What the function answers to an event of the HTTP API like those of events/."""
    event = json.loads((ROOT / "events" / "execute-hello.json").read_text(encoding="utf-8"))
    event |= {"rawPath": path, "routeKey": f"{method} {path}", "body": body, "isBase64Encoded": False}
    event["headers"] = {"host": "sandbox.example", "content-type": "application/json", **headers}
    event["requestContext"]["http"] |= {"method": method, "path": path}
    result: dict[str, Any] = handler(event, {})
    return result


@pytest.mark.parametrize("version", [None, "2024-11-05", "2025-11-25"])
def test_the_tool_is_listed_and_called_without_a_session(handler: Any, version: str | None) -> None:
    headers = {"accept": "application/json, text/event-stream"}
    if version is not None:
        headers["mcp-protocol-version"] = version
    for method, params in (("tools/list", {}), ("tools/call", {"name": "run_python", "arguments": {"code": "1"}})):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        told = answer(handler, "POST", "/mcp", body, **headers)
        assert told["statusCode"] == 200, told
        result = json.loads(told["body"])["result"]
    assert result["content"][0]["text"] == "hello"
    assert result["isError"] is False


def test_text_goes_in_and_out(handler: Any) -> None:
    told = answer(handler, "POST", "/run", "print('hello')")
    assert (told["statusCode"], told["body"]) == (200, "hello\n")
    assert told["headers"]["x-exit-code"] == "0"


@pytest.mark.parametrize("path", ["/llms.txt", "/tools.json", "/client.py", "/client.ts"])
def test_what_is_given_out_has_the_address_of_the_stage(handler: Any, path: str) -> None:
    told = answer(handler, "GET", path)
    assert told["statusCode"] == 200
    assert "https://sandbox.example" in told["body"] or "http://sandbox.example" in told["body"]


def test_the_same_key_has_the_same_answer(handler: Any) -> None:
    body = json.dumps({"code": "print(1)"})
    first, again = (answer(handler, "POST", "/execute", body, **{"idempotency-key": "a"}) for _ in range(2))
    assert first["statusCode"] == again["statusCode"] == 200
    assert first["body"] == again["body"]
    assert again["headers"]["idempotency-replayed"] == "true"
