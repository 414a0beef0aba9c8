"""Who gets which child of a zygote: what is ordered of it, what was received, and who waits.

A taker gets a spare that was received, or claims a child that is ordered and receives it himself. Each order has one
answer, in order, so that one thread receives at a time. Whoever gives a spare back orders the next one, which the
zygote makes by itself, off the path of any run. What is lost or lacking is the keeper's to mend: it is woken.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from ...errors import EngineError
from ..files.descriptors import NothingYetError
from .slots import Slots
from .spare import Spare
from .zygote_control import NoChildError, ZygoteBrokenError
from .zygote_process import ZygoteProcess

log = logging.getLogger(__name__)

SPARE_TIMEOUT_S = 10.0  # a zygote that ended is started again within it, on a busy machine too
LASTING_FAILURES = 3


class Spares:
    """The children of one zygote at a time. Thread-safe."""

    def __init__(
        self, slots: Slots, wanted: int, *, wake_keeper: Callable[[], None], delete: Callable[[str], None]
    ) -> None:
        """None is there before `serve_from`.

        Args:
            wanted: how many are to wait, or be on their way, for whoever comes.
            wake_keeper: called when the zygote is lost, and when `short` becomes true.
            delete: given the folder of each spare that is given back, where it has one on disk.
        """
        self.slots, self._wanted, self._wake_keeper, self._delete = slots, wanted, wake_keeper, delete
        self._changed = threading.Condition()
        self._receiving = threading.Lock()
        self._received: deque[Spare] = deque()
        self._claims = 0
        """Takers that wait for a child that is ordered."""
        self.zygote: ZygoteProcess | None = None
        self.failure: EngineError | None = None
        """Why there will be none; told to every taker."""
        self.short = False
        """Whether a spare could not be made, and there may be fewer than are wanted."""
        self.awaited = False
        """Whether anybody has asked for the zygote."""
        self.served = False
        """Whether a child of it has run to its end."""
        self.closing = False

    def serve_from(self, zygote: ZygoteProcess) -> None:
        """Have children of this zygote from now on."""
        with self._changed:
            self.zygote, self.failure = zygote, None
            self._order_ahead()
            self._changed.notify_all()

    def tell(self, error: BaseException, failures: int) -> None:
        """Tell those who wait why no zygote starts, where it fails again and again or at the very start."""
        with self._changed:
            if self.awaited and (not self.served or failures >= LASTING_FAILURES):
                self.failure = error if isinstance(error, EngineError) else EngineError(f"no zygote: {error}")
            self._changed.notify_all()

    def close(self) -> None:
        """Hand out no more."""
        with self._changed:
            self.closing = True
            self._changed.notify_all()

    def wait_for_zygote(self) -> None:
        """Wait for the first.

        Raises:
            EngineError: it does not start.
        """
        with self._changed:
            self.awaited = True
            self._changed.wait_for(lambda: self.zygote or self.failure or self.closing)
            if self.failure:
                raise self.failure

    def lose(self, zygote_pid: int) -> None:
        """This zygote is gone: no spare of it is handed out any more, and the keeper starts another.

        Its descriptors are closed a moment before its children die: a spare that still lives would not for long.
        """
        with self._changed:
            if self.zygote and self.zygote.pid == zygote_pid:
                self.zygote = None
                self._wake_keeper()

    def dispose(self, zygote: ZygoteProcess) -> None:
        """Let go of a zygote and of every spare that nobody has taken."""
        zygote.hang_up()  # whoever waits for a child of it hears so
        with self._changed:
            self.zygote = None
            while self._received:
                spare = self._received.popleft()
                spare.close()
                self.slots.release(spare)
        with self._receiving:
            zygote.close()

    def next(self, began: float) -> Spare:
        """The next child that the zygote has made or will make, for a taker that came at `began`.

        Raises:
            EngineError: none was made in time, or none can be.
        """
        while True:
            claimed = self._claim(began + SPARE_TIMEOUT_S)
            if isinstance(claimed, Spare):
                return claimed
            ordered_at = began
            try:
                with self._receiving:
                    ordered_at = claimed.ordered[0].at if claimed.ordered else began
                    return claimed.receive(admit=self.slots.admit)
            except NoChildError:
                self._run_short()
                if ordered_at >= began:
                    raise
                # It was ordered when there was no room for it; there may be by now.
            except ZygoteBrokenError as error:
                log.warning("the zygote is lost: %s", error)
                self.lose(claimed.pid)
            finally:
                with self._changed:
                    self._claims -= 1

    def _claim(self, deadline: float) -> Spare | ZygoteProcess:
        """A spare that was received, or else the zygote, with a child ordered of it that is the caller's."""
        with self._changed:
            while True:
                zygote = self.zygote
                if self.closing or self.failure:
                    raise EngineError(f"no spare: {self.failure or 'the sandbox is closed'}")
                if zygote and self._received:
                    return self._received.popleft()
                if zygote and len(zygote.ordered) <= self._claims:
                    self._order(zygote)
                if zygote and len(zygote.ordered) > self._claims:
                    self._claims += 1
                    return zygote
                if not self._changed.wait(max(deadline - time.monotonic(), 0)):
                    raise EngineError("no spare: none became ready in time")

    def _order(self, zygote: ZygoteProcess) -> None:
        """Have a child made, where a slot is free.

        Raises:
            NoChildError: there is no room for its folder.
        """
        slot = self.slots.find(zygote.ordered)
        if slot is None:
            return
        try:
            zygote.order(slot)
        except ZygoteBrokenError as error:
            log.warning("a child could not be ordered: %s", error)
            self.lose(zygote.pid)

    def give_back(self, spare: Spare) -> None:
        """Let go of a spare, run or not: its child ends, its folder goes, another is made."""
        spare.close()
        with self._changed:
            self.slots.release(spare)
            if spare.own_folder:
                self._delete(spare.own_folder)
            self._order_ahead()
            self._changed.notify()

    def _order_ahead(self) -> None:
        """Have as many spares made as are wanted. What fails here is told to whoever comes to need a spare."""
        zygote = self.zygote
        try:
            while zygote and len(self._received) + len(zygote.ordered) - self._claims < self._wanted:
                before = len(zygote.ordered)
                self._order(zygote)
                if len(zygote.ordered) <= before:
                    return  # no slot is free, or the zygote is gone
        except (EngineError, OSError, MemoryError) as error:
            self._run_short()
            log.warning("a spare could not be ordered: %s", error)

    def _run_short(self) -> None:
        """Have the keeper see to it that there are as many spares as are wanted, after a while."""
        self.short = True
        self._wake_keeper()

    def refill(self) -> None:
        """Come back to as many spares as are wanted, once there is room for them again."""
        with self._changed:
            self.short = False
            _ = self.ready  # finds what became of those that were ordered
            self._order_ahead()

    @property
    def ready(self) -> int:
        """Children that are locked down and wait."""
        with self._changed:
            zygote = self.zygote
            if zygote and self._receiving.acquire(blocking=False):  # else a taker is waiting for the very next
                try:
                    while len(zygote.ordered) > self._claims:
                        self._receive_ahead(zygote)
                except NothingYetError:
                    pass
                finally:
                    self._receiving.release()
            return sum(self._is_ready(spare) for spare in list(self._received))

    def _receive_ahead(self, zygote: ZygoteProcess) -> None:
        """Take a child that is there, or what became of it."""
        try:
            self._received.append(zygote.receive(0, self.slots.admit))
        except NoChildError as error:
            self._run_short()
            log.warning("a spare could not be made: %s", error)
        except ZygoteBrokenError as error:
            log.warning("the zygote is lost: %s", error)
            self.lose(zygote.pid)
            raise NothingYetError from error

    def _is_ready(self, spare: Spare) -> bool:
        """Whether a spare that was received is locked down; one that has ended is replaced."""
        try:
            return spare.wait_ready(0)
        except EngineError:
            self._received.remove(spare)
            self.give_back(spare)
            return False
