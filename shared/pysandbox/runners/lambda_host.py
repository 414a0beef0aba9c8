"""The runner function's side: one event, one program, one answer, and an end to the environment when it is spent."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from typing import Any

from ..engine.models import RunRequest, RunResult, TerminationReason
from ..engine.sandbox import Sandbox
from ..errors import EngineError
from ..settings import Settings
from . import events
from .remote import RemoteRunRequest, Transfer

logger = logging.getLogger(__name__)

SPENT_STATUS = 3
"""Exit status of a process that ends rather than serve another caller."""


def end_process() -> None:
    """End at once, whatever threads there are."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(SPENT_STATUS)


class LambdaHost:
    """Serves one event at a time, at most `max_runs` of them, and none after a suspicious one.

    The process cannot end between its answer and the platform's next event without a race against the freezing of the
    environment. So it ends at the next event, before reading it; the api function then invokes again.
    """

    def __init__(self, settings: Settings, max_runs: int, end: Callable[[], None] = end_process) -> None:
        self._sandbox = Sandbox(settings)
        self._runs_left = max_runs
        self._end = end

    def start(self) -> None:
        """Check the layers and start the zygote. Raises RequiredLayerError, EngineError."""
        self._sandbox.start()

    def close(self) -> None:
        """End the zygote."""
        self._sandbox.close()

    def answer(self, event: Any) -> dict[str, Any]:
        """The answer to one event; the process ends instead when this environment is spent."""
        if self._runs_left <= 0:
            self._sandbox.close()
            self._end()
        try:
            if events.operation(event) == "describe":
                return events.encode_layers(self._sandbox.layers, healthy=self._sandbox.healthy)
            request = events.decode_request(event)
        except events.EventError as error:
            return events.encode_error("event", error)
        if isinstance(request, RemoteRunRequest) and request.transfer is not None:
            return self._run_with_transfer(request, request.transfer)
        result = self._run(request)
        return result if isinstance(result, dict) else events.encode_result(result)

    def _run_with_transfer(self, request: RemoteRunRequest, transfer: Transfer) -> dict[str, Any]:
        from .transfer import TransferError, fetch_files, keep_large  # TLS costs a cold start what few runs need

        try:
            # A plain request, without one signed URL: what the zygote and the child get to see.
            plain = RunRequest(request.code, request.stdin, fetch_files(request), request.return_patterns)
        except TransferError as error:
            return events.encode_error("transfer", error)
        result = self._run(plain)
        if isinstance(result, dict):
            return result
        return events.encode_result(keep_large(result, transfer, events.MAX_ANSWER_BYTES))

    def _run(self, request: RunRequest) -> RunResult | dict[str, Any]:
        """The result, or the answer that says why there is none."""
        try:
            result = self._sandbox.run(request)
        except EngineError as error:
            self._runs_left = 0
            logger.exception("the engine failed")
            return events.encode_error("engine", error)
        self._runs_left = 0 if is_suspicious(result) else self._runs_left - 1
        _log(result, self._runs_left)
        return result


def is_suspicious(result: RunResult) -> bool:
    """Whether a program may have got further than it should: a hook violation, or a death by a signal not ours."""
    return result.violation is not None or result.termination_reason is TerminationReason.SIGNAL


def _log(result: RunResult, runs_left: int) -> None:
    """One line of JSON, without a word that the program wrote."""
    line = {
        "event": "run",
        "termination_reason": result.termination_reason.value,
        "run_ms": round(result.duration_s * 1000, 1),
        "violation": result.violation is not None,
        "runs_left": runs_left,
    }
    print(json.dumps(line), file=sys.stderr, flush=True)
