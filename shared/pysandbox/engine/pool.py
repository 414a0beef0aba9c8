"""One zygote and its spares.

A run takes a spare and gives it back when it is over, whatever became of it; with that it orders the next one, which
the zygote makes by itself, off the path of any run. The keeper only starts the zygote, and another when it ends.
"""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections import deque
from contextlib import suppress

from ..errors import EngineError
from ..settings import Settings
from .run_directory import Remover
from .spare import Spare, SpareGoneError
from .stock import Stock
from .supervise import Watch
from .zygote_process import ZygoteProcess, ended

log = logging.getLogger(__name__)

MAX_SPARES = 8
ON_LAMBDA_AT_ONCE = 2
"""One runs, and one is ready for whoever comes before the next is made: an environment serves one call at a time."""
SPARE_TIMEOUT_S = 10.0  # a zygote that ended is started again within it, on a busy machine too
RESTART_PAUSE_S = 0.1
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
        self._settings, self._stock, self._layers, self._trace = settings, stock, layers, trace
        self._changed = threading.Condition()
        self._receiving = threading.Lock()
        self._measuring = threading.Lock()
        self._slots = deque(range(first_slot, first_slot + slots_of(settings)))
        self._received: deque[Spare] = deque()
        self._zygote: ZygoteProcess | None = None
        self._failure: EngineError | None = None
        self._failures = 0
        self._claims = 0
        """Takers that wait for a child that is ordered."""
        self._closing = False
        self._settled = False
        self._wake = -1
        self._keeper = threading.Thread(target=self._keep, name=f"{stock.value}-zygote-keeper", daemon=True)
        self._remover: Remover | None = None
        at_once = ON_LAMBDA_AT_ONCE if settings.on_lambda else settings.limits.max_concurrency
        self.wanted_spares = min(at_once, MAX_SPARES)
        self.warm_rss_bytes = 0
        """Peak resident memory of a child that ran nothing; 0 until `wait_ready`."""

    def start(self) -> None:
        """Start the zygote, in the background. A second call does nothing."""
        if self._remover is not None:
            return
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._remover = Remover()
        self._keeper.start()

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
            with self._changed:
                self._settled = True
                self._changed.wait_for(lambda: self._zygote or self._failure)
                if self._failure:
                    raise self._failure
            spare = self.take()
            try:
                self.warm_rss_bytes = Watch(spare, b"", self._settings.limits).run("").peak_rss_bytes
            finally:
                self.give_back(spare)

    def _is_measured(self) -> bool:
        return self.warm_rss_bytes > 0

    def close(self) -> None:
        """End the zygote, every run and every spare; leave no file."""
        if self._remover is None:
            return
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        os.eventfd_write(self._wake, 1)
        self._keeper.join()
        os.close(self._wake)
        self._remover.close()
        self._remover = None

    @property
    def healthy(self) -> bool:
        """Whether a program could run now."""
        warm = self._zygote is not None or not self._settled
        return not self._closing and self._failure is None and warm

    @property
    def zygote_pid(self) -> int | None:
        """The zygote's process id; None while there is none."""
        zygote = self._zygote
        return zygote.pid if zygote else None

    @property
    def ready_spares(self) -> int:
        """Children that are locked down and wait."""
        with self._changed:
            zygote = self._zygote
            with self._receiving, suppress(EngineError):
                while zygote is not None and len(zygote.ordered) > self._claims:
                    self._received.append(zygote.receive(0))
            return sum(self._is_ready(spare) for spare in list(self._received))

    def _is_ready(self, spare: Spare) -> bool:
        """Whether a spare that was received is locked down; one that has ended is replaced."""
        try:
            return spare.wait_ready(0)
        except EngineError:
            self._received.remove(spare)
            self.give_back(spare)
            return False

    def take(self) -> Spare:
        """A spare whose child is locked down and alive.

        Raises:
            EngineError: none became ready in time, or a layer could not be put on.
        """
        deadline = time.monotonic() + SPARE_TIMEOUT_S
        while True:
            spare = self._next(deadline)
            try:
                spare.wait_ready()
            except SpareGoneError:
                self.give_back(spare)
                continue
            except EngineError:
                self.give_back(spare)
                self.lose(spare.zygote_pid)
                raise
            if not ended(spare.report):
                self._failure, self._failures = None, 0
                return spare
            self.give_back(spare)

    def _next(self, deadline: float) -> Spare:
        """The next child that the zygote has made or will make."""
        while True:
            claimed = self._claim(deadline)
            if isinstance(claimed, Spare):
                return claimed
            try:
                with self._receiving:
                    return claimed.receive()
            except EngineError:
                self.lose(claimed.pid)
            finally:
                with self._changed:
                    self._claims -= 1

    def _claim(self, deadline: float) -> Spare | ZygoteProcess:
        """A spare that was received, or else the zygote, with a child ordered of it that is the caller's."""
        with self._changed:
            while True:
                zygote = self._zygote
                if self._closing or self._failure:
                    raise EngineError(f"no spare: {self._failure or 'the sandbox is closed'}")
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
        """Have a child made, where a slot is free."""
        if self._slots:
            slot = self._slots.popleft()
            try:
                zygote.order(slot)
            except EngineError as error:
                log.warning("a child could not be ordered: %s", error)
                self._slots.append(slot)

    def give_back(self, spare: Spare) -> None:
        """Let go of a spare, run or not: its child ends, its folder goes, another is made."""
        spare.close()
        with self._changed:
            self._slots.append(spare.slot)
            if spare.own_folder and self._remover:
                self._remover.remove(spare.own_folder)
            if self._zygote and len(self._received) + len(self._zygote.ordered) - self._claims < self.wanted_spares:
                self._order(self._zygote)
            self._changed.notify()

    def lose(self, zygote_pid: int) -> None:
        """This zygote is gone: no spare of it is handed out any more, and the keeper starts another.

        Its descriptors are closed a moment before its children die: a spare that still lives would not for long.
        """
        with self._changed:
            if self._zygote and self._zygote.pid == zygote_pid:
                self._zygote = None
                os.eventfd_write(self._wake, 1)

    def _keep(self) -> None:
        """The keeper's loop: a living zygote. It must outlive each that it starts (`ZygoteProcess`)."""
        while not self._closing:
            try:
                zygote = ZygoteProcess(self._settings, self._layers, stock=self._stock, trace=self._trace)
            except EngineError as error:
                self._fail(error)
                continue
            with self._changed:
                self._zygote, self._failure = zygote, None
                for _ in range(self.wanted_spares):
                    self._order(zygote)
                self._changed.notify_all()
            self._until_lost(zygote)
            self._dispose(zygote)
            if not self._closing:
                log.warning("the zygote ended; starting another")

    def _until_lost(self, zygote: ZygoteProcess) -> None:
        poller = select.poll()
        poller.register(zygote.control_fd, 0)  # POLLHUP is always reported
        poller.register(self._wake, select.POLLIN)
        while self._zygote is zygote and not self._closing:
            if (self._wake, select.POLLIN) in poller.poll():
                os.eventfd_read(self._wake)
            else:
                self.lose(zygote.pid)

    def _dispose(self, zygote: ZygoteProcess) -> None:
        zygote.hang_up()  # whoever waits for a child of it hears so
        with self._changed:
            self._zygote = None
            for spare in self._received:
                spare.close()
                self._slots.append(spare.slot)
            self._received.clear()
        with self._receiving:
            zygote.close()
        with self._changed:
            self._slots.extend(slot for slot, _, _ in zygote.ordered)

    def _fail(self, error: EngineError) -> None:
        """Start over. Only what fails again and again, or at the very start, is told to those who wait for a spare."""
        self._failures += 1
        lasting = self._settled and (not self.warm_rss_bytes or self._failures >= LASTING_FAILURES)
        log.log(logging.ERROR if lasting else logging.WARNING, "the zygote failed: %s", error)
        with self._changed:
            if lasting:
                self._failure = error
            self._changed.notify_all()
            if not self._closing:
                self._changed.wait(RESTART_PAUSE_S)
