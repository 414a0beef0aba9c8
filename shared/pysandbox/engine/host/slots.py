"""Numbers for children: no two that live have the same, and each has a uid of its own by it.

A slot is free when no child of it is ordered, waits or runs, which is looked up and not counted: so nothing that is
raised half-way, for want of memory or of descriptors, can lose one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from weakref import ref

from .spare import Spare
from .zygote_process import Order


class Slots:
    """The slots of one pool. `admit` may be called beside all else; the rest by one thread at a time."""

    def __init__(self, first: int, count: int) -> None:
        """They are the `count` numbers from `first` on."""
        self._numbers = range(first, first + count)
        self._next = first
        self._holders: dict[int, ref[Spare]] = {}
        """What was received and not given back. A spare that nobody has any more holds its slot no longer."""

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def find(self, ordered: Iterable[Order]) -> int | None:
        """A free one; None where none is."""
        taken = {order.slot for order in list(ordered)}
        taken |= {slot for slot, holder in list(self._holders.items()) if holder() is not None}
        # In turn, so that the uid of a run that has just ended is the last to be used again.
        free = sorted(set(self._numbers) - taken, key=lambda slot: (slot < self._next, slot))
        if not free:
            return None
        self._next = free[0] + 1
        return free[0]

    def admit(self, spare: Spare) -> None:
        """This spare has its slot from now on."""
        self._holders[spare.slot] = ref(spare)

    def release(self, spare: Spare) -> None:
        """It has it no more. Once is enough; twice does no harm."""
        holder = self._holders.get(spare.slot)
        if holder is not None and holder() is spare:
            del self._holders[spare.slot]
