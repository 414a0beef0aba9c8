"""From a request's bytes to a run, in the order that the contract promises. Synchronous: it is called in a thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from anyio import CapacityLimiter

from ..engine.child.import_guard import check_imports
from ..engine.models import CodeProblem, RunResult, TerminationReason
from ..errors import RateLimitStoreError, ServerBusyError, UploadRefusedError, UploadsOffError, UploadStoreError
from ..policy import ImportPolicy
from ..rate_limit import Decision, RateLimiter
from ..runners import Runner, Slot
from ..settings import Settings
from ..uploads import Claim, Reference, Ticket, UploadStore
from .answers.results import Keeping, Room, fit_answer
from .http.budget import SMALL_BYTES
from .observe.record import RequestRecord
from .requests import ValidRequest, ValidUpload, read_execute, read_upload
from .requests.problems import ForbiddenImportsError, Issue, QuotaExceededError, RequestInvalidError, RunTimedOutError

logger = logging.getLogger(__name__)

ASKING_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Service:
    """What answers requests: the settings, where programs run, and who may run how many."""

    settings: Settings
    runner: Runner
    limiter: RateLimiter
    uploads: UploadStore
    file_cost_bytes: int = 0
    """What an open file that is returned counts for at the least, of the bytes under way."""
    asking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(ASKING_AT_ONCE))
    """Threads that ask the quota's store how a caller stands."""

    def prepare(self, body: bytes, record: RequestRecord) -> None:
        """Everything that is said before running: the request is valid, its imports are allowed, its uploads there.

        Raises:
            RequestInvalidError: with every issue.
            ForbiddenImportsError: with every forbidden import.
            UploadStoreError: whether the uploads are there cannot be known.
            ServerBusyError: there is no room for what is decoded.
        """
        if record.hold is not None and len(body) > SMALL_BYTES:
            record.hold.take_to_decode(len(body))  # at the most so much is decoded from it, before it is known how much
        valid = read_execute(body, self.settings.limits)
        record.valid = valid
        if record.hold is not None:
            record.hold.force(valid.held_bytes - record.hold.held_bytes)
        hiding = _hiding(valid, self.settings.imports)
        if hiding:
            raise RequestInvalidError(hiding)
        forbidden = check_imports(valid.run.code, self.settings, valid.run.files)
        if forbidden:
            raise ForbiddenImportsError(forbidden, self.settings.imports)
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

    def check_code(self, valid: ValidRequest, record: RequestRecord) -> CodeProblem | None:
        """What keeps a valid program from compiling; nothing is run or charged.

        Raises:
            ServerBusyError, RunnerUnavailableError: it cannot be told now.
        """
        return self.runner.check_code(valid.run.code, record.caller.key)

    def run(self, valid: ValidRequest, record: RequestRecord) -> None:
        """Take a slot, charge the caller, run. The slot comes first, so that a busy service charges nobody.

        Raises:
            ServerBusyError, RunnerUnavailableError: it did not run, and nothing is charged.
            QuotaExceededError, RateLimitStoreError: it did not run.
            RequestInvalidError, UploadStoreError: an upload is gone since; it did not run, and nothing is charged.
            RunTimedOutError, ForbiddenImportsError: it ran; `record.result` says how far.
        """
        record.active_at_request = self.runner.active
        with self.runner.slot(record.caller.key) as slot:
            record.decision = self._counting(self.limiter.admit, record)
            if not record.decision.admitted:
                raise QuotaExceededError(record.decision)
            result = self._run_charged(slot, valid, record.decision, record)
        timeout_s = valid.run.timeout_s or self.settings.limits.timeout_s
        record.valid = valid.without_contents()
        del valid
        room = Room(self.settings.limits.max_answer_bytes, record.hold, self.file_cost_bytes)
        record.result = fit_answer(result, room, Keeping(self.uploads, record.caller.key, record.base_url))
        if record.result.termination_reason is TerminationReason.TIMEOUT:
            raise RunTimedOutError(timeout_s)
        if record.result.uncaught_import is not None:
            raise ForbiddenImportsError([record.result.uncaught_import], self.settings.imports)

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
            record.ran_at = time.perf_counter()
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
            ServerBusyError: the caller has as many uploads waiting as one may.
        """
        if not self.uploads.enabled:
            raise UploadsOffError
        upload = read_upload(body, self.settings.limits)
        decision = self._counting(self.limiter.admit_upload, record)
        if not decision.admitted:
            raise QuotaExceededError(decision)
        try:
            return self.uploads.create(record.caller.key, upload.size_bytes), upload, decision
        except (UploadStoreError, ServerBusyError):
            self.limiter.refund(decision)
            raise

    def standing(self, record: RequestRecord) -> None:
        """Fill in how the caller stands where no decision was taken; it stays unknown while the store is away."""
        if record.decision is None:
            try:
                record.decision = self.limiter.peek(record.caller.key)
            except RateLimitStoreError:
                record.store_errors += 1


def _hiding(valid: ValidRequest, policy: ImportPolicy) -> list[Issue]:
    """An issue for each attachment that `import` would have to choose between and a module of the list."""
    message = "would hide the module {!r}, which programs can import; give the file another name"
    named = [name.removesuffix(".py") if name.endswith(".py") else "" for name, _ in valid.attachments]
    modules = policy.roots if any(named) else frozenset()
    return [
        Issue(f"attachments[{index}].filename", message.format(module))
        for index, module in enumerate(named)
        if module in modules
    ]


def _issue(error: UploadRefusedError) -> Issue:
    return Issue(f"attachments[{error.index}].upload_id", str(error))
