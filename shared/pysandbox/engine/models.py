"""What goes into a run and what comes out of it: plain frozen values, no behaviour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

CHUNK_BYTES = 3 << 16
"""A multiple of three: pieces that are put into Base64 one by one make one text."""


class TerminationReason(StrEnum):
    """Every way that a run can end, as the host saw it (wait status, deadline flag, counters)."""

    COMPLETED = "completed"
    EXCEPTION = "exception"
    TIMEOUT = "timeout"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    DISK_LIMIT = "disk_limit"
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True)
class InputFile:
    """One attached file: a plain name (no separator) and its bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One program with its input.

    `return_patterns` are relative paths or globs inside the run's directory. `timeout_s` is how long the program may
    take; None, or more than the deployment's limit, is that limit.
    """

    code: str = field(repr=False)
    stdin: bytes = field(default=b"", repr=False)
    files: tuple[InputFile, ...] = ()
    return_patterns: tuple[str, ...] = ()
    timeout_s: float | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One returned file: either `content`, or `error` when it could not be returned.

    A large one lies open on a descriptor instead of in memory (`held_file.HeldFile`): read it by `chunks`, and `close`
    it; `content` reads it whole, each time.
    """

    name: str
    content: bytes | None = field(default=None, repr=False)
    error: str | None = None

    @property
    def has_content(self) -> bool:
        """Whether `content` is not None, without reading it."""
        return self.content is not None

    @property
    def size_bytes(self) -> int:
        """The length of `content`, without reading it; 0 where there is an error."""
        return len(self.content or b"")

    def chunks(self, chunk_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
        """`content` in pieces of `chunk_bytes`, the last one shorter.

        Raises:
            OSError: a file that lies on a disk cannot be read.
        """
        content = memoryview(self.content or b"")
        return (bytes(content[at : at + chunk_bytes]) for at in range(0, len(content), chunk_bytes))

    def close(self) -> None:
        """Let go of what is open. The last reference's end does the same."""


@dataclass(frozen=True, slots=True)
class UncaughtException:
    """The exception that ended a program: descriptive text that comes from the program, never trusted."""

    type: str
    message: str
    line: int | None


@dataclass(frozen=True, slots=True)
class ForbiddenImport:
    """An import of a module that is not on the list, at a line of the program (None when not known).

    `file` is the attached module that holds the line; None where it is the program itself.
    """

    module: str
    line: int | None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did.

    `exit_code` is the program's own, 1 after an uncaught exception, or a negative signal number.
    `uncaught_import` is set when the run ended because a forbidden import was not caught.
    `violation` names the audit event when the audit hook ended the run; it is for the log and for the host.
    Streams are the raw bytes that were kept, cut at `max_stream_bytes` on a character boundary.
    """

    exit_code: int
    termination_reason: TerminationReason
    stdout: bytes = field(repr=False)
    stderr: bytes = field(repr=False)
    stdout_truncated: bool
    stderr_truncated: bool
    duration_s: float
    cpu_time_s: float
    peak_memory_bytes: int
    exception: UncaughtException | None = None
    blocked_imports: tuple[str, ...] = ()
    uncaught_import: ForbiddenImport | None = None
    output_files: tuple[OutputFile, ...] = ()
    violation: str | None = None
    unreturned_files: tuple[str, ...] = ()
    """Names of a few files that the run left and that no pattern asked for."""

    def close(self) -> None:
        """Let go of files that are held open."""
        for file in self.output_files:
            file.close()


@dataclass(frozen=True, slots=True)
class CodeProblem:
    """Why a program does not compile. `line` and `column` count from 1; None where the compiler does not say."""

    message: str
    line: int | None
    column: int | None


class LayerState(StrEnum):
    """What the self-check at start found of one isolation layer."""

    ACTIVE = "active"  # attacked at start, and it held
    UNAVAILABLE = "unavailable"  # this kernel or these privileges do not give it
    DISABLED = "disabled"  # switched off by SANDBOX_DISABLED_LAYERS
    FAILED = "failed"  # attacked at start, and it did not hold


@dataclass(frozen=True, slots=True)
class LayerReport:
    """The state of one layer and, in one sentence, why."""

    name: str
    state: LayerState
    detail: str
