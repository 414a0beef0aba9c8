"""One interface for running a program, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from ..engine.models import CodeProblem, LayerReport, RunRequest, RunResult


class Slot(Protocol):
    """One reserved place to run one program in."""

    def run(self, request: RunRequest) -> RunResult:
        """Run to the end and report.

        Raises:
            ServerBusyError: the place turned out to be taken (a remote runner can only tell now).
            RunnerUnavailableError: the runner broke or cannot be reached.
        """


class Runner(Protocol):
    """Where programs run. Thread-safe; `slot` never waits."""

    def start(self) -> None:
        """Make ready to run; returns when the first program can run. Fails closed (RequiredLayerError)."""

    def close(self) -> None:
        """End every run and leave no process and no file behind."""

    def slot(self, caller: str = "") -> AbstractContextManager[Slot]:
        """A place for one run of `caller` (what the quota counts), given back on exit.

        Raises:
            ServerBusyError: all are taken.
        """

    def check_code(self, code: str, caller: str = "") -> CodeProblem | None:
        """What keeps a program of `caller` from compiling; None when it compiles. Nothing is run, and no slot is taken.

        Raises:
            ServerBusyError: it cannot be told now.
            RunnerUnavailableError: the runner broke or cannot be reached.
        """

    @property
    def active(self) -> int:
        """Places that are taken now."""

    @property
    def healthy(self) -> bool:
        """Whether a program could run now."""

    @property
    def layers(self) -> tuple[LayerReport, ...]:
        """What the self-check at start found."""


@runtime_checkable
class Watched(Protocol):
    """A runner that knows how what goes on in the background fares."""

    @property
    def figures(self) -> Mapping[str, float]:
        """What else there is to watch, by name; empty where there is nothing."""

    @property
    def troubles(self) -> tuple[str, ...]:
        """What fails now and is tried again, a sentence each."""
