"""One zygote and its spares, kept by a thread of their own.

The keeper starts the zygote, starts another when it ends, and keeps spares ready, off the path of any run. A run takes
a spare and gives it back when it is over, whatever became of it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque

from ..errors import EngineError
from ..settings import Settings
from .run_directory import Remover
from .spare import Spare
from .stock import Stock
from .supervise import Watch
from .zygote_process import ZygoteProcess, ended

log = logging.getLogger(__name__)

MAX_SPARES = 8
SPARE_TIMEOUT_S = 5.0
RESTART_PAUSE_S = 0.1
KEEPER_PERIOD_S = 0.2
LASTING_FAILURES = 3


def slots_of(settings: Settings) -> int:
    """How many children a pool can have at a time."""
    return 2 * settings.limits.max_concurrency + MAX_SPARES


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
        self._settings = settings
        self._stock = stock
        self._layers = layers
        self._trace = trace
        self._spares: deque[Spare] = deque()
        self._changed = threading.Condition()
        self._slots = deque(range(first_slot, first_slot + slots_of(settings)))
        self._zygote: ZygoteProcess | None = None
        self._failure: EngineError | None = None
        self._failures = 0
        self._lost_pid = 0
        self._closing = False
        self._keeper = threading.Thread(target=self._keep, name=f"{stock.value}-zygote-keeper", daemon=True)
        self._remover = Remover()
        self.wanted_spares = min(settings.limits.max_concurrency, MAX_SPARES)
        self.warm_rss_bytes = 0
        """Peak resident memory of a child that ran nothing; 0 until `wait_ready`."""

    def start(self) -> None:
        """Start the zygote, in the background."""
        self._keeper.start()

    def wait_ready(self) -> None:
        """Wait for the first spare, and measure what it takes to run nothing.

        Raises:
            EngineError: the zygote does not start.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._spares or self._failure)
            if self._failure:
                raise self._failure
        spare = self.take()
        try:
            self.warm_rss_bytes = Watch(spare, b"", self._settings.limits).run("").peak_rss_bytes
        finally:
            self.give_back(spare)

    def close(self) -> None:
        """End the zygote, every run and every spare; leave no file."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._keeper.is_alive():
            self._keeper.join()
        self._remover.close()

    @property
    def healthy(self) -> bool:
        """Whether a program could run now."""
        return not self._closing and self._failure is None and self._zygote is not None

    @property
    def zygote_pid(self) -> int | None:
        """The zygote's process id; None while there is none."""
        zygote = self._zygote
        return zygote.pid if zygote else None

    @property
    def ready_spares(self) -> int:
        """Children that are locked down and wait."""
        return len(self._spares)

    def take(self) -> Spare:
        """A spare whose child is alive.

        Raises:
            EngineError: none became ready in time.
        """
        deadline = time.monotonic() + SPARE_TIMEOUT_S
        with self._changed:
            while True:
                while self._spares and not self._zygote_ended():
                    spare = self._spares.popleft()
                    if not ended(spare.report):
                        return spare
                    self._release(spare)
                if self._closing or self._failure or time.monotonic() >= deadline:
                    raise EngineError(f"no spare: {self._failure or 'none became ready in time'}")
                self._changed.notify_all()
                self._changed.wait(deadline - time.monotonic())

    def _zygote_ended(self) -> bool:
        """Its descriptors are closed a moment before its children die: a spare that still lives would not for long."""
        zygote = self._zygote
        return zygote is None or zygote.pid == self._lost_pid or ended(zygote.control_fd)

    def lose(self, spare: Spare) -> None:
        """The zygote of this spare is gone; no other spare of it is handed out."""
        with self._changed:
            self._lost_pid = spare.zygote_pid

    def give_back(self, spare: Spare) -> None:
        """Let go of a spare, run or not: its child ends, its folder goes."""
        with self._changed:
            self._release(spare)
            self._changed.notify_all()

    def _release(self, spare: Spare) -> None:
        spare.close()
        if spare.own_folder:
            self._remover.remove(spare.own_folder)
        self._slots.append(spare.slot)

    def _keep(self) -> None:
        """The keeper's loop: a living zygote, and spares up to the wanted number."""
        try:
            while not self._closing:
                try:
                    self._tend()
                except EngineError as error:
                    self._fail(error)
        finally:
            self._end_all()

    def _tend(self) -> None:
        zygote = self._zygote
        if zygote is None or self._zygote_ended():
            if zygote is not None:
                log.warning("the zygote ended; starting another")
                self._end_all()
            self._zygote = zygote = ZygoteProcess(self._settings, self._layers, stock=self._stock, trace=self._trace)
        with self._changed:
            enough = len(self._spares) >= self.wanted_spares or not self._slots
            if enough:
                self._changed.wait(KEEPER_PERIOD_S)
                return
            slot = self._slots.popleft()
        try:
            spare = zygote.spawn(slot)
        except EngineError:
            self._slots.append(slot)
            raise
        with self._changed:
            self._spares.append(spare)
            self._failure, self._failures = None, 0
            self._changed.notify_all()

    def _fail(self, error: EngineError) -> None:
        """Start over. Only what fails again and again, or at the very start, is told to those who wait for a spare."""
        self._failures += 1
        lasting = not self.warm_rss_bytes or self._failures >= LASTING_FAILURES
        log.log(logging.ERROR if lasting else logging.WARNING, "the zygote failed: %s", error)
        self._end_all()
        with self._changed:
            if lasting:
                self._failure = error
            self._changed.notify_all()
            if not self._closing:
                self._changed.wait(RESTART_PAUSE_S)

    def _end_all(self) -> None:
        with self._changed:
            while self._spares:
                self._release(self._spares.popleft())
            zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.close()
