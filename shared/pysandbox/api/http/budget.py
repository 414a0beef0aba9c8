"""One budget of bytes under way, for all callers together and a share of it for each.

Counted is what the process, or a run's folder on its behalf, really holds: bodies as far as they have come, what was
decoded from them, files that a run returns, answers that wait for a slow reader, downloads being read.
"""

from __future__ import annotations

import threading
from types import TracebackType

from ...errors import ServerBusyError
from ...policy import Limits

SMALL_BYTES = 64 * 1024
"""So much has room for every request: a program and its input are hardly ever larger, and connections are counted."""

FULL = "The service has as many bytes under way as it may."
SHARE_FULL = "You have as many bytes under way as one caller may."


class ByteBudget:
    """Counts bytes under way. Thread-safe; nobody waits for room."""

    def __init__(self, limits: Limits, parts: int = 1) -> None:
        """The whole, or one of `parts`."""
        self.total_bytes = limits.max_bytes_under_way
        if parts > 1:  # room for one body, its parsed form and what is decoded from that, in each
            self.total_bytes = max(self.total_bytes // parts, 3 * limits.max_body_bytes)
        self.share_bytes = int(self.total_bytes * limits.caller_share)
        self._lock = threading.Lock()
        self._held = 0
        self._of_caller: dict[str, int] = {}

    @property
    def held_bytes(self) -> int:
        """Of all requests together."""
        return self._held

    def hold(self, caller: str) -> Hold:
        """An account for one request of `caller`, with nothing on it."""
        return Hold(self, caller)

    def change(self, caller: str, now_bytes: int, by_bytes: int, *, refuse: bool, alone: bool = False) -> None:
        """Let a request that holds `now_bytes` hold `by_bytes` more (or less).

        Args:
            alone: one that is the only request may have more than the whole.

        Raises:
            ServerBusyError: `refuse`, and there is no room.
        """
        with self._lock:
            held = self._of_caller.get(caller, 0)
            if refuse and by_bytes > 0 and now_bytes + by_bytes > SMALL_BYTES:
                if self._held + by_bytes > self.total_bytes and not (alone and self._held - now_bytes <= SMALL_BYTES):
                    raise ServerBusyError(FULL)
                # A request that is its caller's only one may be larger than a share.
                if held + by_bytes > self.share_bytes and held - now_bytes > SMALL_BYTES:
                    raise ServerBusyError(SHARE_FULL)
            self._held += by_bytes
            if held + by_bytes:
                self._of_caller[caller] = held + by_bytes
            else:
                self._of_caller.pop(caller, None)

    def room_bytes(self, caller: str, now_bytes: int) -> int:
        """How much more a request that holds `now_bytes` could take now."""
        with self._lock:
            room = self.total_bytes - self._held
            held = self._of_caller.get(caller, 0)
            if held - now_bytes > SMALL_BYTES:
                room = min(room, self.share_bytes - held)
            return max(room, SMALL_BYTES - now_bytes, 0)


class Hold:
    """What one request holds; all of it is free again at the end of the block."""

    __slots__ = ("_budget", "_caller", "beside_bytes", "held_bytes", "peak_bytes")

    def __init__(self, budget: ByteBudget, caller: str) -> None:
        self._budget = budget
        self._caller = caller
        self.held_bytes = 0
        self.beside_bytes = 0
        """Of it, what stays whatever `become` makes of the rest: copies that something else keeps."""
        self.peak_bytes = 0

    def __enter__(self) -> Hold:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.force(-self.held_bytes)
        self.take_beside(-self.beside_bytes)

    def take(self, more_bytes: int) -> None:
        """Hold `more_bytes` more.

        Raises:
            ServerBusyError: there is no room for them.
        """
        self._change(more_bytes, refuse=True)
        self.held_bytes += more_bytes

    def take_to_decode(self, more_bytes: int) -> None:
        """Hold `more_bytes` more; whatever fits into a body can be decoded while nothing else is under way.

        Raises:
            ServerBusyError: there is no room for them.
        """
        self._change(more_bytes, refuse=True, alone=True)
        self.held_bytes += more_bytes

    def take_beside(self, more_bytes: int) -> None:
        """Hold `more_bytes` more (or fewer, when negative) beside what `held_bytes` counts.

        Raises:
            ServerBusyError: there is no room for them.
        """
        self._change(more_bytes, refuse=True)
        self.beside_bytes += more_bytes

    def force(self, more_bytes: int) -> None:
        """Count `more_bytes` (or fewer, when negative) that are there already, room or no room."""
        self._change(more_bytes, refuse=False)
        self.held_bytes += more_bytes

    def become(self, size_bytes: int) -> None:
        """Hold `size_bytes` in place of what was held.

        Raises:
            ServerBusyError: that is more, and there is no room for it.
        """
        (self.take if size_bytes > self.held_bytes else self.force)(size_bytes - self.held_bytes)

    @property
    def room_bytes(self) -> int:
        """How much more could be taken now."""
        return self._budget.room_bytes(self._caller, self.held_bytes + self.beside_bytes)

    def _change(self, more_bytes: int, *, refuse: bool, alone: bool = False) -> None:
        held = self.held_bytes + self.beside_bytes
        self._budget.change(self._caller, held, more_bytes, refuse=refuse, alone=alone)
        self.peak_bytes = max(self.peak_bytes, held + more_bytes)
