from __future__ import annotations

import base64
from dataclasses import replace

import httpx
import pytest
from pysandbox.api.answers.schemas import ExecuteErrorResponse, ExecuteResponse, ValidateResponse
from pysandbox.engine.models import (
    ForbiddenImport,
    InputFile,
    OutputFile,
    RunRequest,
    TerminationReason,
    UncaughtException,
)
from pysandbox.errors import RunnerUnavailableError, ServerBusyError

from tests.api.service import HELLO, FakeRunner


def post(client: httpx.Client, **body: object) -> httpx.Response:
    return client.post("/execute", json=body)


def test_a_run_answers_in_exactly_the_shape_of_the_contract(client: httpx.Client, runner: FakeRunner) -> None:
    png = base64.b64encode(b"png").decode()
    runner.behave = lambda _: replace(
        HELLO,
        output_files=(OutputFile("a.png", b"123"), OutputFile("missing.txt", error="File not found after execution.")),
    )
    response = post(
        client,
        code="print('hello')",
        attachments=[{"filename": "a.jpg", "content_base_64": png}],
        x=1,
        return_files=["a.png"],
    )
    body = response.json()
    ExecuteResponse.model_validate(body, strict=True)
    assert response.status_code == 200
    assert body.pop("request_id") == response.headers["X-Request-Id"]
    assert body.pop("timestamp_utc").endswith("+00:00")
    assert body == {
        "status": "success",
        "execution_details": {
            "success": True, "exit_code": 0, "termination_reason": "completed",
            "stdout": "hello\n", "stderr": "", "stdout_truncated": False, "stderr_truncated": False,
            "execution_duration_sec": 0.0123, "cpu_time_sec": 0.01, "peak_memory_bytes": 54321,
            "exception": None, "blocked_imports": [],
            "output_files": {
                "a.png": {"content_base64": "MTIz", "size_bytes": 3, "media_type": "image/png"},
                "missing.txt": {"error": "File not found after execution."},
            },
        },
        "user_info": {
            "ip_address": "127.0.0.1", "daily_quota_limit": 2000, "requests_today": 1, "requests_remaining_today": 1999,
        },
        "server_status": {"load": "normal", "active_processes_at_request": 0, "max_concurrent_processes": 5},
        "request_context": {
            "code_length": 14, "attachment_count": 1, "stdin_provided": False,
            "processed_attachments": [{"filename": "a.jpg", "size_bytes": 3}], "ignored_fields": ["x"],
        },
    }  # fmt: skip


def test_the_runner_gets_what_the_request_says(client: httpx.Client, runner: FakeRunner) -> None:
    files = [{"filename": "ä b.txt", "content_base_64": "SGVs\n bG8="}, {"filename": "main.py", "content_base_64": ""}]
    response = post(client, code="x = 'ü'", stdin_data="a\0ß", attachments=files, return_files=["*.png", "out/a.txt"])
    assert response.status_code == 200
    assert runner.requests == [
        RunRequest(
            "x = 'ü'",
            "a\0ß".encode(),
            (InputFile("ä b.txt", b"Hello"), InputFile("main.py", b"")),
            ("*.png", "out/a.txt"),
        )
    ]
    assert response.json()["request_context"]["stdin_provided"] is True


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "nonsense", ""])
def test_the_content_type_does_not_matter(client: httpx.Client, content_type: str) -> None:
    response = client.post("/execute", content=b'{"code": "1"}', headers={"Content-Type": content_type})
    assert response.status_code == 200


def test_the_empty_program_is_valid(client: httpx.Client) -> None:
    assert post(client, code="").status_code == 200


def test_output_that_is_not_utf8_comes_with_its_bytes(client: httpx.Client, runner: FakeRunner) -> None:
    runner.behave = lambda _: replace(HELLO, stdout=b"a\xffb", stderr=b"ok")
    details = post(client, code="1").json()["execution_details"]
    assert details["stdout"] == "a\ufffdb"
    assert base64.b64decode(details["stdout_base64"]) == b"a\xffb"
    assert "stderr_base64" not in details


def test_a_failed_program_is_a_success_of_the_service(client: httpx.Client, runner: FakeRunner) -> None:
    exception = UncaughtException("ValueError", "bad \udcff", 3)
    runner.behave = lambda _: replace(
        HELLO, exit_code=1, termination_reason=TerminationReason.EXCEPTION, exception=exception, blocked_imports=("os",)
    )
    response = post(client, code="1")
    details = response.json()["execution_details"]
    assert (response.status_code, details["success"], details["exit_code"]) == (200, False, 1)
    assert details["exception"] == {"type": "ValueError", "message": "bad \ufffd", "line": 3}
    assert details["blocked_imports"] == ["os"]


def test_names_of_files_that_are_not_utf8_do_not_break_the_answer(client: httpx.Client, runner: FakeRunner) -> None:
    runner.behave = lambda _: replace(HELLO, output_files=(OutputFile("a\udcff.csv", b""),))
    assert list(post(client, code="1").json()["execution_details"]["output_files"]) == ["a\ufffd.csv"]


def test_eight_megabytes_go_in_and_come_out(client: httpx.Client, runner: FakeRunner) -> None:
    content = bytes(range(256)) * 32768
    runner.behave = lambda request: replace(
        HELLO, output_files=tuple(OutputFile(file.name, file.content) for file in request.files)
    )
    encoded = base64.b64encode(content).decode()
    attachments = [{"filename": name, "content_base_64": encoded} for name in ("a.bin", "b.bin")]
    response = post(client, code="1", attachments=attachments)
    files = response.json()["execution_details"]["output_files"]
    assert [base64.b64decode(files[name]["content_base64"]) == content for name in ("a.bin", "b.bin")] == [True, True]


def test_forbidden_imports_are_named_with_their_lines_before_running(client: httpx.Client, runner: FakeRunner) -> None:
    response = post(client, code="import os\nimport math\nimport os.path, socket\nimport os")
    body = response.json()
    ExecuteErrorResponse.model_validate(body, strict=True)
    assert response.status_code == 400
    details = body["error_details"]
    assert details["type"] == "ForbiddenImportError"
    assert details["disallowed"] == ["os", "os.path", "socket"]
    assert [(issue["field"], issue["lines"]) for issue in details["issues"]] == [
        ("code", [1, 4]),
        ("code", [3]),
        ("code", [3]),
    ]
    assert "execution_details" not in body
    assert not runner.requests
    assert body["user_info"]["requests_today"] == 0


def test_an_uncaught_import_at_run_time_is_an_error_with_the_run(client: httpx.Client, runner: FakeRunner) -> None:
    runner.behave = lambda _: replace(HELLO, exit_code=1, uncaught_import=ForbiddenImport("ctypes", 2))
    response = post(client, code="1")
    body = response.json()
    ExecuteErrorResponse.model_validate(body, strict=True)
    assert (response.status_code, body["error_details"]["type"]) == (400, "ForbiddenImportError")
    assert body["error_details"]["disallowed"] == ["ctypes"]
    assert body["error_details"]["issues"][0]["lines"] == [2]
    assert body["execution_details"]["stdout"] == "hello\n"
    assert body["user_info"]["requests_today"] == 1


def test_a_timeout_is_an_error_with_the_partial_run(client: httpx.Client, runner: FakeRunner) -> None:
    runner.behave = lambda _: replace(
        HELLO, exit_code=-9, termination_reason=TerminationReason.TIMEOUT, output_files=(OutputFile("a.txt", b"1"),)
    )
    response = post(client, code="1")
    body = response.json()
    ExecuteErrorResponse.model_validate(body, strict=True)
    assert (response.status_code, body["error_details"]["type"]) == (400, "TimeoutError")
    assert "10 seconds" in body["error_details"]["message"]
    assert body["execution_details"]["termination_reason"] == "timeout"
    assert body["execution_details"]["output_files"]["a.txt"]["size_bytes"] == 1
    assert body["user_info"]["requests_today"] == 1


def test_validate_says_what_execute_would_and_charges_nothing(client: httpx.Client, runner: FakeRunner) -> None:
    for _ in range(3):
        response = client.post("/validate", json={"code": "print(1)", "surplus": 1})
    body = response.json()
    ValidateResponse.model_validate(body, strict=True)
    assert (response.status_code, body["valid"]) == (200, True)
    assert body["request_context"]["ignored_fields"] == ["surplus"]
    assert body["user_info"]["requests_today"] == 0
    assert not runner.requests


def test_validate_says_what_keeps_a_program_from_compiling(client: httpx.Client, runner: FakeRunner) -> None:
    response = client.post("/validate", json={"code": "print("})
    ValidateResponse.model_validate(response.json(), strict=True)
    assert (response.status_code, response.json()["valid"]) == (200, True)
    assert response.json()["syntax_error"] == {"message": "'(' was never closed", "line": 1, "column": 1}
    assert client.post("/validate", json={"code": "print()"}).json()["syntax_error"] is None
    assert not runner.requests


@pytest.mark.parametrize(
    ("error", "kind"), [(ServerBusyError(), "ServerBusy"), (RunnerUnavailableError("x"), "ServiceUnavailable")]
)
def test_validate_says_so_where_it_cannot_tell(
    client: httpx.Client, runner: FakeRunner, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str
) -> None:
    def fail(*_: str) -> None:
        raise error

    monkeypatch.setattr(runner, "check_code", fail)
    response = client.post("/validate", json={"code": "1"})
    ExecuteErrorResponse.model_validate(response.json(), strict=True)
    assert (response.status_code, response.json()["error_details"]["type"]) == (503, kind)
    assert response.json()["error_details"]["retryable"] is True


@pytest.mark.parametrize("body", [{"code": "import os"}, {"code": 1}, {}, {"code": "", "attachments": 1}])
def test_validate_gives_the_same_error_as_execute(client: httpx.Client, body: dict[str, object]) -> None:
    said, would = client.post("/validate", json=body), client.post("/execute", json=body)
    assert said.status_code == would.status_code == 400
    assert said.json()["error_details"] == would.json()["error_details"]


def test_files_that_nobody_asked_for_are_named_with_what_to_do(client: httpx.Client, runner: FakeRunner) -> None:
    runner.behave = lambda _: replace(HELLO, unreturned_files=("plot.png",))
    details = post(client, code="1").json()["execution_details"]
    assert details["unreturned_files"] == ["plot.png"]
    assert "return_files" in details["hint"]
    assert "plot.png" in details["hint"]
