"""What can be wrong with a request, as exceptions. `error_handlers` turns them into answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.models import ForbiddenImport
from ...errors import SandboxError
from ...policy import ImportPolicy
from ...policy.hints import hint_for_imports
from ...rate_limit import Decision


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, and the field that it is about (`body` for the document as a whole)."""

    field: str
    message: str


class RequestInvalidError(SandboxError):
    """The request cannot be run as it stands; `issues` names every reason."""

    def __init__(self, issues: Sequence[Issue], hint: str | None = None) -> None:
        super().__init__("; ".join(f"{issue.field}: {issue.message}" for issue in issues))
        self.issues = tuple(issues)
        self.hint = hint


class IdempotencyKeyError(RequestInvalidError):
    """The key stands for another request already; nothing ran."""

    status = 422
    """draft-ietf-httpapi-idempotency-key-header, section 2.7."""


def invalid_body(message: str) -> RequestInvalidError:
    """The document as a whole is not one that can be read."""
    return RequestInvalidError([Issue("body", message)])


def invalid_field(field: str, message: str) -> RequestInvalidError:
    """One thing is wrong, in one place."""
    return RequestInvalidError([Issue(field, message)])


class BodyTooLargeError(SandboxError):
    """The body is longer than the service reads."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The request body is larger than {limit_bytes} bytes.")


class FreeRateError(SandboxError):
    """The caller asks for what is free of charge more often than it may."""

    def __init__(self, per_minute: int, retry_after_s: int) -> None:
        super().__init__(f"The limit of {per_minute} requests per minute that cost no quota is reached.")
        self.per_minute = per_minute
        self.retry_after_s = retry_after_s


class BodyTooSlowError(SandboxError):
    """The body did not come in time."""

    def __init__(self, timeout_s: float, idle_timeout_s: float) -> None:
        super().__init__(f"did not arrive within {timeout_s:g} s, or nothing of it came for {idle_timeout_s:g} s")


class DownloadGoneError(SandboxError):
    """A result is no longer there to be fetched, or never was."""

    def __init__(self) -> None:
        super().__init__("There is no such download, or it has expired.")


class ForbiddenImportsError(SandboxError):
    """The program imports what is not on the list; `hint` says what to use instead."""

    def __init__(self, imports: Sequence[ForbiddenImport], policy: ImportPolicy) -> None:
        super().__init__("The program imports what is not on the list of allowed modules.")
        self.imports = tuple(imports)
        self.hint = hint_for_imports((row.module for row in imports), policy)


class QuotaExceededError(SandboxError):
    """The caller has used up a window of the quota."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(f"The {decision.refused_by} quota is used up.")
        self.decision = decision


class RunTimedOutError(SandboxError):
    """The program ran past the time limit."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__(f"The program ran longer than {timeout_s:g} seconds and was ended.")
