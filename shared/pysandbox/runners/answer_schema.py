"""The runner function's answer, read as untrusted input: whoever took a runner over could write it."""

from __future__ import annotations

import binascii
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..engine.models import (
    CodeProblem,
    ForbiddenImport,
    LayerReport,
    LayerState,
    OutputFile,
    RunResult,
    TerminationReason,
    UncaughtException,
)
from ..errors import RunnerUnavailableError
from ..policy import Limits
from ..settings import LAYERS
from .remote import StoredFile

MAX_NAME = 4096
MAX_ENTRIES = 1000

type Name = Annotated[str, Field(max_length=MAX_NAME)]
type Number = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Exception(_Strict):
    type: Name
    message: Annotated[str, Field(max_length=1 << 20)]
    line: int | None

    def value(self) -> UncaughtException:
        return UncaughtException(self.type, self.message, self.line)


class _Import(_Strict):
    module: Name
    line: int | None

    def value(self) -> ForbiddenImport:
        return ForbiddenImport(self.module, self.line)


class _Stored(_Strict):
    key: Name
    size_bytes: Annotated[int, Field(ge=0, strict=True)]


class _File(_Strict):
    name: Name
    content_base64: str | None = None
    error: Name | None = None
    stored: _Stored | None = None


class _Result(_Strict):
    exit_code: Annotated[int, Field(ge=-255, le=255, strict=True)]
    termination_reason: TerminationReason
    stdout_base64: str
    stderr_base64: str
    stdout_truncated: bool
    stderr_truncated: bool
    duration_s: Number
    cpu_time_s: Number
    peak_memory_bytes: Annotated[int, Field(ge=0, le=1 << 50)]
    exception: _Exception | None
    blocked_imports: Annotated[list[Name], Field(max_length=MAX_ENTRIES)]
    uncaught_import: _Import | None
    output_files: Annotated[list[_File], Field(max_length=MAX_ENTRIES)]
    violation: Name | None
    unreturned_files: Annotated[list[Name], Field(max_length=MAX_ENTRIES)] = []


class _Layer(_Strict):
    name: Name
    state: LayerState
    detail: Name


class _CodeProblem(_Strict):
    message: Name
    line: Annotated[int, Field(ge=1, strict=True)] | None
    column: Annotated[int, Field(ge=1, strict=True)] | None

    def value(self) -> CodeProblem:
        return CodeProblem(self.message, self.line, self.column)


class _Failure(_Strict):
    kind: Name
    message: Name


class _Answer(_Strict):
    version: Annotated[int, Field(ge=1, le=1)]
    result: _Result | None = None
    healthy: bool | None = None
    layers: Annotated[list[_Layer], Field(max_length=len(LAYERS))] | None = None
    syntax_error: _CodeProblem | None = None
    error: _Failure | None = None


_Answer.model_rebuild()  # also where models are built when first used (functions/api): the answer is still waited for


def read_result(payload: bytes, limits: Limits, keys: frozenset[str] = frozenset()) -> RunResult:
    """The result in a runner function's answer, within what a run may return.

    `keys` are the places that this run was given to keep files at: it cannot name another, nor one twice.

    Raises:
        RunnerUnavailableError: the answer is an error, or not one that an honest runner gives.
    """
    answer = _parse(payload)
    row = answer.result
    if row is None:
        raise RunnerUnavailableError("the runner's answer holds no result")
    try:
        files = tuple(_file(file, limits) for file in row.output_files)
        _check_stored([file for file in files if isinstance(file, StoredFile)], keys)
        _check_sum(files, limits)
        stdout = _bytes(row.stdout_base64, limits.max_stream_bytes)
        stderr = _bytes(row.stderr_base64, limits.max_stream_bytes)
    except ValueError as error:
        raise RunnerUnavailableError(f"the runner's answer is out of bounds: {error}") from error
    return RunResult(
        exit_code=row.exit_code,
        termination_reason=row.termination_reason,
        stdout=stdout,
        stderr=stderr,
        stdout_truncated=row.stdout_truncated,
        stderr_truncated=row.stderr_truncated,
        duration_s=row.duration_s,
        cpu_time_s=row.cpu_time_s,
        peak_memory_bytes=row.peak_memory_bytes,
        exception=None if row.exception is None else row.exception.value(),
        blocked_imports=tuple(row.blocked_imports),
        uncaught_import=None if row.uncaught_import is None else row.uncaught_import.value(),
        output_files=files,
        violation=row.violation,
        unreturned_files=tuple(row.unreturned_files),
    )


def read_layers(payload: bytes) -> tuple[bool, tuple[LayerReport, ...]]:
    """Whether the runner function can run programs, and what its self-check found.

    Raises:
        RunnerUnavailableError: the answer is an error, or not one that an honest runner gives.
    """
    answer = _parse(payload)
    if answer.layers is None or answer.healthy is None:
        raise RunnerUnavailableError("the runner's answer holds no layers")
    return answer.healthy, tuple(LayerReport(row.name, row.state, row.detail) for row in answer.layers)


def read_check(payload: bytes) -> CodeProblem | None:
    """What keeps a program from compiling, as the runner function says.

    Raises:
        RunnerUnavailableError: the answer is an error, or not one that an honest runner gives.
    """
    answer = _parse(payload)
    if "syntax_error" not in answer.model_fields_set:
        raise RunnerUnavailableError("the runner's answer does not say whether the program compiles")
    return None if answer.syntax_error is None else answer.syntax_error.value()


def _parse(payload: bytes) -> _Answer:
    try:
        answer = _Answer.model_validate_json(payload)
    except ValidationError as error:
        fields = sorted({".".join(str(part) for part in row["loc"]) for row in error.errors()})[:5]
        raise RunnerUnavailableError(f"the runner's answer does not fit its schema: {fields}") from error
    if answer.error is not None:
        raise RunnerUnavailableError(f"the runner could not run it ({answer.error.kind})")
    return answer


def _file(row: _File, limits: Limits) -> OutputFile:
    if sum(part is not None for part in (row.content_base64, row.error, row.stored)) != 1:
        raise ValueError("a file has either content, a place or an error")
    if row.stored is not None:
        if row.stored.size_bytes > limits.max_return_file_bytes:
            raise ValueError(f"a stored file over {limits.max_return_file_bytes} bytes")
        return StoredFile(row.name, key=row.stored.key, size_bytes=row.stored.size_bytes)
    content = None if row.content_base64 is None else _bytes(row.content_base64, limits.max_return_file_bytes)
    return OutputFile(row.name, content, row.error)


def _check_stored(files: list[StoredFile], keys: frozenset[str]) -> None:
    named = [file.key for file in files]
    if len(set(named)) < len(named) or not keys.issuperset(named):
        raise ValueError("a stored file at a place that was not this run's to use")


def _check_sum(files: tuple[OutputFile, ...], limits: Limits) -> None:
    if sum(file.size_bytes for file in files) > limits.max_return_bytes:
        raise ValueError(f"files over {limits.max_return_bytes} bytes")


def _bytes(text: str, limit: int) -> bytes:
    content = binascii.a2b_base64(text, strict_mode=True)
    if len(content) > limit:
        raise ValueError(f"over {limit} bytes")
    return content
