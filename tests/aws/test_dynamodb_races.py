"""Many requests of one caller at the same instant, against a real engine: what is admitted is exactly the quota."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.policy import load_limits
from pysandbox.rate_limit import RateLimiter, StoredRateLimiter, open_rate_limiter
from pysandbox.rate_limit import dynamodb as store_of_dynamodb
from pysandbox.rate_limit.dynamodb import DynamoDbStore

from tests.api.service import FakeRunner, make_settings, serving
from tests.aws.dynamodb_local import PATIENCE_S, client, create_table, environment
from tests.rate_limits import NOON, at_once, settings_with
from tests.servers import plain_http

AT_ONCE = 50
PROCESSES = 5
BODY = {"code": "1"}


@pytest.fixture(scope="module")
def limiters(dynamodb: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[RateLimiter]]:
    """Fifty limiters, each with connections of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(dynamodb).items():
            patch.setenv(name, value)
        create_table(dynamodb, "races")
        settings = settings_with("dynamodb://races", tmp_path_factory.mktemp("guest"))
        opened = [open_rate_limiter(settings) for _ in range(AT_ONCE)]
        for limiter in opened:
            limiter.peek("nobody", None)  # what makes the client: beside fifty of them at it, an answer comes too late
    yield opened
    for limiter in opened:
        limiter.close()


@pytest.mark.parametrize("round_number", range(20))
def test_of_fifty_requests_at_once_exactly_five_are_admitted(limiters: list[RateLimiter], round_number: int) -> None:
    caller, now = f"round {round_number}", None if round_number % 2 else NOON
    decisions = at_once(limiters, AT_ONCE, now, caller)
    assert sorted(decision.requests_today for decision in decisions if decision.admitted) == [1, 2, 3, 4, 5]
    assert {decision.refused_by for decision in decisions if not decision.admitted} == {"minute"}
    assert limiters[0].peek(caller, now).requests_today == 5


def test_a_quota_as_large_as_the_crowd_admits_all_of_it(dynamodb_table: str, tmp_path: Path) -> None:
    settings = settings_with(f"dynamodb://{dynamodb_table}", tmp_path, requests_per_minute=100, requests_per_day=100)
    limiter = open_rate_limiter(settings)
    decisions = at_once([limiter], 20, NOON)
    assert sorted(decision.requests_today for decision in decisions) == list(range(1, 21))
    limiter.close()


class Lagging:
    """A client whose eventually consistent reads are stale: each tells what stood there `LAG` writes ago, or nothing.

    DynamoDB Local's never are, and AWS's are but now and then.
    """

    LAG = 3

    def __init__(self, endpoint: str) -> None:
        self._client = client(endpoint, retries={"total_max_attempts": 1}, max_pool_connections=AT_ONCE)
        self._lock = threading.Lock()
        self._past: dict[str, list[Any]] = {}
        self.stale_reads = 0

    def get_item(self, **request: Any) -> Any:
        if request["ConsistentRead"]:
            return self._client.get_item(**request)
        now = self._client.get_item(**{**request, "ConsistentRead": True})
        with self._lock:
            past = self._past.get(request["Key"]["caller"]["S"], [])
            then = past[-self.LAG] if len(past) >= self.LAG else {}
            self.stale_reads += then.get("Item") != now.get("Item")
            return then

    def update_item(self, **request: Any) -> Any:
        answer = self._client.update_item(**request)
        after = self._client.get_item(TableName=request["TableName"], Key=request["Key"], ConsistentRead=True)
        with self._lock:
            self._past.setdefault(request["Key"]["caller"]["S"], []).append(after)
        return answer

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def lagging(dynamodb: str, dynamodb_table: str) -> Iterator[tuple[Lagging, RateLimiter]]:
    behind = Lagging(dynamodb)
    yield behind, StoredRateLimiter(DynamoDbStore(dynamodb_table, behind), load_limits())
    behind.close()


def test_stale_reads_admit_nobody_too_many(lagging: tuple[Lagging, RateLimiter]) -> None:
    behind, limiter = lagging
    for caller in ("a", "b", "c"):
        decisions = at_once([limiter], AT_ONCE, NOON, caller)
        assert sorted(decision.requests_today for decision in decisions if decision.admitted) == [1, 2, 3, 4, 5]
        assert {decision.refused_by for decision in decisions if not decision.admitted} == {"minute"}
    assert behind.stale_reads > 0


def test_stale_reads_refuse_nobody_whose_charge_was_taken_back(lagging: tuple[Lagging, RateLimiter]) -> None:
    behind, limiter = lagging
    charged = [limiter.admit("a", NOON) for _ in range(5)]
    assert not limiter.admit("a", NOON).admitted
    for decision in charged[:3]:
        limiter.refund(decision)  # the next reads still see a full quota
    assert [limiter.admit("a", NOON).admitted for _ in range(4)] == [True, True, True, False]
    assert behind.stale_reads > 0


def test_a_refund_that_reads_nothing_yet_is_made_all_the_same(lagging: tuple[Lagging, RateLimiter]) -> None:
    _, limiter = lagging
    limiter.refund(limiter.admit("a", NOON))  # to the stale read there is no such caller
    assert limiter.peek("a", NOON).requests_today == 0


def test_refunds_and_charges_at_once_add_up(limiters: list[RateLimiter]) -> None:
    charged = [limiters[0].admit("mixed", NOON) for _ in range(3)]
    with ThreadPoolExecutor(23) as pool:
        for decision in charged:
            pool.submit(limiters[1].refund, decision)
        admitted = sum(pool.map(lambda limiter: limiter.admit("mixed", NOON).admitted, limiters[:20]))
    standing = limiters[0].peek("mixed", NOON).requests_today
    assert standing == admitted
    assert 2 <= admitted <= 5


def _admitted(store: str, folder: str, barrier: threading.Barrier) -> int:
    store_of_dynamodb.TIMEOUT_S = PATIENCE_S  # in a process of its own
    limiter = open_rate_limiter(settings_with(store, Path(folder)))
    barrier.wait(60)
    decisions = at_once([limiter], AT_ONCE // PROCESSES, None)
    limiter.close()
    return sum(decision.admitted for decision in decisions)


def test_several_processes_share_one_quota(dynamodb_table: str, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")  # each as fresh as a Lambda environment
    with context.Manager() as manager, context.Pool(PROCESSES) as pool:
        barrier = manager.Barrier(PROCESSES)
        work = [(f"dynamodb://{dynamodb_table}", os.fspath(tmp_path), barrier)] * PROCESSES
        assert sum(pool.starmap(_admitted, work, chunksize=1)) == 5


def test_of_fifty_http_requests_at_once_exactly_five_run(dynamodb_table: str, tmp_path: Path) -> None:
    environ = {"SANDBOX_RATE_LIMIT_STORE": f"dynamodb://{dynamodb_table}"}
    runner = FakeRunner(capacity=AT_ONCE)
    settings = make_settings(tmp_path, environ, max_concurrency=AT_ONCE)
    with serving(create_app(settings, runner)) as url, ThreadPoolExecutor(AT_ONCE) as pool:
        barrier = threading.Barrier(AT_ONCE)

        def post() -> int:
            with plain_http(timeout=30) as client:
                barrier.wait()
                return client.post(f"{url}/execute", json=BODY).status_code

        statuses = sorted(future.result() for future in [pool.submit(post) for _ in range(AT_ONCE)])
    assert statuses == [200] * 5 + [429] * 45
    assert len(runner.requests) == 5


def test_while_the_table_is_away_nothing_runs_and_the_service_says_so(
    dynamodb_table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9")  # the discard port: nobody listens
    runner = FakeRunner()
    settings = make_settings(tmp_path, {"SANDBOX_RATE_LIMIT_STORE": f"dynamodb://{dynamodb_table}"})
    with serving(create_app(settings, runner)) as url:
        answer = httpx.post(f"{url}/execute", json=BODY, timeout=30)
        health = httpx.get(f"{url}/health", timeout=30).json()
    assert (answer.status_code, answer.json()["error_details"]["type"]) == (503, "ServiceUnavailable")
    assert answer.headers["Retry-After"] == "5"
    assert runner.requests == []
    assert (health["status"], health["rate_limit_store"]) == ("degraded", "unavailable")
