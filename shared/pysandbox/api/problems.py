"""What can be wrong with a request, as exceptions. `error_handlers` alone knows their status codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..engine.models import ForbiddenImport
from ..errors import SandboxError
from ..rate_limit import Decision


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, and the field that it is about (`body` for the document as a whole)."""

    field: str
    message: str


class RequestInvalidError(SandboxError):
    """The request cannot be run as it stands; `issues` names every reason."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__("; ".join(f"{issue.field}: {issue.message}" for issue in issues))
        self.issues = tuple(issues)


class BodyTooLargeError(SandboxError):
    """The body is longer than the service reads. `exhausted`: the client had more to send when it was cut off."""

    def __init__(self, limit_bytes: int, *, exhausted: bool) -> None:
        super().__init__(f"The request body is larger than {limit_bytes} bytes.")
        self.exhausted = exhausted


class DownloadGoneError(SandboxError):
    """A result is no longer there to be fetched, or never was."""

    def __init__(self) -> None:
        super().__init__("There is no such download, or it has expired.")


class BodyTooSlowError(SandboxError):
    """The body did not come in time."""

    def __init__(self, timeout_s: float, idle_timeout_s: float) -> None:
        super().__init__(f"did not arrive within {timeout_s:g} s, or nothing of it came for {idle_timeout_s:g} s")


class ForbiddenImportsError(SandboxError):
    """The program imports what is not on the list."""

    def __init__(self, imports: Sequence[ForbiddenImport]) -> None:
        super().__init__("The program imports what is not on the list of allowed modules.")
        self.imports = tuple(imports)


class QuotaExceededError(SandboxError):
    """The caller has used up a window of the quota."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(f"The {decision.refused_by} quota is used up.")
        self.decision = decision


class RunTimedOutError(SandboxError):
    """The program ran past the time limit."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__(f"The program ran longer than {timeout_s:g} seconds and was ended.")
