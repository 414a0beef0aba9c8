"""The path of one request: validate, static import check, slot, admit, run."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ..engine.import_guard import find_forbidden_imports
from ..engine.models import RunResult, TerminationReason
from ..errors import RateLimitStoreError, RunnerUnavailableError, ServerBusyError
from ..rate_limit import Decision, RateLimiter
from ..runners import Runner
from ..settings import Settings
from . import answers
from .body import CheckedRequest, check_body
from .client_ip import caller_key
from .problems import ForbiddenImportsError, RateLimitedError, RunTimeoutError

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Call:
    """One request as it goes along; what is known of it when it fails goes into the error's answer."""

    request_id: str
    ip: str
    quota: Decision | None = None
    result: RunResult | None = None
    log_fields: dict[str, Any] = field(default_factory=dict)


class Service:
    """What stands behind `/execute` and `/validate`. Thread-safe."""

    def __init__(self, settings: Settings, runner: Runner, limiter: RateLimiter) -> None:
        """Bind the parts; nothing is started."""
        self.settings = settings
        self.runner = runner
        self.limiter = limiter

    def check(self, body: bytes) -> CheckedRequest:
        """Everything that can be said without running.

        Raises:
            InvalidRequestError, ForbiddenImportsError: the request would not run.
        """
        checked = check_body(body, self.settings.limits)
        forbidden = find_forbidden_imports(checked.run.code, self.settings.imports)
        if forbidden:
            raise ForbiddenImportsError(forbidden)
        return checked

    def validate(self, body: bytes, call: Call) -> dict[str, Any]:
        """The body of a `/validate` answer. Free of charge.

        Raises:
            InvalidRequestError, ForbiddenImportsError: `/execute` would not run it.
        """
        checked = self.check(body)
        self.look_up_quota(call)
        return {
            **answers.head("success", call.request_id),
            "valid": True,
            "user_info": self.user_info(call),
            "request_context": answers.request_context(checked),
        }

    def execute(self, body: bytes, call: Call) -> dict[str, Any]:
        """The body of an `/execute` answer.

        Raises:
            InvalidRequestError, ForbiddenImportsError: it does not run and is not charged.
            RateLimitedError: the caller's quota is used up.
            RunTimeoutError: it was ended at the time limit.
            ServerBusyError, RunnerUnavailableError, RateLimitStoreError: it did not run and is not charged.
        """
        checked = self.check(body)
        active = self.runner.active
        call.result = result = self._run(checked, call)
        self._note(call, result)
        if result.uncaught_import is not None:
            raise ForbiddenImportsError((result.uncaught_import,), result)
        if result.termination_reason is TerminationReason.TIMEOUT:
            raise RunTimeoutError(result, self.settings.limits.timeout_s)
        return {
            **answers.head("success", call.request_id),
            "execution_details": answers.execution_details(result),
            "user_info": self.user_info(call),
            "server_status": answers.server_status(active, self.settings.limits),
            "request_context": answers.request_context(checked),
        }

    def _run(self, checked: CheckedRequest, call: Call) -> RunResult:
        caller = caller_key(call.ip)
        with self.runner.slot() as slot:
            call.quota = self.limiter.admit(caller)
            if not call.quota.admitted:
                limits = self.settings.limits
                minute = call.quota.window == "minute"
                raise RateLimitedError(call.quota, limits.requests_per_minute if minute else limits.requests_per_day)
            try:
                return slot.run(checked.run)
            except (ServerBusyError, RunnerUnavailableError):
                self.limiter.refund(caller, call.quota)
                call.quota = None
                raise

    def look_up_quota(self, call: Call) -> None:
        """Make sure that `call.quota` is known, for an answer that charges nothing; a broken store leaves it open."""
        if call.quota is None:
            with suppress(RateLimitStoreError):
                call.quota = self.limiter.peek(caller_key(call.ip))

    def user_info(self, call: Call) -> dict[str, Any] | None:
        """The caller's quota as the answer shows it."""
        return answers.user_info(call.ip, call.quota, self.settings.limits) if call.quota else None

    @staticmethod
    def _note(call: Call, result: RunResult) -> None:
        call.log_fields.update(
            verdict=result.termination_reason.value,
            exit_code=result.exit_code,
            run_s=round(result.duration_s, 6),
            cpu_s=round(result.cpu_time_s, 6),
            peak_memory_bytes=result.peak_memory_bytes,
            stdout_bytes=len(result.stdout),
            stderr_bytes=len(result.stderr),
            returned_files=sum(file.content is not None for file in result.output_files),
            returned_bytes=sum(len(file.content or b"") for file in result.output_files),
            violation=result.violation,
        )
