"""/llms.txt and /tools.json: short, true of this deployment, and their examples work as they stand."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import httpx
import jsonschema
import pytest
from pysandbox.api import create_app

from tests.api.service import FakeRunner, make_settings, serving

MAX_TOKENS = 1500
CHARACTERS_A_TOKEN = 3.6
"""Of English with code under the common tokenizers; fewer characters a token means more tokens, so this errs high."""


def test_llms_txt_is_short_and_has_this_deployments_numbers(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, {"SANDBOX_MAX_CODE_CHARACTERS": "4321", "SANDBOX_TIMEOUT_SECONDS": "7.5"})
    with serving(create_app(settings, FakeRunner())) as url:
        answer = httpx.get(f"{url}/llms.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "4321 characters" in answer.text
    assert "7.5 s" in answer.text
    assert f"Base URL: {url}\n" in answer.text
    assert "$" not in answer.text
    assert len(answer.text) / CHARACTERS_A_TOKEN < MAX_TOKENS


def test_the_example_of_llms_txt_does_what_it_says(api: httpx.Client, service_url: str) -> None:
    text = api.get("/llms.txt").text
    command = re.search(r"^    (curl .*?\}')$", text, re.MULTILINE | re.DOTALL)
    assert command, text
    done = subprocess.run(["bash", "-c", command[1]], capture_output=True, text=True, check=True)
    details = json.loads(done.stdout)["execution_details"]
    assert (details["stdout"], details["exit_code"]) == ("6\n", 0)
    assert details["output_files"]["red.png"]["media_type"] == "image/png"


def test_every_address_of_llms_txt_answers(api: httpx.Client, service_url: str) -> None:
    paths = set(re.findall(re.escape(service_url) + r"(/[a-z.]+)", api.get("/llms.txt").text))
    assert {"/mcp", "/tools.json", "/client.py", "/client.ts", "/limits", "/openapi.json", "/run", "/execute"} <= paths
    for path in paths - {"/reference.md"}:
        assert api.options(path).status_code < 300 or api.get(path).status_code in (200, 405), path


def test_the_tools_are_as_their_vendors_take_them(api: httpx.Client, service_url: str) -> None:
    tools = api.get("/tools.json").json()
    openai, anthropic = tools["openai"][0], tools["anthropic"][0]
    assert openai["type"] == "function"
    assert openai["function"]["name"] == anthropic["name"] == "run_python"
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", anthropic["name"])
    for schema in (openai["function"]["parameters"], anthropic["input_schema"]):
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(tools["example"]["arguments"], schema)
        assert schema["additionalProperties"] is False
    assert len(openai["function"]["description"]) < 2000
    assert tools["mcp"]["mcpServers"]["python-sandbox"]["url"] == f"{service_url}/mcp"


def test_the_examples_arguments_run(api: httpx.Client) -> None:
    example = api.get("/tools.json").json()["example"]
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": example}
    answer = api.post("/mcp", json=body, headers={"Accept": "application/json, text/event-stream"}).json()
    assert answer["result"]["content"][0]["text"] == "3.0"


@pytest.mark.parametrize("path", ["/llms.txt", "/tools.json", "/client.py"])
def test_head_is_answered_as_get_without_a_body(api: httpx.Client, path: str) -> None:
    answer = api.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
