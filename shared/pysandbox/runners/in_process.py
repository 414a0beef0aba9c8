"""The runner of one machine: programs run in children of this process's own zygote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..engine.compile_check import CompileChecker
from ..engine.models import CodeProblem, LayerReport, RunRequest, RunResult
from ..engine.sandbox import Sandbox
from ..errors import EngineError, RunnerUnavailableError
from ..settings import Settings
from . import Slot
from .concurrency import Places, SharedPlaces

PLACES = "places"
"""In the folder that workers share."""


class InProcessRunner:
    """Runs up to `max_concurrency` programs at a time through one `Sandbox`."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is started yet; call `start`."""
        self._sandbox = Sandbox(settings)
        self._checker = CompileChecker()
        capacity, worker = settings.limits.max_concurrency, settings.worker
        self._places = SharedPlaces(capacity, worker.folder / PLACES) if worker else Places(capacity)
        self._started = False

    def start(self) -> None:
        """Check the layers, start the zygote and wait for the first spare. A second call does nothing.

        Raises:
            RequiredLayerError: a required layer does not hold here.
            EngineError: the zygote does not start.
        """
        if not self._started:
            self._started = True
            self._sandbox.start()

    def close(self) -> None:
        """End every run and leave no process and no file behind."""
        self._checker.close()
        self._sandbox.close()
        self._places.close()

    @contextmanager
    def slot(self, caller: str = "") -> Iterator[Slot]:
        """A place for one run; never waits.

        Raises:
            ServerBusyError: all are taken.
        """
        with self._places.hold():
            yield self

    def run(self, request: RunRequest) -> RunResult:
        """Run one program in a slot that the caller holds.

        Raises:
            RunnerUnavailableError: the engine broke; the program is not to blame.
        """
        try:
            return self._sandbox.run(request)
        except EngineError as error:
            raise RunnerUnavailableError(str(error)) from error

    def check_code(self, code: str, caller: str = "") -> CodeProblem | None:
        """What keeps a program from compiling.

        Raises:
            ServerBusyError: as many programs are compiled as may be.
            RunnerUnavailableError: the compiler does not start.
        """
        try:
            return self._checker.check(code)
        except EngineError as error:
            raise RunnerUnavailableError(str(error)) from error

    @property
    def active(self) -> int:
        """Places that are taken now."""
        return self._places.taken

    @property
    def healthy(self) -> bool:
        """Whether a program could run now."""
        return self._sandbox.healthy

    @property
    def troubles(self) -> tuple[str, ...]:
        """What fails now of what goes on in the background, a sentence each."""
        return self._sandbox.troubles

    @property
    def layers(self) -> tuple[LayerReport, ...]:
        """What the self-check at start found."""
        return self._sandbox.layers

    @property
    def figures(self) -> Mapping[str, float]:
        """Spares and restarts of zygotes."""
        sandbox = self._sandbox
        return {
            "ready_spares": sandbox.ready_spares,
            "wanted_spares": sandbox.wanted_spares,
            "zygote_restarts": sandbox.zygote_restarts,
        }
