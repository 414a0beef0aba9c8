"""One interface for running a program, whatever stands behind it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from ..engine.models import LayerReport, RunRequest, RunResult


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

    def slot(self) -> AbstractContextManager[Slot]:
        """A place for one run, given back on exit.

        Raises:
            ServerBusyError: all are taken.
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
