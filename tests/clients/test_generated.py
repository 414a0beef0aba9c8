"""Clients that generators make of /openapi.json: made without a complaint, typed, and called against the service."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

PROGRAM = """
import base64
import sys

from generated import Client
from generated.api.default import create_upload, execute, get_health, get_limits, validate
from generated.models import Attachment, ExecuteErrorResponse, ExecuteRequest, ExecuteResponse
from generated.models import LimitsResponse, UploadRequest

with Client(base_url=sys.argv[1], raise_on_unexpected_status=True) as client:
    attachment = Attachment(filename="in.txt", content_base_64=base64.b64encode(b"21").decode())
    code = "n = int(open('in.txt').read()); print(n * 2); open('out.txt', 'w').write('made')"
    request = ExecuteRequest(code=code, attachments=[attachment], return_files=["out.txt", "none"])
    ran = execute.sync(client=client, body=request)
    assert isinstance(ran, ExecuteResponse), ran
    details = ran.execution_details
    print(details.stdout.strip(), details.exit_code, details.termination_reason)
    made = details.output_files["out.txt"].content_base64
    assert isinstance(made, str)
    print(base64.b64decode(made).decode(), details.output_files["none"].error)
    print(ran.request_context.processed_attachments[0].size_bytes)

    keyed = execute.sync(client=client, body=request, idempotency_key="once")
    again = execute.sync(client=client, body=request, idempotency_key="once")
    assert isinstance(keyed, ExecuteResponse) and isinstance(again, ExecuteResponse)
    print(keyed.request_id == again.request_id != ran.request_id)
    other = execute.sync(client=client, body=ExecuteRequest(code="1"), idempotency_key="once")
    assert isinstance(other, ExecuteErrorResponse), other
    print(other.error_details.type_)

    refused = execute.sync(client=client, body=ExecuteRequest(code="import os"))
    assert isinstance(refused, ExecuteErrorResponse), refused
    print(refused.error_details.type_, refused.error_details.disallowed, refused.error_details.retryable)

    answer = validate.sync(client=client, body=ExecuteRequest(code="print("))
    assert answer is not None and not isinstance(answer, ExecuteErrorResponse)
    assert answer.syntax_error is not None
    print(answer.syntax_error.line)
    limits, health = get_limits.sync(client=client), get_health.sync_detailed(client=client)
    assert isinstance(limits, LimitsResponse)
    print(limits.limits.timeout_seconds, health.status_code.value)
    print(type(create_upload.sync(client=client, body=UploadRequest(filename="a", size_bytes=1))).__name__)
"""

EXPECTED = """\
42 0 completed
made File not found after execution.
2
True
ValidationError
ForbiddenImportError ['os'] False
1
3.0 200
UploadResponse
"""


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)


@pytest.fixture(scope="module")
def document(service_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The description of the service, as it gives it out."""
    file = tmp_path_factory.mktemp("description") / "openapi.json"
    file.write_bytes(httpx.get(f"{service_url}/openapi.json").raise_for_status().content)
    return file


@pytest.fixture(scope="module")
def tools() -> Path:
    """Where the generator of Python clients and its interpreter are, pinned, apart from the service's."""
    subprocess.run([ROOT / "scripts" / "setup-aws", "agents"], check=True, timeout=1200)
    return ROOT / ".venv-agents" / "bin"


@pytest.fixture(scope="module")
def generated(document: Path, tools: Path) -> Path:
    """A folder with the package `generated`. A warning of the generator fails it."""
    folder = document.parent
    options: list[str | Path] = ["--meta", "none", "--output-path", folder / "generated", "--fail-on-warning"]
    environ = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"}  # it formats with its own ruff
    done = run(tools / "openapi-python-client", "generate", "--path", document, *options, cwd=folder, env=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return folder


def test_the_generated_python_client_calls_every_operation(generated: Path, tools: Path, service_url: str) -> None:
    done = run(tools / "python", "-c", PROGRAM, service_url, cwd=generated)
    assert done.returncode == 0, done.stderr
    assert done.stdout == EXPECTED


def test_the_generated_python_client_is_typed(generated: Path, tools: Path) -> None:
    (generated / "program.py").write_text(PROGRAM)
    mypy: list[str | Path] = [
        ROOT / ".venv" / "bin" / "mypy",
        "--strict",
        "--follow-imports=silent",
        "--no-incremental",
    ]
    python: list[str | Path] = ["--python-executable", tools / "python", "--config-file="]
    done = run(*mypy, *python, "program.py", cwd=generated)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def types(document: Path, typescript: Path) -> Path:
    """A folder with api.d.ts. Whatever the generator has to say beside its greeting fails it."""
    folder = document.parent
    command: list[str | Path] = [
        "node",
        typescript / "openapi-typescript" / "bin" / "cli.js",
        document,
        "--output",
        folder / "api.d.ts",
    ]
    done = run(*command, cwd=folder, env=os.environ | {"NO_COLOR": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
    said = [line for line in (done.stdout + done.stderr).splitlines() if line]
    assert [line[0] for line in said] == ["✨", "🚀"], said
    return folder


def test_the_generated_types_compile_strictly_and_fit_the_answers(
    types: Path, typescript: Path, strict: list[str], service_url: str
) -> None:
    (types / "package.json").write_text('{"type": "module"}')
    shutil.copy(HERE / "generated_program.ts", types / "program.ts")
    (types / "node.d.ts").write_text("declare const process: { argv: string[] };\n")
    compiled = run("node", typescript / "typescript" / "bin" / "tsc", *strict, "program.ts", "node.d.ts", cwd=types)
    assert compiled.returncode == 0, compiled.stdout
    done = run("node", "program.js", service_url, cwd=types)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "42 0 completed made File not found after execution.",
        "ForbiddenImportError os false",
    ]


def test_the_description_names_its_server_and_its_functions(document: Path, service_url: str) -> None:
    described = json.loads(document.read_bytes())
    assert described["servers"] == [{"url": service_url}]
    names = {operation["operationId"] for methods in described["paths"].values() for operation in methods.values()}
    assert names == {"execute", "validate", "create_upload", "get_limits", "get_health"}
