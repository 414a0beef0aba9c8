"""A rate for what no quota counts: generous, by address, in memory."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_CALLERS = 10_000
"""How many callers are remembered; the ones that were quiet for longest are forgotten, to their favour."""

MEBIBYTE = 1024 * 1024


class FreeRate:
    """A bucket for each caller: it holds a minute's worth and fills as time passes. One event loop's: no lock."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_minute` 0: no bound."""
        self.per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, caller: str) -> int:
        """How many seconds until `caller` may ask for something free again; 0: now."""
        if not self.per_minute:
            return 0
        left = self._left(caller)
        return 0 if left >= 1 else math.ceil((1 - left) * 60 / self.per_minute)

    def spend(self, caller: str, body_bytes: int = 0) -> None:
        """Count one request, and each MiB of its body as one more."""
        if not self.per_minute:
            return
        left = self._left(caller) - 1 - body_bytes // MEBIBYTE
        self._buckets[caller] = left, self._clock()
        self._buckets.move_to_end(caller)
        if len(self._buckets) > MAX_CALLERS:
            self._buckets.popitem(last=False)

    def _left(self, caller: str) -> float:
        left, at = self._buckets.get(caller, (float(self.per_minute), 0.0))
        return min(float(self.per_minute), left + (self._clock() - at) * self.per_minute / 60)
