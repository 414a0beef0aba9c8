"""From a request's bytes to a run, in the order that the contract promises. Synchronous: it is called in a thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from ..engine.import_guard import check_imports
from ..engine.models import RunResult, TerminationReason
from ..errors import RateLimitStoreError
from ..rate_limit import Decision, RateLimiter
from ..runners import Runner, Slot
from ..settings import Settings
from .body import parse_object
from .problems import ForbiddenImportsError, QuotaExceededError, RunTimedOutError
from .record import RequestRecord
from .validate import ValidRequest, validate

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """What answers requests: the settings, where programs run, and who may run how many."""

    settings: Settings
    runner: Runner
    limiter: RateLimiter

    def prepare(self, body: bytes, record: RequestRecord) -> None:
        """Everything that is said before running: the request is valid and imports nothing forbidden.

        Raises:
            RequestInvalidError: with every issue.
            ForbiddenImportsError: with every forbidden import.
        """
        valid = validate(parse_object(body), self.settings.limits)
        record.valid = valid
        forbidden = check_imports(valid.run.code, self.settings)
        if forbidden:
            raise ForbiddenImportsError(forbidden)

    def prepared(self, body: bytes | None, record: RequestRecord) -> ValidRequest:
        """The request that may run; `body` is None where it was prepared before."""
        if body is not None:
            self.prepare(body, record)
        if record.valid is None:
            raise RuntimeError("a request must be prepared before it is run")
        return record.valid

    def run(self, valid: ValidRequest, record: RequestRecord) -> None:
        """Take a slot, charge the caller, run. The slot comes first, so that a busy service charges nobody.

        Raises:
            ServerBusyError, RunnerUnavailableError: it did not run, and nothing is charged.
            QuotaExceededError, RateLimitStoreError: it did not run.
            RunTimedOutError, ForbiddenImportsError: it ran; `record.result` says how far.
        """
        record.active_at_request = self.runner.active
        with self.runner.slot() as slot:
            record.decision = self._admit(record)
            if not record.decision.admitted:
                raise QuotaExceededError(record.decision)
            record.result = self._run_charged(slot, valid, record.decision, record)
        if record.result.termination_reason is TerminationReason.TIMEOUT:
            raise RunTimedOutError(self.settings.limits.timeout_s)
        if record.result.uncaught_import is not None:
            raise ForbiddenImportsError([record.result.uncaught_import])

    def _admit(self, record: RequestRecord) -> Decision:
        try:
            return self.limiter.admit(record.caller.key)
        except RateLimitStoreError:
            record.store_errors += 1
            raise

    def _run_charged(self, slot: Slot, valid: ValidRequest, decision: Decision, record: RequestRecord) -> RunResult:
        try:
            return slot.run(valid.run)
        except Exception:
            record.decision = None  # it no longer says how the caller stands
            try:
                self.limiter.refund(decision)
            except RateLimitStoreError:
                record.store_errors += 1
                logger.warning("a charge could not be refunded", extra={"fields": {"request_id": record.request_id}})
            raise

    def standing(self, record: RequestRecord) -> None:
        """Fill in how the caller stands where no decision was taken; it stays unknown while the store is away."""
        if record.decision is None:
            try:
                record.decision = self.limiter.peek(record.caller.key)
            except RateLimitStoreError:
                record.store_errors += 1
