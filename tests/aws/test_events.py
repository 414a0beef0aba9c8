"""The events in events/: each is one that its function takes, and has the outcome that events/README.md tells."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mangum import Mangum
from PIL import Image
from pysandbox.api import create_app
from pysandbox.engine.models import CodeProblem
from pysandbox.runners import events
from pysandbox.runners.answer_schema import read_check, read_layers, read_result
from pysandbox.runners.open import open_runner

from tests.aws.cloudformation import ROOT
from tests.support import make_settings, run_folder

FOLDER = ROOT / "events"
FOR_API = sorted(path.name for path in FOLDER.glob("*.json") if not path.name.startswith("runner-"))
FOR_RUNNER = sorted(path.name for path in FOLDER.glob("runner-*.json"))

PAYLOAD_2_0 = {
    "type": "object",
    "required": ["version", "routeKey", "rawPath", "rawQueryString", "headers", "requestContext", "isBase64Encoded"],
    "properties": {
        "version": {"const": "2.0"},
        "routeKey": {"enum": ["$default", "POST /execute", "POST /run", "POST /mcp"]},
        "rawPath": {"type": "string", "pattern": "^/"},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "body": {"type": "string"},
        "isBase64Encoded": {"const": False},
        "requestContext": {
            "type": "object",
            "required": ["accountId", "apiId", "domainName", "http", "requestId", "routeKey", "stage", "time"],
            "properties": {
                "http": {
                    "type": "object",
                    "required": ["method", "path", "protocol", "sourceIp", "userAgent"],
                    "properties": {"sourceIp": {"const": "192.0.2.10"}},  # of the range for examples (RFC 5737)
                }
            },
        },
    },
}


def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with run_folder() as made:
        yield made


@pytest.fixture(scope="module")
def handler(folder: Path) -> Iterator[Mangum]:
    """The api function as it is when it is invoked alone, with a time limit that a test can wait for."""
    stores = {"SANDBOX_RATE_LIMIT_STORE": "memory://", "SANDBOX_UPLOAD_STORE": "none"}
    settings = make_settings(folder, SANDBOX_TIMEOUT_SECONDS="1", **stores)
    runner = open_runner(settings)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)  # Mangum takes the thread's own; without one CPython warns
    try:
        runner.start()
        yield Mangum(create_app(settings, runner), lifespan="off")
    finally:
        runner.close()
        asyncio.set_event_loop(None)
        loop.close()


def answer(handler: Mangum, name: str) -> tuple[int, Any]:
    response = handler(load(name), object())  # type: ignore[arg-type]
    assert response["isBase64Encoded"] is False
    kind = response["headers"]["content-type"]
    return response["statusCode"], json.loads(response["body"]) if kind == "application/json" else response["body"]


@pytest.mark.parametrize("name", FOR_API)
def test_an_event_for_the_api_is_of_payload_format_2(name: str) -> None:
    event = load(name)
    jsonschema.validate(event, PAYLOAD_2_0)
    assert event["rawPath"] == event["requestContext"]["http"]["path"]
    if "body" in event:
        assert int(event["headers"]["content-length"]) == len(event["body"].encode())


def test_every_event_is_described() -> None:
    described = re.findall(r"^\| `([a-z-]+\.json)`", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(described) == sorted(FOR_API + FOR_RUNNER)


@pytest.mark.parametrize(("name", "stdout"), [("execute-hello.json", "hello\n"), ("execute-stdin.json", "6\n")])
def test_a_program_is_run(handler: Mangum, name: str, stdout: str) -> None:
    status, body = answer(handler, name)
    assert (status, body["execution_details"]["stdout"]) == (200, stdout)
    assert body["user_info"]["ip_address"] == "192.0.2.10"


def test_a_photo_comes_back_grey(handler: Mangum) -> None:
    status, body = answer(handler, "execute-grayscale.json")
    assert (status, body["execution_details"]["stdout"]) == (200, "RGB (48, 32) -> L\n")
    grey = body["execution_details"]["output_files"]["grey.jpg"]
    assert grey["media_type"] == "image/jpeg"
    sent = json.loads(load("execute-grayscale.json")["body"])["attachments"][0]["content_base_64"]
    modes = []
    for content in (sent, grey["content_base64"]):
        with Image.open(io.BytesIO(base64.b64decode(content, validate=True))) as image:
            image.load()
            modes.append((image.format, image.mode, image.size))
    assert modes == [("JPEG", "RGB", (48, 32)), ("JPEG", "L", (48, 32))]


def test_a_forbidden_import_is_refused(handler: Mangum) -> None:
    status, body = answer(handler, "execute-forbidden-import.json")
    assert (status, body["error_details"]["type"]) == (400, "ForbiddenImportError")
    assert body["error_details"]["disallowed"] == ["os"]


def test_a_loop_is_ended(handler: Mangum) -> None:
    status, body = answer(handler, "execute-timeout.json")
    assert (status, body["error_details"]["type"]) == (400, "TimeoutError")
    assert body["execution_details"]["stdout"] == "started\n"


def test_the_other_routes_answer(handler: Mangum) -> None:
    assert answer(handler, "page.json")[1].lstrip().lower().startswith("<!doctype html>")
    assert answer(handler, "limits.json")[1]["limits"]["max_code_characters"] == 2000
    assert answer(handler, "health.json")[1]["status"] == "ok"


def test_the_runners_events_are_those_that_the_api_sends() -> None:
    request = events.decode_request(load("runner-hello.json"))
    assert events.encode_request(request) == load("runner-hello.json")
    assert events.describe_request() == load("runner-describe.json")
    assert [events.operation(load(name)) for name in FOR_RUNNER] == ["compile", "describe", "run"]
    compiled = load("runner-compile.json")
    assert events.check_request(events.decode_check(compiled)) == compiled


def test_the_runners_answers_are_those_that_the_api_reads(folder: Path) -> None:
    # Not through LambdaHost: it takes the machine for a Lambda environment of its own, and clears it of all else.
    settings = make_settings(folder)
    runner = open_runner(settings)
    try:
        runner.start()
        with runner.slot() as slot:
            answered = events.encode_result(slot.run(events.decode_request(load("runner-hello.json"))))
        checked = events.encode_check(runner.check_code(events.decode_check(load("runner-compile.json"))))
        described = events.encode_layers(runner.layers, healthy=runner.healthy)
    finally:
        runner.close()
    result = read_result(json.dumps(answered).encode(), settings.limits)
    assert read_check(json.dumps(checked).encode()) == CodeProblem("'(' was never closed", 1, 6)
    healthy, layers = read_layers(json.dumps(described).encode())
    assert (result.exit_code, result.stdout) == (0, b"hello\n")
    assert healthy
    assert layers
