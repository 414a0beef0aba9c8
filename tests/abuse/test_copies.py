"""Copies that the service keeps of bodies and answers are bytes under way like any others."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.api.http.budget import ByteBudget
from pysandbox.api.idempotency import _ReadBefore
from pysandbox.engine.models import OutputFile
from pysandbox.errors import ServerBusyError
from pysandbox.policy import load_limits

from tests.api.service import HELLO, FakeRunner, make_settings, serving

MIB = 1024 * 1024
LITTLE, MUCH = 24 * MIB, 256 * MIB
KEY = {"Idempotency-Key": "a"}


@contextmanager
def service(folder: Path, room_bytes: int, **limits: Any) -> Iterator[tuple[httpx.Client, FakeRunner, ByteBudget]]:
    """A service with so much room for bytes under way; all of it must be free at the end."""
    runner = FakeRunner()
    settings = make_settings(folder, max_bytes_under_way=room_bytes, requests_per_minute=0, **limits)
    app = create_app(settings, runner)
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client, runner, app.state.front.budget
    assert app.state.front.budget.held_bytes == 0


def attached(size_bytes: int) -> dict[str, Any]:
    """A request whose attachments take so many bytes in Base64."""
    content = base64.b64encode(bytes(size_bytes * 3 // 8)).decode()
    files = [{"filename": name, "content_base_64": content} for name in ("a", "b")]
    return {"code": "print(1)", "attachments": files}


def call(arguments: dict[str, Any]) -> dict[str, Any]:
    """A call of the tool."""
    params = {"name": "run_python", "arguments": arguments}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


@pytest.mark.parametrize(("room_bytes", "status"), [(LITTLE, 503), (MUCH, 200)])
def test_what_is_decoded_is_counted_before(tmp_path: Path, room_bytes: int, status: int) -> None:
    with service(tmp_path, room_bytes) as (client, runner, budget):
        with budget.hold("another caller") as other:
            other.take(5 * MIB)
            assert client.post("/execute", json=attached(10 * MIB)).status_code == status
            assert client.post("/execute", json=attached(7 * MIB)).status_code == 200
        # Alone, every body that is taken can be decoded.
        assert client.post("/execute", json=attached(20 * MIB)).status_code == 200
        assert len(runner.requests) == (status == 200) + 2


@pytest.mark.parametrize(("room_bytes", "status"), [(LITTLE, 422), (MUCH, 200)])
def test_an_answer_is_kept_where_there_is_room_for_it(tmp_path: Path, room_bytes: int, status: int) -> None:
    with service(tmp_path, room_bytes) as (client, runner, _):
        runner.behave = lambda _: replace(HELLO, output_files=(OutputFile("a", bytes(5 * MIB)),))
        assert client.post("/execute", json={"code": "1"}, headers=KEY).status_code == 200
        assert client.post("/execute", json={"code": "1"}, headers=KEY).status_code == status
        assert len(runner.requests) == 1


def test_a_body_with_a_key_is_held_by_nobody_once_it_is_read() -> None:
    body = _ReadBefore(bytes(MIB))
    hold = ByteBudget(load_limits()).hold("caller")
    assert len(asyncio.run(body.read(MIB, hold))) == MIB
    assert body.content == b""


@pytest.mark.parametrize(("room_bytes", "comes_back"), [(LITTLE, False), (MUCH, True)])
def test_an_answer_to_an_agent_has_the_files_that_there_is_room_for(
    tmp_path: Path, room_bytes: int, comes_back: bool
) -> None:
    with service(tmp_path, room_bytes) as (client, runner, _):
        files = (OutputFile("large.bin", bytes(6 * MIB)), OutputFile("small.bin", b"\xff"))
        runner.behave = lambda _: replace(HELLO, output_files=files)
        answer = client.post("/mcp", json=call({"code": "1"}))
        assert answer.status_code == 200
        result = answer.json()["result"]
        assert ("error" in result["structuredContent"]["output_files"]["large.bin"]) is not comes_back
        assert "error" not in result["structuredContent"]["output_files"]["small.bin"]
        assert (len(answer.content) > 8 * MIB) is comes_back


@pytest.mark.parametrize(("room_bytes", "status"), [(LITTLE, 503), (MUCH, 200)])
def test_a_body_of_an_agent_is_counted_twice_over(tmp_path: Path, room_bytes: int, status: int) -> None:
    with service(tmp_path, room_bytes) as (client, _, _):
        files = [{"name": "a", "base64": base64.b64encode(bytes(10 * MIB)).decode()}]
        assert client.post("/mcp", json=call({"code": "1", "files": files})).status_code == status


def test_what_is_held_beside_stays_whatever_becomes_of_the_rest() -> None:
    budget = ByteBudget(load_limits({"SANDBOX_MAX_BYTES_UNDER_WAY": str(LITTLE)}))
    with budget.hold("caller") as hold:
        hold.take(MIB)
        hold.take_beside(2 * MIB)
        hold.become(MIB // 2)
        assert (budget.held_bytes, hold.peak_bytes) == (2 * MIB + MIB // 2, 3 * MIB)
        assert hold.room_bytes == LITTLE - budget.held_bytes
        with pytest.raises(ServerBusyError):
            hold.take_beside(LITTLE)
        hold.take_beside(-2 * MIB)
        assert budget.held_bytes == MIB // 2
        hold.take_beside(MIB)
    assert budget.held_bytes == 0
