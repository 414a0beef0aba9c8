"""What begins next: many connections or requests of one address at once must not delay those of another."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable


class Turns:
    """Lets one thing of an address begin in each turn of the event loop. That loop's alone: no lock."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Callable[[], object]]] = {}
        """Of each address that has begun something in this turn, what is to begin after it."""

    def waiting(self, peer: str) -> int:
        """How much of `peer` is still to begin."""
        return len(self._waiting.get(peer, ()))

    def take(self, peer: str, begin: Callable[[], object], loop: AbstractEventLoop) -> None:
        """Call `begin` now, or when those of `peer` before it have begun; nobody's (an empty `peer`) wait for none."""
        waiting = self._waiting.get(peer)
        if waiting is not None:
            waiting.append(begin)
            return
        if peer:
            self._waiting[peer] = deque()
            loop.call_soon(self._go_on, peer, loop)
        begin()

    def _go_on(self, peer: str, loop: AbstractEventLoop) -> None:
        waiting = self._waiting[peer]
        if not waiting:
            del self._waiting[peer]
            return
        loop.call_soon(self._go_on, peer, loop)
        waiting.popleft()()
