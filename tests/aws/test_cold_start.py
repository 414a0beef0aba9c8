"""What a start of the functions does not wait for: modules that only some answers need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.aws.emulator.launch import INTERPRETER, launch
from tests.aws.emulator.template import FunctionSpec, Template

TELL = """
import json, sys, app
print("loaded", json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
TELL_MODELS = """
import sys, app
from fastapi.openapi.models import Info, OpenAPI
from pysandbox.api.requests.models import ExecuteRequest
print([model.__pydantic_complete__ for model in (Info, OpenAPI, ExecuteRequest)], file=sys.stderr)
"""
TELL_ANSWER = """
import sys, app
from pysandbox.runners.answer_schema import _Answer, _Result
print([model.__pydantic_complete__ for model in (_Answer, _Result)], file=sys.stderr)
"""
OF_SOME_ANSWERS = {
    "boto3": "what calls no service",
    "pydantic.v1": "FastAPI, for an endpoint with a parameter of its own",
    "sqlite3": "stores of one machine",
    "jinja2": "the page",
    "brotli": "the page",
    "mcp": "POST /mcp",
    "difflib": "what is misspelt",
    "prometheus_client": "a server of one's own",
    "pysandbox.api.page.content": "the page",
    "pysandbox.api.descriptions": "/openapi.json",
    "pysandbox.runners.answer_schema": "the answer of the runner, while it is waited for",
}


def said(spec: FunctionSpec, program: str, folder: Path) -> str:
    """What `program` writes where the function would run."""
    path = folder / "said"
    with path.open("wb") as output:
        process = launch(folder, spec, [INTERPRETER, "-c", program], {}, "lambda", stdout=output, stderr=output)
        assert process.wait(60) == 0, path.read_text()
    return path.read_text()


@pytest.fixture
def api(built: Path) -> FunctionSpec:
    return Template(built, {}).function("ApiFunction")


def test_the_api_function_starts_without_what_only_some_answers_need(api: FunctionSpec, tmp_path: Path) -> None:
    loaded = json.loads(said(api, TELL, tmp_path).partition("loaded ")[2])
    assert "fastapi" in loaded
    assert set(OF_SOME_ANSWERS) & set(loaded) == set()


def test_the_api_function_builds_no_model_before_it_is_used(api: FunctionSpec, tmp_path: Path) -> None:
    assert said(api, TELL_MODELS, tmp_path).splitlines()[-1] == "[False, False, False]"


def test_what_reads_the_runners_answer_is_ready_once_it_is_imported(api: FunctionSpec, tmp_path: Path) -> None:
    assert said(api, TELL_ANSWER, tmp_path).splitlines()[-1] == "[True, False]"  # the whole, and no part by itself


def test_the_runner_function_starts_without_tls_and_http(runner_spec: FunctionSpec, tmp_path: Path) -> None:
    program = "import awslambdaric.bootstrap, sys; before = set(sys.modules)\nimport pysandbox.runners.lambda_host\n"
    program += "print(sorted({'ssl', 'http.client', 'urllib.request', 'fastapi'} & (set(sys.modules) - before)))"
    assert said(runner_spec, program, tmp_path).splitlines()[-1] == "[]"
