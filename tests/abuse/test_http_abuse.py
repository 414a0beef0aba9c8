"""Whatever one caller does with HTTP alone, another is served meanwhile, memory has a bound, and nothing stays."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.abuse.attacks import (
    ATTACKS,
    MEBIBYTE,
    connect,
    post,
    under,
    until,
)
from tests.abuse.http_service import Process, service
from tests.stopwatch import stopwatch

LASTS_S = 2.0
WORST_WAIT_S = 1.0
"""On two cores that have nothing else to do."""

MEMORY_BYTES = 300 * MEBIBYTE
HONEST = "127.0.0.2"
NO_BUDGET = {"SANDBOX_MAX_BYTES_UNDER_WAY": str(64 * 1024 * MEBIBYTE), "SANDBOX_CALLER_SHARE": "1"}


def worst_wait(running: Process, seconds: float) -> float:
    """The longest that another caller waits for a run and for /health, each on a new connection."""
    worst, end, pause = 0.0, time.monotonic() + seconds, threading.Event()
    asked = ("POST", "/execute", b'{"code": "hello"}'), ("GET", "/health", None)
    while not worst or time.monotonic() < end:
        for method, path, body in asked:
            taken = stopwatch(running.process.pid)
            with closing(http.client.HTTPConnection(*running.address, timeout=60, source_address=(HONEST, 0))) as made:
                made.request(method, path, body)
                assert made.getresponse().status == 200
            worst = max(worst, taken())
        pause.wait(0.02)
    return worst


def settled(running: Process) -> dict[str, int]:
    """The state when nothing is under way any more."""
    assert until(lambda: running.state()["connections"] == 0)
    assert until(lambda: running.state()["held"] == 0)
    return running.state()


@pytest.fixture(scope="module")
def attacked() -> Iterator[tuple[Process, dict[str, int], int]]:
    """One service for all attacks, its state before the first of them, and the memory that it had then."""
    with service({"SANDBOX_BODY_IDLE_TIMEOUT_SECONDS": "5", "SANDBOX_ANSWER_GRACE_SECONDS": "2"}) as running:
        worst_wait(running, 0.5)
        yield running, settled(running), running.resident_bytes()


@pytest.mark.parametrize("name", ATTACKS)
def test_another_caller_is_served_while_it_lasts_and_nothing_stays(
    attacked: tuple[Process, dict[str, int], int], name: str
) -> None:
    running, before, memory = attacked
    with under(name, running.address):
        waited = worst_wait(running, LASTS_S)
        peak = running.resident_bytes()
    assert waited <= WORST_WAIT_S
    assert peak - memory <= MEMORY_BYTES
    after = settled(running)
    assert after["files"] <= before["files"] + 2
    assert after["threads"] <= before["threads"] + 24  # workers wait for the next task, and end when idle
    assert httpx.get(f"{running.url}/health").json()["status"] == "ok"


def test_bodies_that_are_held_are_bounded_by_the_budget_alone() -> None:
    def held(environ: dict[str, str], seconds: float) -> int:
        with service(environ) as running, under("bodies that are held", running.address):
            until(lambda: running.state()["held"] > 200_000_000, seconds)
            return int(running.state()["held"])

    assert held({}, 2) <= 64 * MEBIBYTE
    assert held(NO_BUDGET, 60) > 200_000_000


def test_answers_that_are_taken_slowly_are_bounded_by_the_budget_alone() -> None:
    def held(environ: dict[str, str], seconds: float) -> int:
        with service(environ) as running, under("answers that are taken slowly", running.address):
            until(lambda: running.state()["held"] > 200_000_000, seconds)
            return int(running.state()["held"])

    assert held({}, 2) <= 64 * MEBIBYTE + 2 * MEBIBYTE
    assert held(NO_BUDGET, 60) > 200_000_000


def test_a_reader_below_the_lowest_rate_is_let_go_and_only_then() -> None:
    def stays(environ: dict[str, str]) -> bool:
        with (
            service({"SANDBOX_ANSWER_GRACE_SECONDS": "1"} | environ) as running,
            connect(running.address, 4096) as made,
        ):
            made.sendall(post("/execute", json.dumps({"code": "x", "return_files": ["*"]}).encode()))
            assert until(lambda: running.state()["held"] > MEBIBYTE)
            return not until(lambda: running.state()["connections"] == 0, 6)

    assert not stays({"SANDBOX_MIN_ANSWER_BYTES_PER_SECOND": "100000000"})
    assert stays({"SANDBOX_MIN_ANSWER_BYTES_PER_SECOND": "1"})


def test_connections_are_bounded_for_each_address_and_in_all() -> None:
    def most(environ: dict[str, str], seconds: float) -> int:
        with service(environ) as running, under("bodies that trickle", running.address):
            until(lambda: running.state()["connections"] > 600, seconds)
            return int(running.state()["connections"])

    assert most({}, 2) <= 250
    assert most({"SANDBOX_CALLER_SHARE": "1", "SANDBOX_MAX_CONNECTIONS": "100"}, 2) <= 100
    assert most({"SANDBOX_CALLER_SHARE": "1", "SANDBOX_MAX_CONNECTIONS": "60000"}, 60) > 600


def test_who_is_slow_gives_way_to_who_is_not() -> None:
    with service({"SANDBOX_CALLER_SHARE": "1", "SANDBOX_MAX_CONNECTIONS": "20"}) as running:
        idle = [connect(running.address) for _ in range(20)]
        assert until(lambda: running.state()["connections"] == 20)
        assert worst_wait(running, 0.5) < 60
        for made in idle:
            made.close()


def test_what_is_free_has_a_rate_and_health_has_none() -> None:
    def answered(environ: dict[str, str]) -> set[int]:
        with service(environ) as running, httpx.Client(base_url=running.url) as client:
            statuses = {client.get("/limits").status_code for _ in range(60)}
            refused = client.get("/limits")
            if refused.status_code == 429:
                details = refused.json()["error_details"]
                assert (details["type"], details["window"], details["limit"]) == ("RateLimitExceeded", "minute", 30)
                assert int(refused.headers["Retry-After"]) >= 1
            assert client.get("/health").status_code == 200
            return statuses

    assert answered({"SANDBOX_FREE_REQUESTS_PER_MINUTE": "30"}) == {200, 429}
    assert answered({"SANDBOX_FREE_REQUESTS_PER_MINUTE": "0"}) == {200}


def test_a_run_costs_nothing_of_what_is_free_and_a_refused_request_does() -> None:
    with (
        service({"SANDBOX_FREE_REQUESTS_PER_MINUTE": "20"}) as running,
        httpx.Client(base_url=running.url) as client,
    ):
        assert {client.post("/execute", json={"code": "hello"}).status_code for _ in range(60)} == {200}
        assert {client.post("/execute", json={}).status_code for _ in range(60)} == {400, 429}


def test_validation_waits_for_no_run_and_no_run_for_it() -> None:
    with service({"SANDBOX_FREE_REQUESTS_PER_MINUTE": "0"}) as running, under("a free route", running.address):
        assert worst_wait(running, 2.0) < 10
