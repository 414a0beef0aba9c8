"""A caller's state as text, for stores that keep text: one small JSON list."""

from __future__ import annotations

import json

from ..errors import RateLimitStoreError
from .decide import DAY, MINUTE, State


def to_text(state: State) -> str:
    """`state` as JSON: [last, day, count, [recent…]]."""
    return json.dumps([state.last, state.day, state.count, list(state.recent)], separators=(",", ":"))


def from_text(text: object) -> State:
    """The state that `to_text` wrote.

    Raises:
        RateLimitStoreError: it is not one; a damaged record must not pass for an empty one.
    """
    try:
        last, day, count, recent = json.loads(text) if isinstance(text, str) else None  # type: ignore[misc]
        state = State(last, day, count, tuple(recent))
        numbers = (state.last, state.day, state.count, *state.recent)
    except (ValueError, TypeError) as error:
        raise RateLimitStoreError("the rate-limit store holds a damaged record") from error
    if not all(type(number) is int and number >= 0 for number in numbers) or list(recent) != sorted(recent):
        raise RateLimitStoreError("the rate-limit store holds a damaged record")
    return state


def expires_at(state: State) -> int:
    """The moment (µs since the epoch) from which `state` says nothing any more."""
    return max((state.day + 1) * DAY, state.last + MINUTE)
