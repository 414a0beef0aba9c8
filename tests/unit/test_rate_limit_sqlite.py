from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest
from pysandbox.errors import RateLimitStoreError
from pysandbox.rate_limit import open_rate_limiter

from tests.rate_limits import NOON, at_once, settings_with
from tests.stopwatch import stopwatch


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


def test_the_quota_survives_a_restart(tmp_path: Path) -> None:
    settings = settings_with(f"sqlite:///{tmp_path}/quota.sqlite", tmp_path)
    for expected in (1, 2):
        limiter = open_rate_limiter(settings)
        assert limiter.admit("a", NOON).requests_today == expected
        limiter.close()


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
    taken = stopwatch(os.getpid())
    with pytest.raises(RateLimitStoreError):
        limiter.admit("a", NOON)
    assert taken() < 2
    other.execute("ROLLBACK")
    other.close()
    assert limiter.admit("a", NOON).requests_today == 2
    limiter.close()


def test_a_folder_that_goes_away_is_a_store_error_until_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "away"
    folder.mkdir()
    limiter = open_rate_limiter(settings_with(f"sqlite:///{folder}/quota.sqlite", tmp_path))
    folder.rmdir()
    with pytest.raises(RateLimitStoreError):
        limiter.peek("a")
    folder.mkdir()
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
