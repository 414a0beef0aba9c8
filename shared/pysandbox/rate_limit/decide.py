"""The decision: one pure function of a caller's state and the time, exact for both windows.

Times are whole milliseconds since the epoch, so that no rounding is between two windows. The minute is a sliding
window: at any moment t, at most q charges lie in (t - 60 s, t]. The day is a fixed window that starts at UTC
midnight. The state holds the charges of the last minute one by one and those of the day as a count, so it never
outgrows the minute's quota.
"""

from __future__ import annotations

from dataclasses import dataclass

MINUTE_MS = 60_000
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Quota:
    """What a caller may do; 0 switches a window off."""

    per_minute: int
    per_day: int


@dataclass(frozen=True, slots=True)
class State:
    """A caller's charges: those of UTC day number `day` as a count, those of the last minute by time, ascending."""

    day: int = 0
    used_today: int = 0
    recent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a request is admitted, and what the caller's quota looks like after it.

    `retry_after_s` is 0 when admitted; else a retry after so many whole seconds is admitted, when nothing else is
    charged meanwhile. `window` names what refused: "minute" or "day". A window that is off has `remaining` None.
    """

    admitted: bool
    window: str
    retry_after_s: int
    remaining_minute: int | None
    remaining_day: int | None
    reset_minute_s: int
    reset_day_s: int
    used_today: int
    charged_at: int | None


def _current(state: State, now: int) -> tuple[int, State]:
    """The time, never before the last charge (a clock may be set back), and the state as of then."""
    if state.recent:
        now = max(now, state.recent[-1])
    day = now // DAY_MS
    recent = tuple(time for time in state.recent if now - time < MINUTE_MS)
    if day <= state.day:
        return now, State(state.day, state.used_today, recent)
    return now, State(day, 0, recent)


def _seconds(milliseconds: int) -> int:
    """Whole seconds, rounded up."""
    return -(-milliseconds // 1000)


def _describe(state: State, quota: Quota, now: int, charged_at: int | None, window: str = "") -> Decision:
    until_midnight = (state.day + 1) * DAY_MS - now
    full = bool(quota.per_minute) and len(state.recent) >= quota.per_minute
    until_room = state.recent[-quota.per_minute] + MINUTE_MS - now if full else 0
    wait = max(until_midnight, until_room) if window == "day" else until_room
    return Decision(
        admitted=not window,
        window=window,
        retry_after_s=_seconds(wait) if window else 0,
        remaining_minute=max(quota.per_minute - len(state.recent), 0) if quota.per_minute else None,
        remaining_day=max(quota.per_day - state.used_today, 0) if quota.per_day else None,
        reset_minute_s=_seconds(state.recent[0] + MINUTE_MS - now if state.recent else MINUTE_MS),
        reset_day_s=_seconds(until_midnight),
        used_today=state.used_today,
        charged_at=charged_at,
    )


def decide(state: State, now: int, quota: Quota) -> tuple[Decision, State]:
    """Admit and charge a request at `now` (milliseconds), or refuse it; a refused one changes nothing.

    Returns:
        The decision, and the state to keep.
    """
    now, state = _current(state, now)
    if quota.per_day and state.used_today >= quota.per_day:
        return _describe(state, quota, now, None, "day"), state
    if quota.per_minute and len(state.recent) >= quota.per_minute:
        return _describe(state, quota, now, None, "minute"), state
    recent = (*state.recent, now) if quota.per_minute else ()
    state = State(state.day, state.used_today + 1, recent)
    return _describe(state, quota, now, now), state


def peek(state: State, now: int, quota: Quota) -> Decision:
    """What the quota looks like at `now`, with nothing charged."""
    now, state = _current(state, now)
    return _describe(state, quota, now, None)


def refund(state: State, charged_at: int) -> State:
    """The state without the charge made at `charged_at`; unchanged when it is not there any more."""
    recent = list(state.recent)
    if charged_at in recent:
        recent.remove(charged_at)
    same_day = charged_at // DAY_MS == state.day
    return State(state.day, max(state.used_today - same_day, 0), tuple(recent))
