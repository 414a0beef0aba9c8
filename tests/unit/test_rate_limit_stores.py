from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pysandbox.errors import ConfigurationError, RateLimitStoreError
from pysandbox.policy import load_limits
from pysandbox.rate_limit import Decision, RateLimiter, open_rate_limiter
from pysandbox.settings import Settings, load_settings

NOON = time.time() // 86400 * 86400 + 43200  # of today: the stores forget what is long past


def settings_with(store: str, tmp_path: Path, **limits: int) -> Settings:
    settings = load_settings({"SANDBOX_RATE_LIMIT_STORE": store, "SANDBOX_GUEST_LIBRARIES": str(tmp_path)})
    return replace(settings, limits=replace(load_limits(), **limits))


@pytest.fixture(params=["sqlite", "memory", "temporary"])
def limiter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RateLimiter]:
    address = {"sqlite": f"sqlite:///{tmp_path}/quota.sqlite", "memory": "memory://", "temporary": ""}[request.param]
    made = open_rate_limiter(settings_with(address, tmp_path))
    yield made
    made.close()


def at_once(limiters: list[RateLimiter], count: int, now: float | None) -> list[Decision]:
    barrier, decisions = threading.Barrier(count), list[Decision]()

    def admit(number: int) -> None:
        barrier.wait()
        decisions.append(limiters[number % len(limiters)].admit("192.0.2.1", now))

    threads = [threading.Thread(target=admit, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return decisions


@pytest.mark.parametrize("round_number", range(20))
def test_fifty_requests_at_once_are_counted_exactly(tmp_path: Path, round_number: int) -> None:
    settings = settings_with(
        f"sqlite:///{tmp_path}/quota.sqlite", tmp_path, requests_per_minute=30, requests_per_day=20
    )
    limiters = [open_rate_limiter(settings) for _ in range(1 + round_number % 3)]  # one process, or several
    decisions = at_once(limiters, 50, NOON)
    assert sum(decision.admitted for decision in decisions) == 20
    assert sorted(d.requests_today for d in decisions if d.admitted) == list(range(1, 21))
    assert limiters[0].peek("192.0.2.1", NOON).requests_today == 20
    for limiter in limiters:
        limiter.close()


def test_fifty_requests_at_once_on_any_store(limiter: RateLimiter) -> None:
    assert sum(decision.admitted for decision in at_once([limiter], 50, NOON)) == 5


def test_callers_are_counted_apart(limiter: RateLimiter) -> None:
    assert [limiter.admit("a", NOON).admitted for _ in range(6)] == [True] * 5 + [False]
    assert limiter.admit("b", NOON).admitted


def test_peek_charges_nothing(limiter: RateLimiter) -> None:
    for _ in range(10):
        assert limiter.peek("a", NOON).requests_today == 0
    assert limiter.admit("a", NOON).requests_today == 1


def test_a_refund_takes_back_its_own_charge_once(limiter: RateLimiter) -> None:
    first, second = limiter.admit("a", NOON), limiter.admit("a", NOON)
    limiter.refund(first)
    limiter.refund(first)
    assert limiter.peek("a", NOON).requests_today == 1
    limiter.refund(second)
    assert limiter.peek("a", NOON).requests_today == 0
    assert limiter.peek("a", NOON).windows[0].remaining == 5


def test_a_refused_request_has_nothing_to_refund(limiter: RateLimiter) -> None:
    decisions = [limiter.admit("a", NOON) for _ in range(6)]
    limiter.refund(decisions[5])
    assert limiter.peek("a", NOON).requests_today == 5


def test_the_quota_survives_a_restart(tmp_path: Path) -> None:
    settings = settings_with(f"sqlite:///{tmp_path}/quota.sqlite", tmp_path)
    for expected in (1, 2):
        limiter = open_rate_limiter(settings)
        assert limiter.admit("a", NOON).requests_today == expected
        limiter.close()


def test_the_temporary_store_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    limiter = open_rate_limiter(settings_with("", tmp_path))
    limiter.admit("a")
    assert list(tmp_path.iterdir())
    limiter.close()
    assert not list(tmp_path.iterdir())


def test_a_corrupt_file_is_a_store_error_until_it_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "quota.sqlite"
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    limiter = open_rate_limiter(settings_with(f"sqlite:///{path}", tmp_path))
    for _ in range(2):
        with pytest.raises(RateLimitStoreError):
            limiter.admit("a", NOON)
    path.unlink()
    assert limiter.admit("a", NOON).admitted
    limiter.close()


def test_a_file_that_is_overwritten_while_open_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "quota.sqlite"
    limiter = open_rate_limiter(settings_with(f"sqlite:///{path}", tmp_path))
    limiter.admit("a", NOON)
    for name in ("quota.sqlite-wal", "quota.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    path.unlink()
    path.write_bytes(b"not a database" * 1000)
    for _ in range(2):
        with pytest.raises(RateLimitStoreError):
            limiter.admit("a", NOON)
    path.unlink()
    assert limiter.admit("a", NOON).admitted
    limiter.close()


def test_a_deleted_file_is_a_store_error_and_then_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "quota.sqlite"
    limiter = open_rate_limiter(settings_with(f"sqlite:///{path}", tmp_path))
    limiter.admit("a", NOON)
    path.unlink()
    with pytest.raises(RateLimitStoreError):
        limiter.admit("a", NOON)
    assert limiter.admit("a", NOON).admitted
    assert path.exists()
    limiter.close()


def test_a_locked_file_is_a_store_error_within_two_seconds_and_recovers(tmp_path: Path) -> None:
    path = tmp_path / "quota.sqlite"
    limiter = open_rate_limiter(settings_with(f"sqlite:///{path}", tmp_path))
    limiter.admit("a", NOON)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    with pytest.raises(RateLimitStoreError):
        limiter.admit("a", NOON)
    assert time.monotonic() - started < 2
    other.execute("ROLLBACK")
    other.close()
    assert limiter.admit("a", NOON).requests_today == 2
    limiter.close()


def test_a_missing_folder_is_a_store_error(tmp_path: Path) -> None:
    limiter = open_rate_limiter(settings_with(f"sqlite:///{tmp_path}/none/quota.sqlite", tmp_path))
    with pytest.raises(RateLimitStoreError):
        limiter.peek("a")
    (tmp_path / "none").mkdir()
    assert limiter.admit("a", NOON).admitted
    limiter.close()


@pytest.mark.parametrize(
    "record", ["", "null", "[]", "[1,2,3]", '[1,2,"3",[]]', "[1,2,-3,[]]", "[1,2,3,[9,1]]", "{}", "[1,2,3,4]"]
)
def test_a_damaged_record_is_a_store_error_and_not_an_empty_quota(tmp_path: Path, record: str) -> None:
    path = tmp_path / "quota.sqlite"
    limiter = open_rate_limiter(settings_with(f"sqlite:///{path}", tmp_path))
    limiter.admit("a", NOON)
    other = sqlite3.connect(path)
    with other:
        other.execute("UPDATE callers SET state = ?", (record,))
    other.close()
    with pytest.raises(RateLimitStoreError):
        limiter.admit("a", NOON)
    assert limiter.admit("b", NOON).admitted
    limiter.close()


def test_old_callers_are_cleaned_up(tmp_path: Path) -> None:
    path = tmp_path / "quota.sqlite"
    settings = settings_with(f"sqlite:///{path}", tmp_path)
    for now in (time.time() - 3 * 86400, None):
        limiter = open_rate_limiter(settings)
        limiter.admit(str(now), now)
        limiter.close()
    limiter = open_rate_limiter(settings)
    limiter.admit("new")
    limiter.close()
    other = sqlite3.connect(path)
    assert [row[0] for row in other.execute("SELECT caller FROM callers ORDER BY caller")] == ["None", "new"]
    other.close()


@pytest.mark.parametrize(
    "address", ["dynamodb://table", "redis://x", "sqlite://", "sqlite:///", "memory://x", "nonsense"]
)
def test_an_unknown_store_is_a_configuration_error(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigurationError, match="SANDBOX_RATE_LIMIT_STORE"):
        open_rate_limiter(settings_with(address, tmp_path))
