"""`python -m pysandbox.serve` as a process, with the real engine."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys

import httpx
import psutil
import pytest
from pysandbox import settings_table

from tests.processes import free_port, service_process


def read_until(started: subprocess.Popen[str], event: str) -> list[dict[str, object]]:
    """The log's lines up to the first whose event begins with `event`."""
    assert started.stderr is not None
    lines: list[dict[str, object]] = []
    for text in started.stderr:
        lines.append(json.loads(text))
        if str(lines[-1]["event"]).startswith(event):
            return lines
    raise AssertionError(f"the process ended before {event!r}: {lines}")


@pytest.mark.parametrize(
    "environ",
    [
        {"SANDBOX_TIMEOUT_SECONDS": "soon"},
        {"SANDBOX_RATE_LIMIT_STORE": "postgres://x"},
        {"SANDBOX_REQUIRED_LAYERS": "moat"},
        {"SANDBOX_LOG_LEVEL": "LOUD"},
        {"PORT": "http"},
        {"SANDBOX_TIMEOUT": "3"},
        {"SANDBOX_RUN_DIRECTORY": "/nowhere/at/all"},
        {"SANDBOX_RATE_LIMIT_STORE": "sqlite:////nowhere/at/all/quota.sqlite"},
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it_and_status_78(environ: dict[str, str]) -> None:
    with service_process(environ) as started:
        _, text = started.communicate(timeout=30)
    assert started.returncode == 78
    assert text.count("\n") == 1
    assert next(iter(environ)) in text


def test_a_port_in_use_is_one_line_and_status_69_before_anything_is_started() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        service_process({"PORT": str(taken.getsockname()[1])}) as started,
    ):
        _, text = started.communicate(timeout=30)
    assert started.returncode == 69
    assert text.count("\n") == 1
    assert "PORT" in text
    assert "in use" in text


def test_help_lists_every_setting() -> None:
    command = [sys.executable, "-m", "pysandbox.serve", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert all(row.variable in done.stdout for row in settings_table.all_settings())


def test_a_required_layer_that_does_not_hold_is_one_line_and_status_78() -> None:
    environ = {"SANDBOX_UNSAFE": "1", "SANDBOX_DISABLED_LAYERS": "seccomp", "SANDBOX_REQUIRED_LAYERS": "seccomp"}
    with service_process(environ | {"SANDBOX_LOG_LEVEL": "CRITICAL", "SANDBOX_WARM_STOCKS": "lean"}) as started:
        _, text = started.communicate(timeout=60)
    assert started.returncode == 78
    assert text.count("\n") == 1
    assert "seccomp" in text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_answers_the_running_request_and_leaves_no_process(number: signal.Signals) -> None:
    port = free_port()
    with service_process({"PORT": str(port)}) as started:
        read_until(started, "ready")
        zygotes = psutil.Process(started.pid).children(recursive=True)
        assert zygotes
        body = json.dumps({"code": "print(1, flush=True)\nimport time\ntime.sleep(1)\nprint(2)"}).encode()
        head = f"POST /execute HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        with (
            httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
            socket.create_connection(("127.0.0.1", port), timeout=30) as connection,
        ):
            connection.sendall(head + body)
            while not client.get("/health").json()["active_executions"]:
                pass
            started.send_signal(number)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
        assert b'"stdout":"1\\n2\\n"' in answer
        assert started.wait(30) == 0
        assert not [child for child in zygotes if child.is_running()]


def test_the_log_is_json_and_holds_nothing_of_the_program() -> None:
    port = free_port()
    with service_process({"PORT": str(port), "SANDBOX_WARM_STOCKS": "lean"}) as started:
        read_until(started, "ready")
        request = {
            "code": "print('SECRET-CODE'); raise ValueError('SECRET-ERROR')",
            "stdin_data": "SECRET-STDIN",
            "attachments": [{"filename": "SECRET-NAME", "content_base_64": "U0VDUkVU"}],
            "return_files": ["SECRET-*"],
        }
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            response = client.post("/execute", json=request)
            assert response.status_code == 200
            client.get("/SECRET-PATH?SECRET-QUERY", headers={"SECRET-HEADER": "x"})
            lines = read_until(started, "request")
            lines += read_until(started, "request")
    assert "SECRET" not in json.dumps(lines)
    ran = next(line for line in lines if line.get("path") == "/execute")
    assert ran["request_id"] == response.headers["X-Request-Id"]
    assert (ran["status"], ran["verdict"], ran["termination_reason"]) == (200, "ran", "exception")
    assert {"duration_ms", "run_ms", "cpu_ms", "peak_memory_bytes"} <= set(ran)
