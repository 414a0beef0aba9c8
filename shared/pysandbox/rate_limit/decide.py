"""The quota's arithmetic: one pure function, no clock, no store.

A caller's whole history is a small value: the day's count, and the times of the requests in the last minute. That is
exact for both windows, since the day's window is fixed (UTC) and the minute's slides. Times are whole microseconds
since the epoch: integers survive JSON and DynamoDB unchanged, and no rounding makes `Retry-After` too short.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Self

from ..policy import Limits

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of one caller.

    `last` is the time of the newest charge, `recent` the times of the charges in the minute before it (ascending,
    empty when that window is off), `day` the number of the UTC day since the epoch and `count` its charges.
    """

    last: int
    day: int
    count: int
    recent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """How one caller stands in one window; `reset_s` is when more becomes available, in whole seconds, rounded up."""

    name: str
    limit: int
    length_s: int
    remaining: int
    reset_s: int


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request, and how the caller stands after it.

    `refused_by` names the window that refused; of two, the one that takes longer. `retry_after_s` is 0 when admitted.
    `charged_at` is the time that was charged, None when nothing was.
    """

    admitted: bool
    caller: str
    windows: tuple[Window, ...]
    daily_limit: int | None
    requests_today: int
    refused_by: str | None = None
    retry_after_s: int = 0
    charged_at: int | None = None
    refund_right: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    """Whoever acquires it may take the charge back: that makes a refund happen once."""

    @property
    def remaining_today(self) -> int | None:
        """Requests that the day still allows; None when the day's window is off."""
        return None if self.daily_limit is None else max(0, self.daily_limit - self.requests_today)

    def for_caller(self, caller: str) -> Self:
        """The same decision with the caller that it is about."""
        return replace(self, caller=caller)


def _seconds_up(duration: int) -> int:
    return -(-duration // SECOND)


def _settle(state: State | None, now: int) -> tuple[State, int]:
    """The state as it counts at `now`, and the moment at which it is judged.

    Clocks of threads and machines disagree a little, so a time just before the newest charge is taken for that charge's
    own. A charge over a minute ahead means that the clock was set back: it is forgotten, and locks nobody out.
    """
    if state is None or state.last > now + MINUTE:
        return State(now, now // DAY, 0), now
    now = max(now, state.last)
    recent = tuple(time for time in state.recent if time > now - MINUTE)
    count = state.count if state.day == now // DAY else 0
    return State(state.last, now // DAY, count, recent), now


def _windows(state: State, now: int, limits: Limits) -> tuple[Window, ...]:
    windows = []
    if limits.requests_per_minute:
        limit, used = limits.requests_per_minute, len(state.recent)
        # The charge whose end frees a place: the oldest, or a later one when the operator has lowered the limit.
        frees = state.recent[-limit if used > limit else 0] + MINUTE if used else now + MINUTE
        windows.append(Window("minute", limit, 60, max(0, limit - used), _seconds_up(frees - now)))
    if limits.requests_per_day:
        left = max(0, limits.requests_per_day - state.count)
        midnight = (state.day + 1) * DAY
        windows.append(Window("day", limits.requests_per_day, 86_400, left, _seconds_up(midnight - now)))
    return tuple(windows)


def _decision(state: State, now: int, limits: Limits, *, charged_at: int | None = None) -> Decision:
    return Decision(
        admitted=True,
        caller="",
        windows=_windows(state, now, limits),
        daily_limit=limits.requests_per_day or None,
        requests_today=state.count,
        charged_at=charged_at,
    )


def look(state: State | None, now: int, limits: Limits) -> Decision:
    """How a caller stands at `now` (µs since the epoch), charging nothing; `admitted` says what a request would get."""
    decision = _decision(*_settle(state, now), limits)
    empty = [window for window in decision.windows if not window.remaining]
    if not empty:
        return decision
    longest = max(empty, key=lambda window: window.reset_s)
    return replace(decision, admitted=False, refused_by=longest.name, retry_after_s=longest.reset_s)


def decide(state: State | None, now: int, limits: Limits) -> tuple[Decision, State | None]:
    """Admit and charge one request, or refuse it.

    Args:
        state: what `decide` last returned for this caller; None for a new one.
        now: µs since the epoch.
        limits: `requests_per_minute` and `requests_per_day`; 0 switches a window off.

    Returns:
        The decision, and the state to keep: the one that came in when the request is refused.
    """
    decision = look(state, now, limits)
    if not decision.admitted:
        return decision, state
    settled, at = _settle(state, now)
    recent = (*settled.recent, at)[-limits.requests_per_minute :] if limits.requests_per_minute else ()
    charged = State(at, settled.day, settled.count + 1, recent)
    return _decision(charged, at, limits, charged_at=at), charged


def undo(state: State | None, charged_at: int) -> State | None:
    """`state` without the charge that was made at `charged_at`; unchanged where it no longer counts."""
    if state is None:
        return None
    recent = list(state.recent)
    if charged_at in recent:
        recent.remove(charged_at)
    same_day = state.day == charged_at // DAY
    return replace(state, recent=tuple(recent), count=max(0, state.count - 1) if same_day else state.count)
