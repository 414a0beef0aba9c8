"""From what the host saw to what a caller is told."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field

from ...policy import Limits
from ..files.run_directory import measure
from ..models import ForbiddenImport, OutputFile, RunResult, TerminationReason, UncaughtException
from ..protocol import BLOCKED, EXCEPTION, EXIT, STAND_IN_STATUS, VIOLATION, VIOLATION_STATUS, records
from .supervise import Observation, Stream

NEAR_LIMIT = 0.9
"""A death by signal with this share of the memory used is named memory: allocators abort where they cannot fail."""

UNKNOWN_EVENT = "an event that could not be reported"
"""The violation of a program that had closed the report's descriptor."""

_MEMORY_SIGNALS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS)
_MAX_NAMES = 100
_MAX_NAME_CHARACTERS = 1000
"""Of a class, a module, an event: a child may send up to 64 KiB, and whoever reads an answer expects a name."""


@dataclass(slots=True)
class _Report:
    """What the child said of itself: descriptive, the program's word."""

    exception: UncaughtException | None = None
    kind: str = ""
    blocked: list[str] = field(default_factory=list)
    violation: str = UNKNOWN_EVENT
    exited: bool = False


def judge(
    seen: Observation, limits: Limits, warm_rss_bytes: int, disk_full: bool, files: tuple[OutputFile, ...]
) -> RunResult:
    """The result of a run.

    Args:
        warm_rss_bytes: peak resident memory of a child that ran nothing.
        disk_full: whether the run's directory had no room left at the end.
    """
    report = _read_report(bytes(seen.records.kept))
    exit_code = os.waitstatus_to_exitcode(seen.wait_status)
    violation = report.violation if exit_code == VIOLATION_STATUS else None
    if exit_code == STAND_IN_STATUS and report.exited:
        exit_code = VIOLATION_STATUS
    exception, forbidden = report.exception, None
    if exit_code != 1:
        exception = None
    elif exception and report.kind.startswith("import:"):
        forbidden = ForbiddenImport(report.kind.removeprefix("import:"), exception.line)
    if violation is not None:
        exit_code = -signal.SIGSYS
        exception = UncaughtException("SandboxViolation", f"{violation} is not allowed in the sandbox", None)
    peak = max(seen.peak_rss_bytes - warm_rss_bytes, 4096)
    reason = _reason(seen, limits, exit_code, peak, disk_full, report.kind if exception else None)
    return RunResult(
        exit_code=exit_code,
        termination_reason=reason,
        stdout=_whole_characters(seen.stdout),
        stderr=_whole_characters(seen.stderr),
        stdout_truncated=seen.stdout.truncated,
        stderr_truncated=seen.stderr.truncated,
        duration_s=seen.duration_s,
        cpu_time_s=seen.cpu_time_s,
        peak_memory_bytes=peak,
        exception=exception,
        blocked_imports=tuple(report.blocked),
        uncaught_import=forbidden if reason is TerminationReason.EXCEPTION else None,
        output_files=files,
        violation=violation,
    )


def _read_report(data: bytes) -> _Report:
    report = _Report()
    for tag, text in records(data):
        short = text[:_MAX_NAME_CHARACTERS]
        if tag == BLOCKED and len(report.blocked) < _MAX_NAMES and short not in report.blocked:
            report.blocked.append(short)
        elif tag == VIOLATION:
            report.violation = short
        elif tag == EXIT:
            report.exited = True
        elif tag == EXCEPTION:
            line, _, rest = text.partition("\0")
            report.kind, _, rest = rest.partition("\0")
            name, _, message = rest.partition("\0")
            number = int(line) if line.isascii() and line.isdigit() and len(line) < 10 else None
            report.kind = report.kind[:_MAX_NAME_CHARACTERS]
            report.exception = UncaughtException(name[:_MAX_NAME_CHARACTERS], message, number)
    return report


def _reason(
    seen: Observation, limits: Limits, exit_code: int, peak: int, disk_full: bool, kind: str | None
) -> TerminationReason:
    if seen.timed_out or exit_code == -signal.SIGXCPU:
        return TerminationReason.TIMEOUT
    if seen.over_output:
        return TerminationReason.OUTPUT_LIMIT
    if seen.over_disk:
        return TerminationReason.DISK_LIMIT
    if exit_code == -signal.SIGBUS and disk_full:
        return TerminationReason.DISK_LIMIT  # a mapped file had no room left (mmap(2))
    if exit_code < 0:
        ended = seen.out_of_memory or _is_near(peak, limits)
        if -exit_code in _MEMORY_SIGNALS and (ended or exit_code == -signal.SIGKILL):
            return TerminationReason.MEMORY_LIMIT  # a SIGKILL that is not ours is the kernel's OOM killer's
        return TerminationReason.SIGNAL
    if kind is None:
        return TerminationReason.COMPLETED
    if kind == "memory" and (seen.out_of_memory or _is_near(peak, limits)):
        return TerminationReason.MEMORY_LIMIT
    if kind == "disk" and disk_full:
        return TerminationReason.DISK_LIMIT
    return TerminationReason.EXCEPTION


def _is_near(peak: int, limits: Limits) -> bool:
    return peak >= NEAR_LIMIT * limits.memory_mb * 1024 * 1024


def _whole_characters(stream: Stream) -> bytes:
    """What was kept, without the head of a UTF-8 character that the limit cut through."""
    data = bytes(stream.kept)
    if not stream.truncated:
        return data
    for back in range(1, min(4, len(data)) + 1):
        lead = data[-back]
        if lead & 0xC0 == 0x80:
            continue  # a continuation byte: its lead is further back
        length = 1 if lead < 0x80 else 2 if lead >> 5 == 6 else 3 if lead >> 4 == 14 else 4 if lead >> 3 == 30 else 1
        return data[:-back] if length > back else data
    return data


def is_disk_full(directory: int, limits: Limits, seen: Observation) -> bool:
    """Whether the run has no room left: on a disk of its own, or by what it has written to a shared one."""
    # The last few pages and inodes may be free when what was asked for was more than them.
    spare_bytes, spare_files = limits.max_disk_bytes // 16, 8
    with suppress(OSError):
        room = os.fstatvfs(directory)
        if room.f_bfree * room.f_frsize < spare_bytes or room.f_ffree < spare_files:
            return True
        used = measure(directory, limits.max_disk_files)
        if used.size_bytes > limits.max_disk_bytes - spare_bytes or used.files > limits.max_disk_files - spare_files:
            return True
    return seen.over_disk
