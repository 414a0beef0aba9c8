"""The only door to the engine: `Sandbox.run`.

A keeper thread owns the zygote: it starts it, restarts it when it ends, and keeps spares ready, off the path of any
run. Runs take a spare each and watch it themselves, one thread a run.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque

from ..errors import EngineError
from ..settings import Settings
from . import collect, nondumpable, self_check, verdict
from .kernel import Kernel
from .models import InputFile, LayerReport, LayerState, RunRequest, RunResult
from .run_directory import Remover
from .spare import Spare
from .supervise import Observation, Watch, ZygoteLostError
from .zygote_process import ZygoteProcess, ended

log = logging.getLogger(__name__)

MAX_SPARES = 8
SPARE_TIMEOUT_S = 5.0
RESTART_PAUSE_S = 0.1
KEEPER_PERIOD_S = 0.2
LASTING_FAILURES = 3
_ATTEMPTS = 2  # a run that its zygote took with it is run once more: it has no effect outside


class Sandbox:
    """Runs programs, each in a fresh child of a warm zygote. Thread-safe; any number of runs at a time."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is started yet; call `start`."""
        self._settings = settings
        self._limits = settings.limits
        self._spares: deque[Spare] = deque()
        self._changed = threading.Condition()
        self._slots = deque(range(2 * settings.limits.max_concurrency + MAX_SPARES))
        self._wanted = min(settings.limits.max_concurrency, MAX_SPARES)
        self._zygote: ZygoteProcess | None = None
        self._failure: EngineError | None = None
        self._failures = 0
        self._closing = False
        self._keeper = threading.Thread(target=self._keep, name="zygote-keeper", daemon=True)
        self._active_layers: frozenset[str] = frozenset()
        self._tried: frozenset[str] = frozenset()
        self._checked = False
        self._warm_rss_bytes = 0
        self.layers: tuple[LayerReport, ...] = ()

    def start(self) -> None:
        """Attack every layer, refuse when a required one does not hold, start the zygote and wait for its first spare.

        Raises:
            RequiredLayerError: a required layer does not hold here; the message says which and why.
            EngineError: the zygote does not start.
        """
        # The zygote warms up while the layers are attacked, with those that should hold; no run is taken before both
        # are done, and where the attacks find it otherwise, another zygote is started.
        self._active_layers = self_check.expected_layers(self._settings)
        self._remover = Remover()
        self._keeper.start()
        try:
            self.layers = self_check.check_layers(self._settings)
            self_check.require(self.layers, self._settings)
        except BaseException:
            self.close()
            raise
        active = frozenset(row.name for row in self.layers if row.state is LayerState.ACTIVE)
        if "nondumpable" in active:
            nondumpable.apply(Kernel())
        with self._changed:
            if active != self._active_layers:
                self._active_layers, self._failure = active, None
            self._checked = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._ready_with(active) or self._failure)
            if self._failure:
                raise self._failure
        self._warm_rss_bytes = self._run_once(RunRequest("")).peak_rss_bytes

    def _ready_with(self, layers: frozenset[str]) -> bool:
        return bool(self._spares) and self._zygote is not None and self._zygote.layers == layers

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

    @property
    def wanted_spares(self) -> int:
        """How many the keeper keeps."""
        return self._wanted

    def run(self, request: RunRequest) -> RunResult:
        """Run one program to its end.

        Raises:
            EngineError: the engine could not run it; the program is not to blame.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            spare = self._take()
            try:
                return self._run_in(spare, request)
            except ZygoteLostError:
                if attempt == _ATTEMPTS:
                    raise
                log.warning("a run was lost with its zygote; it is run again")
            finally:
                self._give_back(spare)
        raise AssertionError

    def _run_in(self, spare: Spare, request: RunRequest) -> RunResult:
        for file in request.files:
            _write_file(spare, file)
        seen = Watch(spare, request.stdin, self._limits).run(request.code)
        full = verdict.is_disk_full(spare.directory, self._limits, seen)
        files = collect.collect(spare.directory, request.return_patterns, self._limits)
        return verdict.judge(seen, self._limits, self._warm_rss_bytes, full, files)

    def _run_once(self, request: RunRequest) -> Observation:
        spare = self._take()
        try:
            return Watch(spare, b"", self._limits).run(request.code)
        finally:
            self._give_back(spare)

    def _take(self) -> Spare:
        """A spare whose child is alive."""
        deadline = time.monotonic() + SPARE_TIMEOUT_S
        with self._changed:
            while True:
                while self._spares:
                    spare = self._spares.popleft()
                    if not ended(spare.report):
                        return spare
                    self._release(spare)
                if self._closing or self._failure or time.monotonic() >= deadline:
                    raise EngineError(f"no spare: {self._failure or 'none became ready in time'}")
                self._changed.notify_all()
                self._changed.wait(deadline - time.monotonic())

    def _give_back(self, spare: Spare) -> None:
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
        if zygote is not None and zygote.layers != self._active_layers:
            self._end_all()
            zygote = None
        if zygote is None or ended(zygote.control_fd):
            if zygote is not None:
                log.warning("the zygote ended; starting another")
                self._end_all()
            self._tried = self._active_layers
            self._zygote = zygote = ZygoteProcess(self._settings, self._tried)
        with self._changed:
            enough = len(self._spares) >= self._wanted or not self._slots
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
        settled = self._checked and self._tried == self._active_layers
        lasting = settled and (not self._warm_rss_bytes or self._failures >= LASTING_FAILURES)
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
