"""What a request must look like, checked field by field; every issue is found, none stops the search for the next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..engine.models import InputFile, RunRequest
from ..policy import Limits
from ..uploads import Reference
from .attachments import attachments
from .fields import file_name, kind, name_issue, shown, text
from .problems import Issue, RequestInvalidError

FIELDS = ("code", "stdin_data", "attachments", "return_files")
UPLOAD_FIELDS = ("filename", "size_bytes")
MAX_IGNORED_FIELDS = 20
MAX_ISSUES = 50


@dataclass(frozen=True, slots=True)
class ValidRequest:
    """A request that may run, and what its answer repeats of it. `run` holds the files that came inline."""

    run: RunRequest
    stdin_provided: bool
    ignored_fields: tuple[str, ...]
    uploads: tuple[Reference, ...] = ()

    @property
    def attachments(self) -> tuple[tuple[str, int], ...]:
        """Names and sizes of all attachments, in the request's order."""
        inline = [(file.name, len(file.content)) for file in self.run.files]
        return self._in_order(inline, [(reference.name, reference.size_bytes) for reference in self.uploads])

    def complete(self, uploaded: Sequence[InputFile]) -> RunRequest:
        """The whole run, with the files of `uploads`."""
        return replace(self.run, files=self._in_order(self.run.files, uploaded)) if self.uploads else self.run

    def _in_order[T](self, inline: Sequence[T], uploaded: Sequence[T]) -> tuple[T, ...]:
        merged = list(inline)
        for reference, item in zip(self.uploads, uploaded, strict=True):
            merged.insert(reference.index, item)
        return tuple(merged)


@dataclass(frozen=True, slots=True)
class ValidUpload:
    """A file that its caller may send: its size, and what of the request is unknown."""

    size_bytes: int
    ignored_fields: tuple[str, ...]


def validate(payload: dict[str, Any], limits: Limits) -> ValidRequest:
    """The run that `payload` asks for.

    Raises:
        RequestInvalidError: with every issue that was found.
    """
    issues: list[Issue] = []
    code = _code(payload, limits, issues)
    stdin = _stdin(payload, issues)
    files, uploads, ignored = attachments(payload.get("attachments"), limits, issues)
    patterns = _return_files(payload.get("return_files"), limits, issues)
    if issues:
        raise RequestInvalidError(issues[:MAX_ISSUES])
    names = [shown(name) for name in payload if name not in FIELDS] + ignored
    return ValidRequest(
        RunRequest(code, stdin.encode(), files, patterns),
        stdin_provided=payload.get("stdin_data") is not None,
        ignored_fields=tuple(names[:MAX_IGNORED_FIELDS]),
        uploads=uploads,
    )


def validate_upload(payload: dict[str, Any], limits: Limits) -> ValidUpload:
    """The file that `payload` announces. Its name is checked, so that a wrong one is found before the file is sent.

    Raises:
        RequestInvalidError: with every issue that was found.
    """
    issues = [Issue(name, "is required") for name in UPLOAD_FIELDS if name not in payload]
    if "filename" in payload:
        file_name(payload["filename"], "filename", limits, issues)
    size = payload.get("size_bytes", 0)
    if type(size) is not int:
        issues.append(Issue("size_bytes", f"must be a whole number, not {kind(size)}"))
    elif not 0 <= size <= limits.max_attachment_bytes:
        issues.append(Issue("size_bytes", f"must be between 0 and {limits.max_attachment_bytes}"))
    if issues:
        raise RequestInvalidError(issues)
    ignored = [shown(name) for name in payload if name not in UPLOAD_FIELDS]
    return ValidUpload(size, tuple(ignored[:MAX_IGNORED_FIELDS]))


def _code(payload: dict[str, Any], limits: Limits, issues: list[Issue]) -> str:
    if "code" not in payload:
        issues.append(Issue("code", "is required"))
        return ""
    code = text(payload["code"], "code", issues) or ""
    if len(code) > limits.max_code_characters:
        issues.append(Issue("code", f"has {len(code)} characters; at most {limits.max_code_characters} are allowed"))
    if "\0" in code:
        issues.append(Issue("code", "holds a NUL character, which Python source cannot"))
    return code


def _stdin(payload: dict[str, Any], issues: list[Issue]) -> str:
    value = payload.get("stdin_data")  # null is what many clients send for "nothing"
    return "" if value is None else text(value, "stdin_data", issues) or ""


def _return_files(value: Any, limits: Limits, issues: list[Issue]) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        issues.append(Issue("return_files", f"must be an array, not {kind(value)}"))
        return ()
    if len(value) > limits.max_return_files:
        issues.append(
            Issue("return_files", f"has {len(value)} names; at most {limits.max_return_files} names are allowed")
        )
    patterns: list[str] = []
    for index, item in enumerate(value[: limits.max_return_files]):
        field = f"return_files[{index}]"
        pattern = text(item, field, issues)
        if pattern is None:
            continue
        message = name_issue(pattern, limits) or _path_issue(pattern)
        if message is None and pattern in patterns:
            message = f"{json.dumps(shown(pattern), ensure_ascii=False)} is named twice"
        if message is not None:
            issues.append(Issue(field, message))
        patterns.append(pattern)
    return tuple(patterns)


def _path_issue(path: str) -> str | None:
    if path.startswith("/"):
        return "must be relative to the program's directory"
    if "\\" in path:
        return "must not hold a backslash; directories are separated by /"
    parts = path.split("/")
    if ".." in parts:
        return "must not hold a .. component"
    if all(part in ("", ".") for part in parts) or parts[-1] in ("", "."):
        return "must name a file"
    return None
