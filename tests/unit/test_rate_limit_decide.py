from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysandbox.policy import Limits, load_limits
from pysandbox.rate_limit.codec import from_text, to_text
from pysandbox.rate_limit.decide import DAY, MINUTE, SECOND, State, decide, look, undo

NOON = 20_000 * DAY + DAY // 2


def limits(per_minute: int, per_day: int) -> Limits:
    return replace(load_limits(), requests_per_minute=per_minute, requests_per_day=per_day)


def run(times: list[int], quota: Limits) -> list[bool]:
    state: State | None = None
    answers = []
    for time in times:
        decision, state = decide(state, time, quota)
        state = from_text(to_text(state)) if state else None
        answers.append(decision.admitted)
    return answers


def brute_force(times: list[int], quota: Limits) -> list[bool]:
    """The rule itself, on the full history."""
    admitted: list[int] = []
    answers = []
    for now in times:
        in_minute = sum(1 for time in admitted if now - MINUTE < time <= now)
        in_day = sum(1 for time in admitted if time // DAY == now // DAY)
        free_minute = not quota.requests_per_minute or in_minute < quota.requests_per_minute
        free_day = not quota.requests_per_day or in_day < quota.requests_per_day
        answers.append(free_minute and free_day)
        if answers[-1]:
            admitted.append(now)
    return answers


gaps = st.one_of(
    st.integers(0, 20 * SECOND),
    st.sampled_from([0, 1, MINUTE - 1, MINUTE, MINUTE + 1, SECOND, DAY // 3, DAY - 1, DAY]),
)
quotas = st.builds(limits, st.integers(0, 6), st.integers(0, 9))


@settings(max_examples=400, deadline=None)
@given(quota=quotas, start=st.integers(NOON, NOON + DAY), steps=st.lists(gaps, max_size=60))
def test_every_decision_is_that_of_the_full_history(quota: Limits, start: int, steps: list[int]) -> None:
    times = [start := start + step for step in steps]
    assert run(times, quota) == brute_force(times, quota)


@settings(max_examples=300, deadline=None)
@given(quota=quotas, start=st.integers(NOON, NOON + DAY), steps=st.lists(gaps, max_size=30))
def test_a_retry_is_admitted_exactly_when_it_was_promised(quota: Limits, start: int, steps: list[int]) -> None:
    state: State | None = None
    now = start
    for step in steps:
        now += step
        decision, state = decide(state, now, quota)
        if not decision.admitted:
            wait = decision.retry_after_s
            assert wait >= 1
            assert decide(state, now + wait * SECOND, quota)[0].admitted
            assert not decide(state, now + (wait - 1) * SECOND, quota)[0].admitted


@settings(max_examples=200, deadline=None)
@given(
    quota=quotas, times=st.lists(st.integers(20_000 * DAY - MINUTE // 2, 20_000 * DAY + MINUTE // 2 - 1), max_size=40)
)
def test_out_of_order_clocks_never_admit_more_than_the_day(quota: Limits, times: list[int]) -> None:
    admitted = sum(run(times, quota))  # half a minute either side of midnight: two days at the most
    assert not quota.requests_per_day or admitted <= 2 * quota.requests_per_day
    assert not quota.requests_per_minute or admitted <= quota.requests_per_minute


@settings(max_examples=200, deadline=None)
@given(quota=quotas, start=st.integers(NOON, NOON + DAY), steps=st.lists(gaps, max_size=20))
def test_undo_takes_back_exactly_one_charge(quota: Limits, start: int, steps: list[int]) -> None:
    state: State | None = None
    for step in steps:
        start += step
        _, state = decide(state, start, quota)
    decision, charged = decide(state, start, quota)
    if decision.charged_at is not None:
        assert look(undo(charged, decision.charged_at), start, quota) == look(state, start, quota)


@pytest.mark.parametrize(("per_minute", "per_day"), [(5, 30), (0, 30), (5, 0)])
def test_the_state_stays_small(per_minute: int, per_day: int) -> None:
    state: State | None = None
    for second in range(500):
        _, state = decide(state, NOON + second * SECOND, limits(per_minute, per_day))
    assert state is not None
    assert len(state.recent) <= per_minute


def test_the_sixth_request_of_a_minute_is_refused_and_says_for_how_long() -> None:
    state: State | None = None
    for second in range(5):
        decision, state = decide(state, NOON + second * SECOND, limits(5, 30))
        assert decision.windows[0].remaining == 4 - second
    decision, _ = decide(state, NOON + 10 * SECOND, limits(5, 30))
    assert (decision.admitted, decision.refused_by, decision.retry_after_s) == (False, "minute", 50)
    assert (decision.requests_today, decision.remaining_today) == (5, 25)


def test_the_day_ends_at_utc_midnight() -> None:
    last_second = 20_001 * DAY - SECOND
    _, state = decide(None, last_second, limits(0, 1))
    decision, state = decide(state, last_second, limits(0, 1))
    assert (decision.refused_by, decision.retry_after_s) == ("day", 1)
    assert decide(state, last_second + SECOND, limits(0, 1))[0].admitted


def test_a_retry_after_midnight_waits_for_the_minute_too() -> None:
    last_second = 20_001 * DAY - SECOND
    _, state = decide(None, last_second, limits(1, 1))
    decision, _ = decide(state, last_second, limits(1, 1))
    assert (decision.refused_by, decision.retry_after_s) == ("minute", 60)


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    _, state = decide(None, NOON + DAY, limits(1, 1))
    assert decide(state, NOON, limits(1, 1))[0].admitted


def test_a_lowered_limit_holds_for_what_was_admitted_under_the_old_one() -> None:
    state: State | None = None
    for second in range(5):
        _, state = decide(state, NOON + second * SECOND, limits(5, 0))
    decision, _ = decide(state, NOON + 5 * SECOND, limits(2, 0))
    assert (decision.admitted, decision.retry_after_s) == (False, 58)


def test_both_windows_off_admits_everything() -> None:
    assert all(run([NOON] * 100, limits(0, 0)))


def test_a_request_judged_by_a_clock_that_is_behind_waits_no_longer_than_the_window() -> None:
    """Of requests at once, one may have read its clock before the charge that it then meets."""
    quota = limits(1, 0)
    _, state = decide(None, NOON, quota)
    refused, _ = decide(state, NOON - SECOND // 2, quota)
    assert refused.retry_after_s == 60
    assert [window.reset_s for window in refused.windows] == [60]


def test_a_charge_by_a_clock_that_is_behind_names_a_reset_within_the_window() -> None:
    quota = limits(2, 0)
    _, state = decide(None, NOON, quota)
    admitted, _ = decide(state, NOON - SECOND // 2, quota)
    assert [window.reset_s for window in admitted.windows] == [60]
