"""From a request's bytes to a run, in the order that the contract promises. Synchronous: it is called in a thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..engine.import_guard import check_imports
from ..engine.models import RunResult, TerminationReason
from ..errors import RateLimitStoreError, UploadRefusedError, UploadsOffError, UploadStoreError
from ..rate_limit import Decision, RateLimiter
from ..runners import Runner, Slot
from ..settings import Settings
from ..uploads import Claim, Reference, Ticket, UploadStore
from .body import parse_object
from .problems import ForbiddenImportsError, Issue, QuotaExceededError, RequestInvalidError, RunTimedOutError
from .record import RequestRecord
from .results import fit_answer
from .validate import ValidRequest, ValidUpload, validate, validate_upload

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """What answers requests: the settings, where programs run, and who may run how many."""

    settings: Settings
    runner: Runner
    limiter: RateLimiter
    uploads: UploadStore

    def prepare(self, body: bytes, record: RequestRecord) -> None:
        """Everything that is said before running: the request is valid, its imports are allowed, its uploads there.

        Raises:
            RequestInvalidError: with every issue.
            ForbiddenImportsError: with every forbidden import.
            UploadStoreError: whether the uploads are there cannot be known.
        """
        valid = validate(parse_object(body), self.settings.limits)
        record.valid = valid
        forbidden = check_imports(valid.run.code, self.settings)
        if forbidden:
            raise ForbiddenImportsError(forbidden)
        if valid.uploads:
            record.valid = replace(valid, uploads=self._checked(valid.uploads, record))

    def _checked(self, references: Sequence[Reference], record: RequestRecord) -> tuple[Reference, ...]:
        checked, issues = [], []
        for reference in references:
            try:
                checked.append(self.uploads.check(record.caller.key, reference))
            except UploadRefusedError as error:
                issues.append(_issue(error))
        if issues:
            raise RequestInvalidError(issues)
        return tuple(checked)

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
            RequestInvalidError, UploadStoreError: an upload is gone since; it did not run, and nothing is charged.
            RunTimedOutError, ForbiddenImportsError: it ran; `record.result` says how far.
        """
        record.active_at_request = self.runner.active
        with self.runner.slot() as slot:
            record.decision = self._counting(self.limiter.admit, record)
            if not record.decision.admitted:
                raise QuotaExceededError(record.decision)
            result = self._run_charged(slot, valid, record.decision, record)
        record.result = fit_answer(result, self.settings.limits.max_answer_bytes, self.uploads, record.base_url)
        if record.result.termination_reason is TerminationReason.TIMEOUT:
            raise RunTimedOutError(self.settings.limits.timeout_s)
        if record.result.uncaught_import is not None:
            raise ForbiddenImportsError([record.result.uncaught_import])

    def _counting(self, admit: Callable[[str], Decision], record: RequestRecord) -> Decision:
        try:
            return admit(record.caller.key)
        except RateLimitStoreError:
            record.store_errors += 1
            raise

    def _run_charged(self, slot: Slot, valid: ValidRequest, decision: Decision, record: RequestRecord) -> RunResult:
        claim: Claim | None = None
        try:
            claim = self.uploads.take(record.caller.key, valid.uploads)
            result = slot.run(self.uploads.hand_over(valid.complete(claim.files)))
        except Exception as error:
            if claim is not None:
                claim.release()
            record.decision = None  # it no longer says how the caller stands
            try:
                self.limiter.refund(decision)
            except RateLimitStoreError:
                record.store_errors += 1
                logger.warning("a charge could not be refunded", extra={"fields": {"request_id": record.request_id}})
            if isinstance(error, UploadRefusedError):
                raise RequestInvalidError([_issue(error)]) from error
            raise
        claim.finish()
        return result

    def grant_upload(self, body: bytes, record: RequestRecord) -> tuple[Ticket, ValidUpload, Decision]:
        """Leave to send a file, within the minute's window.

        Raises:
            RequestInvalidError, QuotaExceededError, RateLimitStoreError, UploadsOffError, UploadStoreError
        """
        if not self.uploads.enabled:
            raise UploadsOffError
        upload = validate_upload(parse_object(body), self.settings.limits)
        decision = self._counting(self.limiter.admit_upload, record)
        if not decision.admitted:
            raise QuotaExceededError(decision)
        try:
            return self.uploads.create(record.caller.key, upload.size_bytes), upload, decision
        except UploadStoreError:
            self.limiter.refund(decision)
            raise

    def standing(self, record: RequestRecord) -> None:
        """Fill in how the caller stands where no decision was taken; it stays unknown while the store is away."""
        if record.decision is None:
            try:
                record.decision = self.limiter.peek(record.caller.key)
            except RateLimitStoreError:
                record.store_errors += 1


def _issue(error: UploadRefusedError) -> Issue:
    return Issue(f"attachments[{error.index}].upload_id", str(error))
