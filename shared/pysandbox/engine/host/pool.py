"""One zygote and its spares, as runs meet them: a run takes a spare, and gives it back whatever became of it.

Who gets which child is `Spares`, the zygote's life is `ZygoteKeeper`. What a run leaves is let go of behind its
answer, in threads of their own.
"""

from __future__ import annotations

import threading
import time

from ...settings import Settings
from ..files.run_directory import remove
from ..layers.uid import first_slot_of
from ..stock import Stock
from .background import Backlog
from .slots import Slots
from .spare import Spare, SpareGoneError
from .spares import LASTING_FAILURES, Spares
from .supervise import Watch
from .zygote_control import FDS_OF_A_CHILD
from .zygote_keeper import ZygoteKeeper
from .zygote_process import ZygoteProcess

MAX_SPARES = 8
ON_LAMBDA_AT_ONCE = 2
"""One runs, and one is ready for whoever comes before the next is made: an environment serves one call at a time."""
ANSWER_FIRST_S = 0.001
"""The next fork begins so long after a run is over: it would take the processor that writes the answer."""
FDS_OF_A_SPARE = FDS_OF_A_CHILD + 2  # and its folders'
FDS_OF_A_POOL = 16
"""A zygote's socket, the keeper's and the remover's, and what starting a process takes for a moment."""


def slots_of(settings: Settings) -> int:
    """How many children a pool can have at a time."""
    return 2 * settings.limits.max_concurrency + MAX_SPARES


def first_slot(settings: Settings, service: bytes, pool: int) -> int:
    """Of a sandbox's pool of that number: no two pools have a slot in common.

    Args:
        service: what the sandbox, or all workers of a service, have for themselves.
    """
    worker = settings.worker.number if settings.worker else 0
    return first_slot_of(service) + (worker * len(Stock) + pool) * slots_of(settings)


class Pool:
    """Spares with one stock of libraries. Thread-safe."""

    def __init__(
        self, settings: Settings, stock: Stock, layers: frozenset[str], first_slot: int, *, trace: bool
    ) -> None:
        """Nothing is started yet; call `start`.

        Args:
            layers: the isolation layers that hold here.
            first_slot: this pool's children have the `slots_of(settings)` slots from here on.
        """
        self._settings, self.stock = settings, stock
        at_once = ON_LAMBDA_AT_ONCE if settings.on_lambda else settings.limits.max_concurrency
        # Workers have so many together: a run may come to any, and whoever has none makes one.
        self.wanted_spares = -(-min(at_once, MAX_SPARES) // settings.workers)
        self.slots = Slots(first_slot, slots_of(settings))
        self._spares = Spares(
            self.slots, self.wanted_spares, wake_keeper=lambda: self._keeper.wake(), delete=self._delete
        )
        self._keeper = ZygoteKeeper(
            f"{stock.value}-zygote-keeper",
            lambda: ZygoteProcess(settings, layers, stock=stock, trace=trace, on_left=self._delete),
            self._spares,
        )
        self._remover: Backlog[str] | None = None
        self._returner: Backlog[Spare] | None = None
        self._measuring = threading.Lock()
        self._unready = 0
        """Children in a row that could not be locked down."""
        self.warm_rss_bytes = 0
        """Peak resident memory of a child that ran nothing; 0 until `wait_ready`."""

    def start(self) -> None:
        """Start the zygote, in the background. A second call does nothing.

        Raises:
            EngineError: there is no descriptor or thread left for it. A later call tries again.
        """
        if self._remover is not None:
            return
        try:
            self._remover = Backlog(f"{self.stock.value}-remover", remove)
            if not self._settings.on_lambda:  # where nothing goes on after an answer
                self._returner = Backlog(f"{self.stock.value}-returner", self.give_back, ANSWER_FIRST_S)
            self._keeper.start()
        except BaseException:
            self._end_returner()
            self._end_remover()
            raise

    @property
    def is_started(self) -> bool:
        """Whether it has a zygote, or is about to."""
        return self._remover is not None

    def wait_ready(self) -> None:
        """Wait for the first spare, once, and measure what it takes to run nothing.

        Raises:
            EngineError: the zygote does not start.
        """
        if self._is_measured():
            return
        with self._measuring:
            if self._is_measured():
                return
            self._spares.wait_for_zygote()
            spare = self.take()
            try:
                self.warm_rss_bytes = Watch(spare, b"", self._settings.limits).run("").peak_rss_bytes
                self._spares.served = self._is_measured()
            finally:
                self.give_back(spare)

    def _is_measured(self) -> bool:
        return self.warm_rss_bytes > 0

    def close(self) -> None:
        """End the zygote, every run and every spare; leave no file."""
        if self._remover is None:
            return
        self._spares.close()
        self._end_returner()
        self._keeper.close()
        self._end_remover()

    def _end_returner(self) -> None:
        if self._returner is not None:
            self._returner.close()
            self._returner = None

    def _end_remover(self) -> None:
        if self._remover is not None:
            self._remover.close()
            self._remover = None

    @property
    def healthy(self) -> bool:
        """Whether a program could run now."""
        spares = self._spares
        warm = spares.zygote is not None or not spares.awaited
        return not spares.closing and spares.failure is None and warm

    @property
    def troubles(self) -> tuple[str, ...]:
        """What fails now of what goes on in the background, a sentence each."""
        threads = (self._keeper, self._remover, self._returner)
        return tuple(f"{thread.name}: {thread.trouble}" for thread in threads if thread is not None and thread.trouble)

    @property
    def zygote_pid(self) -> int | None:
        """The zygote's process id; None while there is none."""
        zygote = self._spares.zygote
        return zygote.pid if zygote else None

    @property
    def restarts(self) -> int:
        """How often a zygote that ended was followed by another."""
        return self._keeper.restarts

    @property
    def ready_spares(self) -> int:
        """Children that are locked down and wait."""
        return self._spares.ready

    def take(self) -> Spare:
        """A spare whose child is locked down and alive.

        Raises:
            EngineError: none became ready in time, none can be made, or a layer could not be put on.
        """
        began = time.monotonic()
        while True:
            spare = self._spares.next(began)
            try:
                spare.wait_ready()
                if not spare.has_ended:
                    self._spares.failure, self._unready = None, 0
                    return spare
            except SpareGoneError:
                pass
            except BaseException:
                self.give_back(spare)
                self._count_unready(spare.zygote_pid)
                raise
            self.give_back(spare)

    def _count_unready(self, zygote_pid: int) -> None:
        """One child may have met a want that is over by now; when it is always so, the zygote is to blame."""
        self._unready += 1
        if self._unready >= LASTING_FAILURES:
            self.lose(zygote_pid)

    def lose(self, zygote_pid: int) -> None:
        """This zygote is gone: no spare of it is handed out any more, and another is started."""
        self._spares.lose(zygote_pid)

    def give_back(self, spare: Spare) -> None:
        """Let go of a spare, run or not: its child ends, its folder goes, another is made."""
        self._spares.give_back(spare)

    def give_back_soon(self, spare: Spare) -> None:
        """The same behind the answer of its run. At once where its folder takes room of a disk that others share, and
        on Lambda, where nothing goes on after an answer.
        """
        if self._returner is None or spare.own_folder:
            self.give_back(spare)
        else:
            self._returner.add(spare)

    def _delete(self, folder: str) -> None:
        if self._remover is not None:
            self._remover.add(folder)
