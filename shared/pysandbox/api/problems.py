"""Why a request of `/execute` or `/validate` is not answered with a plain success. Nothing here knows status codes."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine.models import ForbiddenImport, RunResult
from ..errors import SandboxError
from ..rate_limit import Decision


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with a request: where (`attachments[0].filename`) and what."""

    field: str
    message: str


class InvalidRequestError(SandboxError):
    """The request is malformed or over a limit; `issues` names each field."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("; ".join(f"{issue.field}: {issue.message}" for issue in issues))
        self.issues = issues


class ForbiddenImportsError(SandboxError):
    """The program imports modules outside the list: found before running, or raised and uncaught in `result`."""

    def __init__(self, imports: tuple[ForbiddenImport, ...], result: RunResult | None = None) -> None:
        names = list(dict.fromkeys(row.module for row in imports))
        super().__init__(f"Importing {', '.join(names)} is not allowed. GET /limits lists the modules that are.")
        self.imports = imports
        self.names = names
        self.result = result


class RunTimeoutError(SandboxError):
    """The run was ended at the time limit; `result` holds what it had done by then."""

    def __init__(self, result: RunResult, limit_s: float) -> None:
        super().__init__(f"Execution exceeded the time limit of {limit_s:g} seconds.")
        self.result = result


class RateLimitedError(SandboxError):
    """A window of the caller's quota is used up."""

    def __init__(self, decision: Decision, quota: int) -> None:
        window = "60 seconds" if decision.window == "minute" else "day (until midnight UTC)"
        super().__init__(
            f"Rate limit exceeded: {quota} requests per {window}. Retry in {decision.retry_after_s} seconds."
        )
        self.decision = decision
