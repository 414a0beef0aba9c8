"""The only door to the engine: `Sandbox.run`.

Two pools of spares: a lean one, whose zygote has the standard library alone and forks several times as fast, and a full
one with every library. A program whose text names no library gets a lean spare. Should it come to import one all the
same, its child ends, and the program is run again, from its beginning, in a full one: a run has no effect outside.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace

from ..settings import Settings
from . import collect, nondumpable, self_check, trace, verdict
from .kernel import Kernel
from .models import InputFile, LayerReport, LayerState, RunRequest, RunResult
from .pool import Pool, slots_of
from .spare import Spare
from .stock import LEAN_NEEDS, Stock, library_names
from .supervise import Observation, Watch, ZygoteLostError
from .trace import Mark, Marks, take

log = logging.getLogger(__name__)

_ATTEMPTS = 2  # a run that its zygote took with it is run once more: it has no effect outside


class Sandbox:
    """Runs programs, each in a fresh child of a warm zygote. Thread-safe; any number of runs at a time."""

    def __init__(self, settings: Settings, on_trace: Callable[[Marks], None] | None = None) -> None:
        """Nothing is started yet; call `start`. `on_trace`, when given, is told of each run where its time went."""
        self._settings = settings
        self._limits = settings.limits
        self._on_trace = on_trace
        self._pools: dict[Stock, Pool] = {}
        self._libraries = library_names(settings.imports)
        self.layers: tuple[LayerReport, ...] = ()

    def start(self) -> None:
        """Attack every layer, refuse when a required one does not hold, start the zygotes and wait for their spares.

        Raises:
            RequiredLayerError: a required layer does not hold here; the message says which and why.
            EngineError: a zygote does not start.
        """
        # The zygotes warm up while the layers are attacked, with those that should hold; no run is taken before both
        # are done, and where the attacks find it otherwise, other zygotes are started.
        expected = self_check.expected_layers(self._settings)
        self._start_pools(expected)
        try:
            self.layers = self_check.check_layers(self._settings)
            self_check.require(self.layers, self._settings)
            active = frozenset(row.name for row in self.layers if row.state is LayerState.ACTIVE)
            if "nondumpable" in active:
                nondumpable.apply(Kernel())
            if active != expected:
                self.close()
                self._start_pools(active)
            for pool in self._pools.values():
                if not self._is_put_off(pool):
                    pool.wait_ready()
            for pool in self._pools.values():
                pool.start()  # what was put off
        except BaseException:
            self.close()
            raise

    def _start_pools(self, layers: frozenset[str]) -> None:
        stocks = (Stock.FULL, Stock.LEAN) if layers >= LEAN_NEEDS else (Stock.FULL,)
        self._pools = {}
        for number, stock in enumerate(stocks):
            self._pools[stock] = Pool(
                self._settings, stock, layers, number * slots_of(self._settings), trace=self._on_trace is not None
            )
        for pool in self._pools.values():
            if not self._is_put_off(pool):
                pool.start()

    def _is_put_off(self, pool: Pool) -> bool:
        """Whether the first answer is not to wait for `pool`: a cold start of Lambda is somebody's waiting time."""
        return self._settings.on_lambda and len(self._pools) > 1 and pool is self._pools[Stock.FULL]

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
        """How many are kept."""
        return sum(pool.wanted_spares for pool in self._pools.values())

    def stock_for(self, code: str) -> Stock:
        """Which spare a program gets first."""
        return Stock.FULL if Stock.LEAN not in self._pools or self._libraries.search(code) else Stock.LEAN

    def run(self, request: RunRequest) -> RunResult:
        """Run one program to its end.

        Raises:
            EngineError: the engine could not run it; the program is not to blame.
        """
        stock = self.stock_for(request.code)
        result, seen = self._run(request, stock, 0.0)
        if stock is Stock.LEAN and verdict.needs_libraries(seen):
            first = seen
            result, seen = self._run(request, Stock.FULL, first.duration_s)
            result = replace(result, cpu_time_s=result.cpu_time_s + first.cpu_time_s)
        return result

    def _run(self, request: RunRequest, stock: Stock, spent_s: float) -> tuple[RunResult, Observation]:
        pool = self._pools[stock]
        pool.wait_ready()
        for attempt in range(1, _ATTEMPTS + 1):
            mark, told = take(on=self._on_trace is not None)
            mark("asked to run")
            spare = pool.take()
            mark("spare taken")
            try:
                result, seen = self._run_in(spare, request, spent_s, pool.warm_rss_bytes, mark)
                if self._on_trace:
                    self._on_trace(sorted([*trace.read(told()), *seen.marks], key=lambda row: row[1]))
                return result, seen
            except ZygoteLostError:
                pool.lose(spare.zygote_pid)
                if attempt == _ATTEMPTS:
                    raise
                log.warning("a run was lost with its zygote; it is run again")
            finally:
                pool.give_back(spare)
        raise AssertionError

    def _run_in(
        self, spare: Spare, request: RunRequest, spent_s: float, warm_rss_bytes: int, mark: Mark
    ) -> tuple[RunResult, Observation]:
        for file in request.files:
            _write_file(spare, file)
        mark("files written")
        seen = Watch(spare, request.stdin, self._limits, spent_s).run(request.code)
        mark("seen to end")
        full = verdict.is_disk_full(spare.directory, self._limits, seen)
        files = collect.collect(spare.directory, request.return_patterns, self._limits)
        mark("files read")
        result = verdict.judge(seen, self._limits, warm_rss_bytes, full, files)
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
