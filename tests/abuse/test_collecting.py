"""What a program leaves to collect, and patterns made to take long: bounded in time, in steps and in bytes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pysandbox.engine.files import collect as collecting
from pysandbox.engine.files.collect import TOO_LATE, TOO_MANY_STEPS, collect
from pysandbox.engine.files.held_file import HeldFile
from pysandbox.engine.models import OutputFile
from pysandbox.policy import load_limits

LIMITS = load_limits()
HOSTILE = [
    "[" * 250,
    "[!" * 1000,
    "[]" * 2000,
    "*a" * 125,
    "*" + "a" * 120 + "b*",
    "*?" * 60 + "*" + "a" * 60 + "b*",
    "/".join(["**", "a"] * 15),
    "/".join(["**", "*"] * 800),
    "?" * 4000,
]


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """A descriptor of the folder; what is held open meanwhile is closed at the end."""
    before = len(os.listdir("/proc/self/fd"))
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield fd
    finally:
        os.close(fd)
        assert len(os.listdir("/proc/self/fd")) == before


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """As many files as a run may have, with names as long as they may be, and made to nearly match."""
    for number in range(LIMITS.max_disk_files):
        (tmp_path / ("a" * 245 + f"{number:05}")).touch()
    return tmp_path


@pytest.mark.parametrize("pattern", HOSTILE, ids=lambda pattern: f"{pattern[:8]} and so on")
def test_no_pattern_holds_the_host_up(many: Path, pattern: str) -> None:
    with opened(many) as fd:
        start = time.process_time()
        files = collect(fd, (pattern,) * 20 + tuple(f"{pattern}{n}"[-4000:] for n in range(20)), LIMITS)
        assert time.process_time() - start < LIMITS.collect_timeout_s + 1
    assert {file.error for file in files} <= {collecting.NO_MATCH, TOO_MANY_STEPS, TOO_LATE}


def test_steps_that_are_used_up_are_an_error_and_plain_names_come_back(many: Path) -> None:
    (many / "plain").write_bytes(b"x")
    with opened(many) as fd:
        files = collect(fd, ("*" + "a" * 120 + "b*", "pl*", "plain"), LIMITS)
    assert [(file.content, file.error) for file in files] == [
        (None, TOO_MANY_STEPS),
        (None, TOO_MANY_STEPS),
        (b"x", None),
    ]


def test_what_is_not_collected_at_the_deadline_is_an_error(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / "first").write_bytes(b"x")
    (many / "later").write_bytes(b"y")
    clock = iter([0.0, 0.1])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock, 5.0))
    with opened(many) as fd:
        files = collect(fd, ("first", "later", "*"), LIMITS)
    assert files == (OutputFile("first", b"x"), OutputFile("later", error=TOO_LATE), OutputFile("*", error=TOO_LATE))


def test_the_deadline_is_a_row_of_the_limits(many: Path) -> None:
    with opened(many) as fd:
        assert collect(fd, ("*",), replace(LIMITS, collect_timeout_s=-1)) == (OutputFile("*", error=TOO_LATE),)


def test_sparse_files_count_by_what_they_return_before_anything_is_read(tmp_path: Path) -> None:
    for number in range(20):
        with (tmp_path / f"{number:02}").open("wb") as file:
            file.truncate(8 * 2**20)
    with opened(tmp_path) as fd:
        files = collect(fd, ("*",), LIMITS)
        assert sum(file.size_bytes for file in files) == LIMITS.max_return_bytes
        assert sum(type(file) is HeldFile for file in files) == 8
        assert [file.error is not None for file in files] == [False] * 8 + [True] * 12
        for held in files:
            held.close()


def test_held_files_are_closed_with_their_last_reference(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 300_000)
    with opened(tmp_path) as fd:
        files = collect(fd, ("*",), LIMITS)
        assert type(files[0]) is HeldFile
        del files


def test_held_files_are_closed_where_collecting_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ab":
        (tmp_path / name).write_bytes(b"x" * 300_000)
    original = HeldFile.__init__

    def fail(file: HeldFile, name: str, fd: int, size_bytes: int) -> None:
        if name == "b":
            raise MemoryError
        original(file, name, fd, size_bytes)

    monkeypatch.setattr(HeldFile, "__init__", fail)
    with opened(tmp_path) as fd, pytest.raises(MemoryError):
        collect(fd, ("a", "b"), LIMITS)


def test_a_want_of_descriptors_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "d").mkdir()
    original = os.open

    def refuse(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == "d":
            raise OSError(24, "Too many open files")
        return original(path, flags, mode, dir_fd=dir_fd)

    with opened(tmp_path) as fd:
        monkeypatch.setattr(os, "open", refuse)
        files = collect(fd, ("*",), LIMITS)
        monkeypatch.undo()
    assert files == (OutputFile("*", error="Not returned: Too many open files."),)
