"""What every store must do alike: the same requests at the same times get the same decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysandbox.errors import ConfigurationError, RateLimitStoreError
from pysandbox.rate_limit import Decision, RateLimiter, open_rate_limiter

from tests.rate_limits import NOON, at_once, settings_with

MICROSECOND = 0.000_001
MIDNIGHT = NOON + 43200

type Open = Callable[..., RateLimiter]


@pytest.fixture(params=["sqlite", "memory", "temporary", "dynamodb", "redis"])
def open_limiter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens limiters on one store, each with the limits that it is given; closes them at the end."""
    address = {"sqlite": f"sqlite:///{tmp_path}/quota.sqlite", "memory": "memory://", "temporary": ""}.get(
        request.param
    )
    if request.param == "redis":
        address = request.getfixturevalue("redis_store")
    elif address is None:
        address = f"dynamodb://{request.getfixturevalue('dynamodb_table')}"
    opened = list[RateLimiter]()

    def open_with(**limits: int) -> RateLimiter:
        opened.append(open_rate_limiter(settings_with(address, tmp_path, **limits)))
        return opened[-1]

    yield open_with
    for limiter in opened:
        limiter.close()


@pytest.fixture
def limiter(open_limiter: Open) -> RateLimiter:
    opened = open_limiter()
    with suppress(RateLimitStoreError):  # the first write of a server that has just started may take too long
        opened.admit("somebody before all others")
    return opened


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


def test_the_temporary_store_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    limiter = open_rate_limiter(settings_with("", tmp_path))
    limiter.admit("a")
    assert list(tmp_path.iterdir())
    limiter.close()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "address", ["dynamodb://table", "redis://", "redis://h:port/0", "sqlite://", "sqlite:///", "memory://x", "nonsense"]
)
def test_an_unknown_store_is_a_configuration_error(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigurationError, match="SANDBOX_RATE_LIMIT_STORE"):
        open_rate_limiter(settings_with(address, tmp_path))


def test_a_place_is_free_again_after_exactly_a_minute(limiter: RateLimiter) -> None:
    assert [limiter.admit("a", NOON + second).admitted for second in range(5)] == [True] * 5
    early = limiter.admit("a", NOON + 60 - MICROSECOND)
    assert (early.admitted, early.refused_by, early.retry_after_s) == (False, "minute", 1)
    assert limiter.admit("a", NOON + 60).admitted
    assert not limiter.admit("a", NOON + 60).admitted
    assert limiter.admit("a", NOON + 61).admitted


def test_the_day_is_full_until_utc_midnight(open_limiter: Open) -> None:
    limiter = open_limiter(requests_per_minute=0, requests_per_day=3)
    before = MIDNIGHT - 10
    assert [limiter.admit("a", before).remaining_today for _ in range(3)] == [2, 1, 0]
    late = limiter.admit("a", MIDNIGHT - MICROSECOND)
    assert (late.admitted, late.refused_by, late.retry_after_s) == (False, "day", 1)
    assert limiter.admit("a", MIDNIGHT).requests_today == 1


def test_a_minute_across_midnight_is_still_one_minute(open_limiter: Open) -> None:
    limiter = open_limiter(requests_per_minute=2, requests_per_day=2)
    assert [limiter.admit("a", MIDNIGHT - 2).admitted for _ in range(2)] == [True, True]
    refused = limiter.admit("a", MIDNIGHT + 1)
    assert (refused.refused_by, refused.retry_after_s, refused.requests_today) == ("minute", 57, 0)


def test_windows_that_are_off_refuse_nobody_and_count_nothing(open_limiter: Open) -> None:
    limiter = open_limiter(requests_per_minute=0, requests_per_day=0)
    decisions = [limiter.admit("a", NOON) for _ in range(40)]
    assert all(decision.admitted for decision in decisions)
    assert decisions[-1].requests_today == 0
    assert decisions[-1].remaining_today is None


def test_what_was_charged_is_known_to_the_next_that_opens_it(
    open_limiter: Open, request: pytest.FixtureRequest
) -> None:
    first = open_limiter()
    first.admit("a", NOON)
    again = open_limiter(requests_per_minute=1)
    private = request.node.callspec.params["open_limiter"] in ("memory", "temporary")
    assert again.admit("a", NOON).admitted is private


def test_a_refund_after_midnight_leaves_the_new_day_alone(open_limiter: Open) -> None:
    limiter = open_limiter(requests_per_minute=0)
    charged = limiter.admit("a", MIDNIGHT - 1)
    limiter.admit("a", MIDNIGHT + 1)
    limiter.refund(charged)
    assert limiter.peek("a", MIDNIGHT + 2).requests_today == 1


def test_a_refund_of_a_caller_who_is_forgotten_does_nothing(open_limiter: Open) -> None:
    charged = open_limiter().admit("a", NOON).for_caller("never seen")
    limiter = open_limiter()
    limiter.refund(charged)
    assert limiter.peek("never seen", NOON).requests_today == 0


@pytest.mark.parametrize("caller", ["192.0.2.1", "2001:db8::/64", "unknown", "ü" * 50, "a b'\"\\"])
def test_any_name_of_a_caller_will_do(limiter: RateLimiter, caller: str) -> None:
    assert limiter.admit(caller, NOON).caller == caller
    assert limiter.peek(caller, NOON).requests_today == 1


gaps = st.sampled_from([0.0, 1.0, 19.5, 59.999999, 60.0, 40000.0])
steps = st.lists(st.tuples(gaps, st.sampled_from(["admit", "peek", "refund"])), max_size=20)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_every_store_decides_as_memory_does(open_limiter: Open, tmp_path: Path, steps: list[tuple[float, str]]) -> None:
    model = open_rate_limiter(settings_with("memory://", tmp_path, requests_per_minute=2, requests_per_day=4))
    tested = open_limiter(requests_per_minute=2, requests_per_day=4)
    caller = uuid4().hex
    now, last = NOON, list[Decision]()
    for gap, action in steps:
        now += gap
        if action == "refund":
            for limiter, decision in zip((model, tested), last, strict=False):
                limiter.refund(decision)
        else:
            last = [getattr(limiter, action)(caller, now) for limiter in (model, tested)]
            assert last[0] == last[1]


def test_nothing_is_counted_or_opened_where_both_windows_are_off(tmp_path: Path) -> None:
    path = tmp_path / "quota.sqlite"
    limiter = open_rate_limiter(settings_with(f"sqlite:///{path}", tmp_path, requests_per_minute=0, requests_per_day=0))
    decisions = [limiter.admit("a"), limiter.admit_upload("a"), limiter.peek("a")]
    limiter.refund(decisions[0])
    limiter.close()
    assert [(decision.admitted, decision.windows, decision.caller) for decision in decisions] == [(True, (), "a")] * 3
    assert not path.exists()
