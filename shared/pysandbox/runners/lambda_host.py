"""The runner function's side: one event, one program, one answer, and an end to the environment when it is spent."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..engine.compile_check import CompileChecker
from ..engine.models import RunRequest, RunResult, TerminationReason
from ..engine.protocol import VIOLATION_STATUS
from ..engine.sandbox import Sandbox
from ..errors import ConfigurationError, EngineError, ServerBusyError
from ..settings import Settings
from . import events, leftovers
from .remote import RemoteRunRequest, Transfer

logger = logging.getLogger(__name__)

SPENT_STATUS = 3
"""Exit status of a process that ends rather than serve another caller."""

END_AFTER_S = 0.1
"""How long all has to have slept here before the end: the platform is asked for the next event by then, however busy
the machine is, and so has the last answer."""

ENDED_BY_HOST = frozenset({TerminationReason.TIMEOUT, TerminationReason.OUTPUT_LIMIT, TerminationReason.DISK_LIMIT})
"""Reasons for which the host itself killed the program; any other death by signal is the program's doing."""

CODE = Path("/var/task")
"""Where Lambda puts a function's code, and so this package."""

OWN_FOLDER = "pysandbox"
"""The one entry of /tmp that belongs to the host."""


def runs_per_environment(text: str) -> int:
    """How many programs one execution environment serves.

    Raises:
        ConfigurationError: `text` is not a positive number.
    """
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ConfigurationError(f"SANDBOX_RUNS_PER_ENVIRONMENT={text!r} is not a positive number")
    return int(text)


def end_process() -> None:
    """End at once, whatever threads there are."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(SPENT_STATUS)


class LambdaHost:
    """Serves one event at a time, at most `max_runs` of them, and none after a suspicious one.

    A spent process ends as soon as its last answer is delivered: while it asks for the next event, before it gets one.
    Lambda may freeze it just then; so it also ends at the next event, before it reads it. In both cases Lambda reports
    the failure of that next invocation without having run it, and the api function invokes again, which a fresh
    environment answers.
    """

    def __init__(
        self,
        settings: Settings,
        max_runs: int,
        end: Callable[[], None] = end_process,
    ) -> None:
        """Nothing is started yet; call `start`."""
        self._temporary = Path(tempfile.gettempdir())
        # Whether all that this user has here is this function's: on Lambda, and never on anybody's own machine.
        self._alone = settings.on_lambda and os.getuid() != 0 and Path(__file__).is_relative_to(CODE)
        if self._alone:
            settings = replace(settings, run_directory=self._temporary / OWN_FOLDER)
        self._sandbox = Sandbox(settings)
        self._checker = CompileChecker()
        self._runs_left = max_runs
        self._end = end

    def start(self) -> None:
        """Remove what an earlier process left here, check the layers, start the zygote.

        Raises:
            RequiredLayerError, EngineError
        """
        started = time.perf_counter()
        if self._alone:
            leftovers.end_processes(leftovers.foreign_processes())
            leftovers.remove_files(leftovers.foreign_files(self._temporary, ""))
            (self._temporary / OWN_FOLDER).mkdir(0o700)
        self._sandbox.start()
        _write({"event": "started", "start_ms": round((time.perf_counter() - started) * 1000, 1)})

    def close(self) -> None:
        """End the zygote and the compiler."""
        self._checker.close()
        self._sandbox.close()

    @property
    def spent(self) -> bool:
        """Whether this process serves no further event."""
        return self._runs_left <= 0

    def answer(self, event: Any) -> dict[str, Any]:
        """The answer to one event; the process ends instead when this environment is spent."""
        if self.spent:
            tell_spent("event")
            self._end()
        try:
            operation = events.operation(event)
            if operation == "describe":
                return events.encode_layers(self._sandbox.layers, healthy=self._sandbox.healthy)
            if operation == "compile":
                return self._check(events.decode_check(event))
            request = events.decode_request(event)
        except events.EventError as error:
            return events.encode_error("event", error)
        if isinstance(request, RemoteRunRequest) and request.transfer is not None:
            return self._run_with_transfer(request, request.transfer)
        result = self._run(request)
        return result if isinstance(result, dict) else events.encode_result(result)

    def _check(self, code: str) -> dict[str, Any]:
        """Whether `code` compiles. It is not run, so this is no run of the environment's."""
        try:
            return events.encode_check(self._checker.check(code))
        except (EngineError, ServerBusyError) as error:
            return events.encode_error("engine", error)

    def _run_with_transfer(self, request: RemoteRunRequest, transfer: Transfer) -> dict[str, Any]:
        from .transfer import TransferError, fetch_files, keep_large  # TLS costs a cold start what few runs need

        try:
            # A plain request, without one signed URL: what the zygote and the child get to see.
            files = fetch_files(request)
            plain = RunRequest(request.code, request.stdin, files, request.return_patterns, timeout_s=request.timeout_s)
        except TransferError as error:
            return events.encode_error("transfer", error)
        result = self._run(plain)
        if isinstance(result, dict):
            return result
        return events.encode_result(keep_large(result, transfer))

    def _run(self, request: RunRequest) -> RunResult | dict[str, Any]:
        """The result, or the answer that says why there is none."""
        try:
            result = self._sandbox.run(request)
        except EngineError as error:
            self._runs_left = 0
            logger.exception("the engine failed")
            return events.encode_error("engine", error)
        suspicion = self._suspicion(result)
        self._runs_left = 0 if suspicion else self._runs_left - 1
        if suspicion:  # of every other run the api function's log tells
            _log(result, suspicion)
        return result

    def _suspicion(self, result: RunResult) -> str:
        """Why no other caller may come after this program; empty when one may."""
        if result.violation is not None:
            return "violation"
        if result.exit_code < 0 and result.termination_reason not in ENDED_BY_HOST:
            return "signal"
        if result.exit_code == VIOLATION_STATUS:  # a program can close the report that would say more
            return "status"
        if not self._alone:
            return ""
        strays = leftovers.foreign_processes()
        if strays:
            leftovers.end_processes(strays)
            return "processes"
        if leftovers.foreign_files(self._temporary, OWN_FOLDER):
            return "files"
        return ""


def end_when_answered(host: LambdaHost) -> None:
    """Have the runtime's loop end the process of a spent `host` once the answer is delivered.

    `wait_next_invocation` is where Lambda's runtime client says that it is done with an event. Without that client (or
    with one of another shape) the end at the next event remains.
    """
    client: Any = getattr(sys.modules.get("awslambdaric.lambda_runtime_client"), "LambdaRuntimeClient", None)
    wait = getattr(client, "wait_next_invocation", None)
    if wait is None:
        logger.warning("no runtime client to end after: a spent environment ends at its next event")
        return

    def wait_or_end(self: Any) -> Any:
        if host.spent:
            # Not here: an end with no next event asked for would fail the invocation that was just answered.
            threading.Thread(target=_end_at_rest, daemon=True).start()
        return wait(self)

    client.wait_next_invocation = wait_or_end


def tell_spent(at: str) -> None:
    """One line for the end of an environment, at the next `event` or `between` two: metrics count both, apart."""
    _write({"event": "spent", "at": at})


def _end_at_rest() -> None:
    """End once every other thread has slept from one look to the next."""
    seen: list[tuple[str, str, str]] = []
    while (found := _other_threads()) != seen or any(state[0] != "S" for _, state, _ in found):
        seen = found
        time.sleep(END_AFTER_S)
    tell_spent("between")
    end_process()


def _other_threads() -> list[tuple[str, str, str]]:
    """Each with its state, and how often it has stopped running by itself: as often as before, it slept (proc(5))."""
    found = []
    for task in os.listdir("/proc/self/task"):
        with suppress(OSError):  # it has ended
            text = Path(f"/proc/self/task/{task}/status").read_text(encoding="utf-8", errors="replace")
            rows = dict(line.partition(":")[::2] for line in text.splitlines())
            found.append((task, rows["State"].strip(), rows["voluntary_ctxt_switches"]))
    return [row for row in found if int(row[0]) != threading.get_native_id()]


def _write(line: dict[str, Any]) -> None:
    print(json.dumps(line), file=sys.stderr, flush=True)


def _log(result: RunResult, suspicion: str) -> None:
    """One line of JSON, without a word that the program wrote."""
    line = {
        "event": "run",
        "termination_reason": result.termination_reason.value,
        "run_ms": round(result.duration_s * 1000, 1),
        "violation": result.violation is not None,
        "suspicion": suspicion,
    }
    _write(line)
