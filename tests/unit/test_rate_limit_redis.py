"""The quota in a real Redis server: exact under races, across processes, and where answers are lost."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from pysandbox.errors import RateLimitStoreError
from pysandbox.rate_limit import RateLimiter, open_rate_limiter

from tests.rate_limits import NOON, at_once, settings_with
from tests.redis_server import losing_answers

AT_ONCE = 40
PROCESSES = 4


@pytest.fixture
def limiters(redis_store: str, tmp_path: Path) -> Iterator[list[RateLimiter]]:
    """As many limiters as callers, each with connections of its own, as on as many machines."""
    opened = [open_rate_limiter(settings_with(redis_store, tmp_path)) for _ in range(AT_ONCE)]
    yield opened
    for limiter in opened:
        limiter.close()


@pytest.mark.parametrize("now", [NOON, None])
def test_of_many_requests_at_once_exactly_the_quota_is_admitted(limiters: list[RateLimiter], now: float | None) -> None:
    decisions = at_once(limiters, AT_ONCE, now)
    assert sorted(decision.requests_today for decision in decisions if decision.admitted) == [1, 2, 3, 4, 5]
    assert limiters[0].peek("192.0.2.1", now).requests_today == 5


def _admitted(store: str, folder: str, barrier: threading.Barrier) -> int:
    limiter = open_rate_limiter(settings_with(store, Path(folder)))
    barrier.wait(60)
    decisions = at_once([limiter], AT_ONCE // PROCESSES, None)
    limiter.close()
    return sum(decision.admitted for decision in decisions)


def test_several_processes_share_one_quota(redis_store: str, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(PROCESSES) as pool:
        work = [(redis_store, str(tmp_path), manager.Barrier(PROCESSES))] * PROCESSES
        assert sum(pool.starmap(_admitted, work, chunksize=1)) == 5


@pytest.mark.parametrize("marker", [b"GET", b"EVALSHA"])
def test_a_lost_answer_charges_once(redis_store: str, redis_port: int, tmp_path: Path, marker: bytes) -> None:
    direct = open_rate_limiter(settings_with(redis_store, tmp_path))
    direct.admit("a", NOON)
    with losing_answers(redis_port, marker, times=1) as port:
        limiter = open_rate_limiter(settings_with(f"redis://127.0.0.1:{port}/0", tmp_path))
        assert limiter.admit("a", NOON).requests_today == 2
        limiter.close()
    assert direct.peek("a", NOON).requests_today == 2
    direct.close()


def test_answers_that_keep_being_lost_are_a_store_error(redis_store: str, redis_port: int, tmp_path: Path) -> None:
    with losing_answers(redis_port, b"GET", times=2) as port:
        limiter = open_rate_limiter(settings_with(redis_store.replace(str(redis_port), str(port)), tmp_path))
        with pytest.raises(RateLimitStoreError):
            limiter.admit("a", NOON)
        limiter.close()


def test_a_server_that_is_away_is_a_store_error_until_it_is_back(redis_port: int, tmp_path: Path) -> None:
    with losing_answers(redis_port, b"", times=0) as port:
        pass
    limiter = open_rate_limiter(settings_with(f"redis://127.0.0.1:{port}/0", tmp_path))
    with pytest.raises(RateLimitStoreError):
        limiter.peek("a", NOON)
    limiter.close()


@pytest.mark.parametrize("value", ["x", "revision", "revision []", "revision [1,2,-3,[]]", "\xff"])
def test_a_damaged_value_is_a_store_error_and_not_an_empty_quota(
    redis_store: str, redis_port: int, tmp_path: Path, value: str
) -> None:
    with redis.Redis(port=redis_port) as client:
        client.set("pysandbox:quota:a", value.encode("latin-1"))
    limiter = open_rate_limiter(settings_with(redis_store, tmp_path))
    with pytest.raises(RateLimitStoreError):
        limiter.admit("a", NOON)
    limiter.close()


def test_what_says_nothing_any_more_goes_by_itself(redis_store: str, redis_port: int, tmp_path: Path) -> None:
    limiter = open_rate_limiter(settings_with(redis_store, tmp_path))
    limiter.admit("a")
    limiter.close()
    with redis.Redis(port=redis_port) as client:
        assert 0 < client.ttl("pysandbox:quota:a") <= 2 * 86400


def test_a_password_never_stands_in_a_message(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="SANDBOX_RATE_LIMIT_STORE") as caught:
        open_rate_limiter(settings_with("redis://user:secret@host:port/0", tmp_path))
    assert "secret" not in str(caught.value)
