"""POST /run: text in, text out, with curl."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
import pytest
from pysandbox.api import create_app

from tests.api.service import FakeRunner, make_settings, serving


def test_curl_sends_a_file_and_shows_what_it_printed(service_url: str, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("for n in range(3):\n    print('grüße', n)\n", encoding="utf-8")
    command = ["curl", "-sS", "--data-binary", f"@{tmp_path}/main.py", f"{service_url}/run"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "grüße 0\ngrüße 1\ngrüße 2\n"


def test_the_headers_say_how_it_ended(api: httpx.Client) -> None:
    answer = api.post("/run", content="print(1)\nraise SystemExit(3)")
    assert (answer.status_code, answer.text) == (200, "1\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert (answer.headers["x-exit-code"], answer.headers["x-termination-reason"]) == ("3", "completed")
    assert '"day";r=' in answer.headers["ratelimit"]


def test_stderr_is_shown_where_nothing_was_printed(api: httpx.Client) -> None:
    assert api.post("/run", content="1 / 0").text.endswith("ZeroDivisionError: division by zero\n")
    assert api.post("/run", content="print(1)\n1 / 0").text == "1\n"


@pytest.mark.parametrize(
    ("program", "status", "line"),
    [
        (b"import os", 400, "ForbiddenImportError: "),
        (b"x" * 3000, 400, "ValidationError: "),
        (b"\xff", 400, "ValidationError: The request is not valid: body is not UTF-8 at byte 0."),
        (b"import time; time.sleep(60)", 400, "TimeoutError: "),
    ],
)
def test_an_error_is_one_line(api: httpx.Client, program: bytes, status: int, line: str) -> None:
    answer = api.post("/run", content=program)
    assert answer.status_code == status
    assert answer.text.startswith(line)
    assert answer.text.count("\n") == 1
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_used_up_quota_is_one_line_with_retry_after(tmp_path: Path) -> None:
    with serving(create_app(make_settings(tmp_path), FakeRunner())) as url:
        answers = [httpx.post(f"{url}/run", content="1") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[5].text.startswith("RateLimitExceeded: ")
    assert 0 < int(answers[5].headers["retry-after"]) <= 60


def test_a_body_that_is_too_large_is_one_line(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, max_body_bytes=1000)
    with serving(create_app(settings, FakeRunner())) as url:
        answer = httpx.post(f"{url}/run", content=b"1" * 1500)
    assert (answer.status_code, answer.text.split(":")[0]) == (413, "PayloadTooLarge")
