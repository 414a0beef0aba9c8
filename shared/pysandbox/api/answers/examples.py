"""Answers as the OpenAPI document and the reference show them: by this deployment's limits, and made by what makes the
real ones.
"""

from __future__ import annotations

from typing import Any

from ... import __version__
from ...engine.models import CodeProblem, OutputFile, RunResult, TerminationReason
from ...policy import Limits
from ...policy.hints import hint_for
from ...settings import LAYERS
from ..versions import PYTHON_VERSION
from .envelope import execution_details, server_status, syntax_error
from .error_details import error_details

ENVELOPE = {"request_id": "3f0c1c5e-8f5b-4f0e-9c43-0d6f6b0f7a11", "timestamp_utc": "2026-01-01T00:00:00+00:00"}
ADDRESS = "203.0.113.7"  # RFC 5737: for documentation
UPLOADS_AT = "https://sandbox.example"
HELLO_CODE = 'name = input()\nprint(f"Hello, {name}!")\n'
SHOUT_CODE = 'text = open("note.txt").read()\nopen("shout.txt", "w").write(text.upper() + input())\n'
PROBLEM = CodeProblem("'(' was never closed", 1, 6)


class Examples:
    """For one deployment. What is called after a kind of answer is a group: what each shows, and the body."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        minute = limits.requests_per_minute or 5
        self._details: dict[str, dict[str, Any]] = {
            "ValidationError": {
                "message": "The request is not valid: attachments[0].content_base_64 is required.",
                "issues": [{"field": "attachments[0].content_base_64", "message": "is required"}],
            },
            "ForbiddenImportError": {
                "message": "The program imports what is not allowed: os. GET /limits lists what is.",
                "disallowed": ["os"],
                "issues": [
                    {
                        "field": "code",
                        "message": "imports 'os', which is not on the list of allowed modules",
                        "lines": [1],
                    }
                ],
                "hint": hint_for("module", "os"),
            },
            "TimeoutError": {"message": f"The program ran longer than {limits.timeout_s:g} seconds and was ended."},
            "NotFound": {"message": "This deployment takes no uploads: files come inline, in `content_base_64`."},
            "PayloadTooLarge": {"message": f"The request body is larger than {limits.max_body_bytes} bytes."},
            "RateLimitExceeded": {
                "message": f"The limit of {minute} requests per minute is reached. Try again in 42 s.",
                "window": "minute",
                "limit": minute,
                "retry_after_s": 42,
            },
            "ServerBusy": {
                "message": "Every execution slot is taken. Try again in 1 s; this request was not charged.",
                "retry_after_s": 1,
            },
            "ServiceUnavailable": {
                "message": "The service cannot run programs at the moment. Nothing was run.",
                "retry_after_s": 5,
            },
        }

    def error(self, kind: str, *, user: bool = False) -> dict[str, Any]:
        """An error of one kind, with the quota where `user`."""
        body = {"status": "error", **ENVELOPE, "error_details": error_details(kind, **self._details[kind])}
        return body | self._user() if user else body

    def executed(self) -> dict[str, Any]:
        """`hello`: a program that printed a line. `files`: one that made a file, and not another that was asked for."""
        made = (OutputFile("shout.txt", b"HELLO!"), OutputFile("missing.txt", error="File not found after execution."))
        note = [{"filename": "note.txt", "size_bytes": 5}]
        return {
            "hello": self._ran(_completed(b"Hello, Ada!\n"), _context(HELLO_CODE, stdin=True)),
            "files": self._ran(_completed(b"", made), _context(SHOUT_CODE, stdin=True, attachments=note)),
        }

    def bad(self) -> dict[str, Any]:
        """Requests and programs that are refused."""
        kinds = {"invalid": "ValidationError", "forbidden": "ForbiddenImportError"}
        return {name: self.error(kind, user=True) for name, kind in kinds.items()}

    def late(self) -> dict[str, Any]:
        """A program that did not end."""
        over = self._limits.timeout_s
        result = _result(TerminationReason.TIMEOUT, -9, b"started\n", duration_s=over, cpu_time_s=over - 0.02)
        details = {"execution_details": execution_details(result), **self._server(), **_context(HELLO_CODE, stdin=True)}
        return {"timeout": self.error("TimeoutError", user=True) | details}

    def reused(self) -> dict[str, Any]:
        """A key that stands for another request."""
        details = error_details(
            "ValidationError",
            "The request is not valid: Idempotency-Key stands for another request.",
            issues=[{"field": "Idempotency-Key", "message": "stands for another request"}],
        )
        return {"reused": self.error("ValidationError", user=True) | {"error_details": details}}

    def large(self) -> dict[str, Any]:
        """A body over the limit."""
        return {"too_large": self.error("PayloadTooLarge", user=True)}

    def quota(self) -> dict[str, Any]:
        """A quota that is used up."""
        return {"quota": self.error("RateLimitExceeded", user=True)}

    def away(self) -> dict[str, Any]:
        """No place, or no service, for a program."""
        kinds = {"busy": "ServerBusy", "away": "ServiceUnavailable"}
        return {name: self.error(kind, user=True) for name, kind in kinds.items()}

    def validated(self) -> dict[str, Any]:
        """Requests that would be run; of one, the program would not compile."""
        body = {"status": "success", **ENVELOPE, "valid": True, **self._user(), **_context(HELLO_CODE)}
        return {
            "valid": body | {"syntax_error": None},
            "does_not_compile": body | {"syntax_error": syntax_error(PROBLEM)},
        }

    def granted(self) -> dict[str, Any]:
        """Leave to send a file."""
        return {
            "status": "success",
            **ENVELOPE,
            "upload_id": "5b8f6b0c2f0e4f64a2a6c7b2b1d0e9f8",
            "url": f"{UPLOADS_AT}/uploads/5b8f6b0c2f0e4f64a2a6c7b2b1d0e9f8?expires=1767225900&signature=…",
            "fields": {},
            "expires_at": "2026-01-01T00:05:00+00:00",
            "max_bytes": self._limits.max_attachment_bytes,
            "ignored_fields": [],
        }

    def healthy(self) -> dict[str, Any]:
        """A service on which every layer held."""
        return {
            "status": "ok",
            "version": __version__,
            "python_version": PYTHON_VERSION,
            "layers": {name: {"state": "active", "detail": "attacked at start, and it held"} for name in LAYERS},
            "disabled_layers": [],
            "unsafe": False,
            "active_executions": 0,
            "max_concurrency": self._limits.max_concurrency,
            "rate_limit_store": "ok",
            "troubles": [],
        }

    def _ran(self, result: RunResult, context: dict[str, Any]) -> dict[str, Any]:
        details = {"execution_details": execution_details(result), **self._user(), **self._server()}
        return {"status": "success", **ENVELOPE, **details, **context}

    def _server(self) -> dict[str, Any]:
        return {"server_status": server_status(0, self._limits)}

    def _user(self) -> dict[str, Any]:
        """One request of today's; null where no day is counted."""
        daily = self._limits.requests_per_day or None
        today = {"requests_today": daily and 1, "requests_remaining_today": daily and daily - 1}
        return {"user_info": {"ip_address": ADDRESS, "daily_quota_limit": daily, **today}}


def _context(code: str, *, stdin: bool = False, attachments: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "request_context": {
            "code_length": len(code),
            "attachment_count": len(attachments or ()),
            "stdin_provided": stdin,
            "processed_attachments": attachments or [],
            "ignored_fields": [],
        }
    }


def _completed(stdout: bytes, files: tuple[OutputFile, ...] = ()) -> RunResult:
    return _result(TerminationReason.COMPLETED, 0, stdout, files, duration_s=0.0018, cpu_time_s=0.0012)


def _result(
    reason: TerminationReason,
    exit_code: int,
    stdout: bytes,
    files: tuple[OutputFile, ...] = (),
    *,
    duration_s: float,
    cpu_time_s: float,
) -> RunResult:
    return RunResult(
        exit_code=exit_code,
        termination_reason=reason,
        stdout=stdout,
        stderr=b"",
        stdout_truncated=False,
        stderr_truncated=False,
        duration_s=duration_s,
        cpu_time_s=cpu_time_s,
        peak_memory_bytes=1_843_200,
        output_files=files,
    )
