"""The only door to the engine: `Sandbox.run`.

Two pools of spares: a lean one, whose zygote has the standard library alone and forks several times as fast, and a full
one with every library. A program whose text shows that it can import no library gets a lean spare (`stock`). A program
is run once: only where the engine lost its spare before the program was handed over does another spare get it.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from ..errors import EngineError
from ..settings import Settings
from . import native, trace
from .files import collect
from .files.held_file import MAX_HELD, HeldFile
from .files.run_directory import MAX_DEPTH, clear
from .host import verdict
from .host.pool import FDS_OF_A_POOL, FDS_OF_A_SPARE, Pool, first_slot, slots_of
from .host.spare import Spare, SpareGoneError
from .host.supervise import Observation, Watch, ZygoteLostError
from .layers import self_check
from .models import InputFile, LayerReport, LayerState, RunRequest, RunResult
from .stock import LEAN_NEEDS, Choice, Stock
from .trace import Mark, Marks, take

log = logging.getLogger(__name__)

FDS_OF_A_LOOK = MAX_DEPTH + 4
"""While a run's directory is measured, or its files are collected: one for each level of it."""
_ATTEMPTS = 3  # spares that were lost before their program was handed over


def most_descriptors(settings: Settings) -> int:
    """How many descriptors the engine of a process has open at most: what is to be left for it by all else."""
    stocks = 3 if settings.libraries else 2
    pools = stocks * (slots_of(settings) * FDS_OF_A_SPARE + FDS_OF_A_POOL)
    return pools + settings.limits.max_concurrency * FDS_OF_A_LOOK + MAX_HELD


class Sandbox:
    """Runs programs, each in a fresh child of a warm zygote. Thread-safe; any number of runs at a time."""

    def __init__(self, settings: Settings, on_trace: Callable[[Marks], None] | None = None) -> None:
        """Nothing is started yet; call `start`. `on_trace`, when given, is told of each run where its time went."""
        self._settings = settings
        self._limits = settings.limits
        self._on_trace = on_trace
        self._pools: dict[Stock, Pool] = {}
        self._starting = threading.Lock()
        self._service = settings.worker.key if settings.worker else os.urandom(16)
        self._choice = Choice(settings.imports, settings.libraries)
        self.layers: tuple[LayerReport, ...] = ()

    def start(self) -> None:
        """Attack every layer, refuse when a required one does not hold, start the zygotes and wait for their spares.

        Raises:
            ConfigurationError: the native module is missing or stale; the message names the command that builds it.
            RequiredLayerError: a required layer does not hold here; the message says which and why.
            EngineError: a zygote does not start.
        """
        native.check()
        from .native import core

        # The zygotes warm up while the layers are attacked, with those that should hold; no run is taken before both
        # are done, and where the attacks find it otherwise, other zygotes are started.
        expected = self_check.expected_layers(self._settings)
        self._start_pools(expected)
        try:
            self.layers = self_check.check_layers(self._settings)
            self_check.require(self.layers, self._settings)
            active = frozenset(row.name for row in self.layers if row.state is LayerState.ACTIVE)
            if "nondumpable" in active:
                core.set_dumpable(0)
            if active != expected:
                self.close()
                self._start_pools(active)
            for pool in self._pools.values():
                if not self._is_put_off(pool) and self._is_warm(pool):
                    pool.wait_ready()
            for pool in self._pools.values():
                if self._is_warm(pool):
                    pool.start()  # what was put off
        except BaseException:
            self.close()
            raise

    def _start_pools(self, layers: frozenset[str]) -> None:
        largest = Stock.ADDED if self._settings.libraries else Stock.FULL
        stocks = dict.fromkeys((Stock.FULL, Stock.LEAN, largest) if layers >= LEAN_NEEDS else (largest,))
        self._pools = {}
        for number, stock in enumerate(stocks):
            first = first_slot(self._settings, self._service, number)
            self._pools[stock] = Pool(self._settings, stock, layers, first, trace=self._on_trace is not None)
        for pool in self._pools.values():
            if not self._is_put_off(pool) and self._is_warm(pool):
                pool.start()

    def _is_put_off(self, pool: Pool) -> bool:
        """Whether the first answer is not to wait for `pool`: an operator's libraries may take their time, and a cold
        start of Lambda is somebody's waiting time.
        """
        late = {Stock.ADDED, Stock.FULL} if self._settings.on_lambda else {Stock.ADDED}
        return len(self._pools) > 1 and pool.stock in late

    def _is_warm(self, pool: Pool) -> bool:
        """Whether `pool` is started before a program needs it; where there is but one, it always is."""
        return len(self._pools) == 1 or pool.stock.value in self._settings.warm_stocks

    def close(self) -> None:
        """End the zygotes, every run and every spare; leave no file."""
        for pool in self._pools.values():
            pool.close()

    @property
    def healthy(self) -> bool:
        """Whether a program could run now."""
        return bool(self._pools) and all(pool.healthy for pool in self._pools.values())

    @property
    def zygote_pids(self) -> dict[Stock, int | None]:
        """The process id of each zygote; None while there is none."""
        return {stock: pool.zygote_pid for stock, pool in self._pools.items()}

    @property
    def ready_spares(self) -> int:
        """Children that are locked down and wait."""
        return sum(pool.ready_spares for pool in self._pools.values())

    @property
    def wanted_spares(self) -> int:
        """How many are kept: none of a stock that no program has needed yet, where it is not to be warm before."""
        return sum(pool.wanted_spares for pool in self._pools.values() if pool.is_started)

    @property
    def zygote_restarts(self) -> int:
        """How often a zygote that ended was followed by another."""
        return sum(pool.restarts for pool in self._pools.values())

    def stock_for(self, code: str, files: Iterable[InputFile] = ()) -> Stock:
        """Which spare a program gets."""
        chosen = self._choice.stock(code, files)
        return chosen if chosen in self._pools else next(iter(self._pools))

    @property
    def troubles(self) -> tuple[str, ...]:
        """What fails now of what goes on in the background, a sentence each; it is tried again and again."""
        return tuple(trouble for pool in self._pools.values() for trouble in pool.troubles)

    def run(self, request: RunRequest) -> RunResult:
        """Run one program to its end.

        Raises:
            EngineError: the engine could not run it, or lost it while it ran; the program is not to blame. So it is
                where the host has no descriptor, memory, process or disk left; once it has, all goes on.
        """
        try:
            return self._run(request)
        except (OSError, MemoryError) as error:
            raise EngineError(f"the host has no room for a run: {str(error) or 'out of memory'}") from error

    def _run(self, request: RunRequest) -> RunResult:
        pool = self._pools[self.stock_for(request.code, request.files)]
        with self._starting:
            pool.start()  # unless it is started already
        pool.wait_ready()
        for attempt in range(1, _ATTEMPTS + 1):
            mark, told = take(on=self._on_trace is not None)
            mark("asked to run")
            spare = pool.take()
            mark("spare taken")
            try:
                result, seen = self._run_in(spare, request, pool.warm_rss_bytes, mark)
                if self._on_trace:
                    self._on_trace(sorted([*trace.read(told()), *seen.marks], key=lambda row: row[1]))
                return result
            except SpareGoneError:
                pool.lose(spare.zygote_pid)
                if attempt == _ATTEMPTS:
                    raise
                log.warning("a spare was lost before its program was handed over; another gets it")
            except ZygoteLostError:
                pool.lose(spare.zygote_pid)
                raise
            finally:
                pool.give_back_soon(spare)
        raise AssertionError

    def _run_in(
        self, spare: Spare, request: RunRequest, warm_rss_bytes: int, mark: Mark
    ) -> tuple[RunResult, Observation]:
        for file in request.files:
            _write_file(spare, file)
        mark("files written")
        seen = Watch(spare, request.stdin, self._limits, request.timeout_s).run(request.code)
        mark("seen to end")
        full = verdict.is_disk_full(spare.directory, self._limits, seen)
        files = collect.collect(spare.directory, request.return_patterns, self._limits)
        known = {file.name for file in request.files} | {file.name for file in files}
        left = collect.unreturned(spare.directory, known)
        if not spare.own_folder and any(isinstance(file, HeldFile) for file in files):
            with suppress(OSError):  # a file that is held keeps the whole tmpfs, so nothing else is left on it
                clear(spare.directory)
        mark("files read")
        result = replace(verdict.judge(seen, self._limits, warm_rss_bytes, full, files), unreturned_files=left)
        mark("judged")
        return result, seen


def _write_file(spare: Spare, file: InputFile) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(file.name, flags, 0o644, dir_fd=spare.directory)
    try:
        if spare.uid >= 0:
            os.fchown(fd, spare.uid, spare.uid)
        view = memoryview(file.content)
        while view:
            view = view[os.write(fd, view) :]
    finally:
        os.close(fd)
