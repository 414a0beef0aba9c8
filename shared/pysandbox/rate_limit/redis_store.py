"""The quota in Redis or Valkey, for several machines behind one balancer: one key per caller, compare-and-swap.

A script on the server replaces the value only where it is still the one that the decision was taken on, and tells the
one that stands there otherwise. Every value carries a revision of its own: a write whose answer was lost finds out by
it, when it is sent once more, whether it had arrived. So no request is charged twice.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ..errors import RateLimitStoreError
from .codec import expires_at, from_text, to_text
from .decide import DAY, State

TIMEOUT_S = 1.0
"""To connect and to read; a server in the same network answers in well under a millisecond."""

UPDATE_WITHIN_S = 5.0
"""How long one update may go on racing with others."""

PREFIX = "pysandbox:quota:"

SWAP = """
local standing = redis.call('GET', KEYS[1])
if (standing or '') ~= ARGV[1] then return standing or '' end
redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
return ARGV[2]
"""
"""Writes ARGV[2] where ARGV[1] stands (empty: where nothing does); returns what stands there afterwards."""


class RedisStore:
    """A server that speaks Redis' protocol and has EVALSHA and PXAT: Redis 6.2, Valkey 7.2 or later."""

    def __init__(self, url: str) -> None:
        """`url` is redis:// or rediss:// with host, port, password and database. Connects at first use.

        Raises:
            ValueError: `url` is malformed.
        """
        self._client: Any = redis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),  # the client's own retries would meet their own charge and charge again
            decode_responses=True,
        )
        self._swap_script = self._client.register_script(SWAP)

    def read(self, caller: str) -> State | None:
        """The state of `caller`. Raises RateLimitStoreError."""
        return _state(self._get(caller))

    def update(self, caller: str, change: Callable[[State | None], State | None]) -> None:
        """Replace the state by `change(state)`. Raises RateLimitStoreError."""
        deadline = time.monotonic() + UPDATE_WITHIN_S
        seen = self._get(caller)
        while True:
            state = _state(seen)
            new_state = change(state)
            if new_state is None or new_state == state:
                return
            value = f"{uuid.uuid4().hex} {to_text(new_state)}"
            standing = self._swap(caller, seen, value, new_state)
            if standing == value:
                return
            if time.monotonic() > deadline:
                raise RateLimitStoreError("the rate-limit store: too many writers at once")
            seen = standing

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _get(self, caller: str) -> str:
        value, _ = _ask(lambda: self._client.get(PREFIX + caller))
        return value or ""

    def _swap(self, caller: str, seen: str, value: str, new_state: State) -> str:
        """Write `value` where `seen` stands; what stands there afterwards."""
        # A day late: a clock that runs ahead for a while must not make the others forget.
        expires_ms = (expires_at(new_state) + DAY) // 1000
        keys, arguments = [PREFIX + caller], [seen, value, str(expires_ms)]
        standing, lost = _ask(lambda: self._swap_script(keys, arguments))
        if lost and standing != value:
            # Another writer came between: whether this charge stands below its own cannot be known.
            raise RateLimitStoreError("the rate-limit store: an answer was lost in a race")
        return str(standing)


def _ask(question: Callable[[], Any]) -> tuple[Any, bool]:
    """The answer, and whether one was lost before it, as is usual when a connection was idle for long."""
    lost = False
    while True:
        try:
            return question(), lost
        except (redis.ConnectionError, redis.TimeoutError) as error:
            if lost:
                raise RateLimitStoreError(f"the rate-limit store: {type(error).__name__}") from error
            lost = True
        except (redis.RedisError, UnicodeDecodeError) as error:
            raise RateLimitStoreError(f"the rate-limit store: {type(error).__name__}") from error


def _state(value: str) -> State | None:
    """The state in a value; None for an empty one. Raises RateLimitStoreError where it is damaged."""
    return from_text(value.partition(" ")[2]) if value else None
