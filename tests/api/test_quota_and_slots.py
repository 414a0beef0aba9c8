from __future__ import annotations

import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.engine.models import RunRequest, RunResult
from pysandbox.errors import RateLimitStoreError, RunnerUnavailableError, ServerBusyError
from pysandbox.rate_limit import Decision, RateLimiter, open_rate_limiter

from tests.api.service import FakeRunner, Held, make_settings, serving
from tests.servers import plain_http
from tests.stopwatch import stopwatch

DEFAULT_QUOTA = {"requests_per_minute": 5, "requests_per_day": 30}
BODY = {"code": "1"}


@pytest.mark.parametrize("settings", [DEFAULT_QUOTA], indirect=True)
def test_the_sixth_request_of_a_minute_is_refused_with_the_time_to_wait(
    client: httpx.Client, runner: FakeRunner
) -> None:
    for number in range(5):
        response = client.post("/execute", json=BODY)
        assert response.status_code == 200
        assert response.headers["RateLimit-Policy"] == '"minute";q=5;w=60, "day";q=30;w=86400'
        assert response.headers["RateLimit"].startswith(f'"minute";r={4 - number};t=')
        assert response.json()["user_info"]["requests_remaining_today"] == 29 - number
    response = client.post("/execute", json=BODY)
    body = response.json()
    assert (response.status_code, body["error_details"]["type"]) == (429, "RateLimitExceeded")
    assert body["error_details"]["window"] == "minute"
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["RateLimit"].startswith('"minute";r=0;t=')
    assert body["user_info"]["requests_today"] == 5
    assert len(runner.requests) == 5


@pytest.mark.parametrize("settings", [{"requests_per_minute": 0, "requests_per_day": 2}], indirect=True)
def test_the_day_is_named_when_it_is_used_up(client: httpx.Client) -> None:
    for _ in range(2):
        assert client.post("/execute", json=BODY).status_code == 200
    response = client.post("/execute", json=BODY)
    assert (response.status_code, response.json()["error_details"]["window"]) == (429, "day")
    until_midnight = 86400 - time.time() % 86400
    assert abs(int(response.headers["Retry-After"]) - until_midnight) <= 2


@pytest.mark.parametrize("settings", [{"requests_per_minute": 0, "requests_per_day": 0}], indirect=True)
def test_windows_that_are_off_are_not_announced(client: httpx.Client) -> None:
    response = client.post("/execute", json=BODY)
    assert "RateLimit" not in response.headers
    assert response.json()["user_info"]["daily_quota_limit"] is None


def test_fifty_requests_at_once_are_charged_exactly(tmp_path: Path) -> None:
    environ = {"SANDBOX_RATE_LIMIT_STORE": f"sqlite:///{tmp_path}/quota.sqlite"}
    settings = make_settings(tmp_path, environ, requests_per_minute=20, requests_per_day=30, max_concurrency=50)
    runner = FakeRunner(capacity=50)
    with serving(create_app(settings, runner)) as url, ThreadPoolExecutor(50) as pool:
        barrier = threading.Barrier(50)

        def post() -> int:
            with plain_http(timeout=30) as client:
                barrier.wait()
                # On a busy machine the store may keep one waiting for more than its second: that one is not charged.
                while (status := client.post(f"{url}/execute", json=BODY).status_code) == 503:
                    pass
                return status

        statuses = sorted(future.result() for future in [pool.submit(post) for _ in range(50)])
    assert statuses == [200] * 20 + [429] * 30
    assert len(runner.requests) == 20


@pytest.mark.parametrize("settings", [{"requests_per_minute": 30, "requests_per_day": 30}], indirect=True)
def test_the_sixth_run_is_busy_at_once_and_not_charged(url: str, client: httpx.Client, runner: FakeRunner) -> None:
    held = Held(runner)
    with ThreadPoolExecutor(5) as pool:
        running = [pool.submit(httpx.post, f"{url}/execute", json=BODY, timeout=30) for _ in range(5)]
        held.wait_for(5)
        try:
            taken = stopwatch(os.getpid())
            response = client.post("/execute", json=BODY)
            assert taken() < 1
            body = response.json()
            assert (response.status_code, body["error_details"]["type"]) == (503, "ServerBusy")
            assert int(response.headers["Retry-After"]) >= 1
            assert body["server_status"] == {
                "load": "full", "active_processes_at_request": 5, "max_concurrent_processes": 5,
            }  # fmt: skip
            assert body["user_info"]["requests_today"] == 5
            assert client.get("/health").json()["active_executions"] == 5
        finally:
            held.release()
        assert [future.result().status_code for future in running] == [200] * 5
    assert client.post("/execute", json=BODY).json()["user_info"]["requests_today"] == 6


@pytest.mark.parametrize(
    ("error", "kind"),
    [(ServerBusyError(), "ServerBusy"), (RunnerUnavailableError("/secret/path"), "ServiceUnavailable")],
)
def test_what_the_runner_could_not_run_is_refunded(
    client: httpx.Client, runner: FakeRunner, error: Exception, kind: str
) -> None:
    def fail(_: RunRequest) -> RunResult:
        raise error

    runner.behave = fail
    response = client.post("/execute", json=BODY)
    assert (response.status_code, response.json()["error_details"]["type"]) == (503, kind)
    assert "Retry-After" in response.headers
    assert "/secret" not in response.text
    assert response.json()["user_info"]["requests_today"] == 0
    assert runner.active == 0


def test_a_bug_is_an_internal_error_that_tells_nothing(
    client: httpx.Client, runner: FakeRunner, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: RunRequest) -> RunResult:
        raise KeyError("/secret/path")

    runner.behave = fail
    response = client.post("/execute", json=BODY)
    body = response.json()
    assert (response.status_code, body["error_details"]["type"]) == (500, "InternalError")
    assert "secret" not in response.text
    assert "KeyError" not in response.text
    assert body["user_info"]["requests_today"] == 0
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/health").status_code == 200
    assert any(record.message == "unhandled" for record in caplog.records)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"code": 5}', b'{"code": "import os"}', b"\xff"])
def test_what_is_refused_before_running_is_free_and_still_tells_the_quota(client: httpx.Client, body: bytes) -> None:
    response = client.post("/execute", content=body)
    assert response.status_code == 400
    assert response.json()["user_info"]["requests_today"] == 0
    assert response.headers["RateLimit"].startswith('"minute";r=1000;t=60, "day";r=2000;t=')


class BrokenLimiter:
    def admit(self, caller: str, now: float | None = None) -> Decision:
        raise RateLimitStoreError("/secret/path is broken")

    peek = admit_upload = admit

    def refund(self, decision: Decision) -> None:
        raise AssertionError("nothing was charged")

    def close(self) -> None:
        """Nothing is open."""


def test_without_the_store_nothing_runs(tmp_path: Path) -> None:
    runner = FakeRunner()
    with (
        serving(create_app(make_settings(tmp_path), runner, BrokenLimiter())) as url,
        plain_http(url) as client,
    ):
        response = client.post("/execute", json=BODY)
        assert (response.status_code, response.json()["error_details"]["type"]) == (503, "ServiceUnavailable")
        assert "secret" not in response.text
        assert int(response.headers["Retry-After"]) >= 1
        assert response.headers["RateLimit"] == '"minute";r=0;t=5, "day";r=0;t=5'
        assert response.json()["user_info"]["requests_today"] is None
        assert not runner.requests
        assert runner.active == 0
        assert client.post("/execute", json={}).status_code == 400
        assert client.get("/health").json()["status"] == "degraded"


def test_a_client_that_goes_away_leaves_no_slot_taken(url: str, client: httpx.Client, runner: FakeRunner) -> None:
    held = Held(runner)
    port = int(url.rpartition(":")[2])
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b'POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n{"code":""}')
            held.wait_for(1)
    held.release()
    runner.behave = FakeRunner().behave
    deadline = time.monotonic() + 10
    while runner.active and time.monotonic() < deadline:
        client.get("/health")
    assert runner.active == 0
    assert client.post("/execute", json=BODY).status_code == 200


def test_a_client_that_goes_away_while_sending_disturbs_nobody(url: str, client: httpx.Client) -> None:
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b'POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"code":')
    assert client.post("/execute", json=BODY).json()["user_info"]["requests_today"] == 1


def test_the_lifespan_starts_and_closes(tmp_path: Path) -> None:
    runner, settings = FakeRunner(), make_settings(tmp_path)
    limiter: RateLimiter = open_rate_limiter(replace(settings, rate_limit_store="memory://"))
    with serving(create_app(settings, runner, limiter)) as url:
        assert httpx.get(f"{url}/health").status_code == 200
        assert (runner.started, runner.closed) == (True, False)
    assert runner.closed
