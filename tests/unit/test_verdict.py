"""The verdict: from a wait status, flags and a child's own words to what a caller is told."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysandbox.engine.host.supervise import Observation, Stream
from pysandbox.engine.host.verdict import UNKNOWN_EVENT, judge
from pysandbox.engine.models import RunResult, TerminationReason
from pysandbox.engine.protocol import (
    BLOCKED,
    EXCEPTION,
    EXIT,
    STAND_IN_STATUS,
    VIOLATION,
    VIOLATION_STATUS,
    record,
    records,
)
from pysandbox.policy import load_limits

LIMITS = load_limits()
MEBIBYTE = 1024 * 1024


def exited(code: int) -> int:
    return code << 8


def verdict(status: int, report: bytes = b"", *, disk_full: bool = False, **flags: object) -> RunResult:
    seen = Observation(Stream(100), Stream(100), Stream(10**6), wait_status=status)
    seen.records.add(report)
    for name, value in flags.items():
        setattr(seen, name, value)
    return judge(seen, LIMITS, 50 * MEBIBYTE, disk_full, ())


def uncaught(kind: str = "", name: str = "ValueError", line: str = "3") -> bytes:
    return record(EXCEPTION, "\0".join([line, kind, name, "message"]))


@pytest.mark.parametrize(
    ("status", "report", "reason", "exit_code"),
    [
        (exited(0), b"", "completed", 0),
        (exited(1), b"", "completed", 1),
        (exited(1), uncaught(), "exception", 1),
        (exited(1), uncaught("memory"), "exception", 1),
        (exited(1), uncaught("disk"), "exception", 1),
        (signal.SIGSEGV, b"", "signal", -11),
        (signal.SIGKILL, b"", "memory_limit", -9),
        (signal.SIGXCPU, b"", "timeout", -24),
        (exited(VIOLATION_STATUS), b"", "signal", -31),
        (exited(VIOLATION_STATUS), record(EXIT, ""), "signal", -31),
        (exited(STAND_IN_STATUS), record(EXIT, ""), "completed", VIOLATION_STATUS),
        (exited(STAND_IN_STATUS), b"", "completed", STAND_IN_STATUS),
        (exited(0), record(EXIT, ""), "completed", 0),
        (exited(VIOLATION_STATUS), record(VIOLATION, "os.system"), "signal", -31),
        (exited(0), record(VIOLATION, "os.system"), "completed", 0),
    ],
)
def test_the_wait_status_decides(status: int, report: bytes, reason: str, exit_code: int) -> None:
    result = verdict(status, report)
    assert (result.termination_reason.value, result.exit_code) == (reason, exit_code)


@pytest.mark.parametrize(
    ("flag", "reason"), [("timed_out", "timeout"), ("over_output", "output_limit"), ("over_disk", "disk_limit")]
)
@pytest.mark.parametrize("report", [b"", uncaught("memory"), record(VIOLATION, "x"), b"\xff" * 50])
def test_what_the_host_did_is_never_overruled_by_the_child(flag: str, reason: str, report: bytes) -> None:
    for status in (signal.SIGKILL, exited(0), exited(1)):
        assert verdict(status, report, **{flag: True}).termination_reason.value == reason


def test_a_full_disk_is_named_only_when_the_host_finds_it_full() -> None:
    assert verdict(exited(1), uncaught("disk"), disk_full=True).termination_reason is TerminationReason.DISK_LIMIT
    assert verdict(exited(1), uncaught("disk")).termination_reason is TerminationReason.EXCEPTION


def test_memory_is_named_only_where_the_host_saw_it_end() -> None:
    peak = (50 + LIMITS.memory_mb) * MEBIBYTE
    assert verdict(exited(1), uncaught("memory"), out_of_memory=True).termination_reason.value == "memory_limit"
    assert verdict(exited(1), uncaught("memory"), peak_rss_bytes=peak).termination_reason.value == "memory_limit"
    assert verdict(exited(1), uncaught(), out_of_memory=True).termination_reason.value == "exception"
    assert verdict(exited(0), out_of_memory=True).termination_reason.value == "completed"


def test_a_crash_with_the_memory_used_up_is_named_memory() -> None:
    peak = (50 + LIMITS.memory_mb) * MEBIBYTE
    assert verdict(signal.SIGABRT, peak_rss_bytes=peak).termination_reason is TerminationReason.MEMORY_LIMIT
    assert verdict(signal.SIGABRT).termination_reason is TerminationReason.SIGNAL


def test_a_violation_whose_event_could_not_be_reported_is_one_all_the_same() -> None:
    """The program closed the descriptor first, or sent a record that swallows what comes after."""
    for report in (b"", record(EXIT, ""), b"E\0\0\xff\xff" + record(VIOLATION, "os.fork")):
        result = verdict(exited(VIOLATION_STATUS), report)
        assert result.violation == UNKNOWN_EVENT
        assert result.exception is not None
        assert result.exception.message == "an event that could not be reported is not allowed in the sandbox"


def test_an_exception_is_told_only_with_exit_code_1() -> None:
    assert verdict(exited(0), uncaught()).exception is None
    assert verdict(exited(1), uncaught("import:os", "ForbiddenImportError")).uncaught_import is not None
    assert verdict(exited(0), uncaught("import:os", "ForbiddenImportError")).uncaught_import is None


def test_blocked_imports_are_told_once_and_bounded() -> None:
    report = b"".join(record(BLOCKED, f"m{n % 200}") for n in range(1000))
    assert len(verdict(exited(0), report).blocked_imports) == 100


def test_names_of_any_length_are_cut() -> None:
    long = "E" * 50_000
    result = verdict(exited(1), record(BLOCKED, long) + uncaught(f"import:{long}", long))
    assert result.blocked_imports == (long[:1000],)
    assert result.exception is not None
    assert result.uncaught_import is not None
    assert (result.exception.type, len(result.uncaught_import.module)) == (long[:1000], 1000 - len("import:"))
    assert verdict(exited(VIOLATION_STATUS), record(VIOLATION, long)).violation == long[:1000]


@given(st.binary(max_size=300))
def test_any_bytes_of_a_child_are_read(data: bytes) -> None:
    for tag, text in records(data):
        assert len(tag) == 1
        text.encode()
    verdict(exited(1), data)


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.integers(0, 400))
def test_cut_output_ends_on_a_character(text: str, limit: int) -> None:
    data = text.encode()
    seen = Observation(Stream(limit), Stream(10), Stream(10))
    seen.stdout.add(data)
    kept = judge(seen, LIMITS, 0, False, ()).stdout
    assert data.startswith(kept)
    assert kept.decode() == text[: len(kept.decode())]
    assert len(kept) > min(limit, len(data)) - 4
