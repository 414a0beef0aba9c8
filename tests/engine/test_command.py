"""`pysandbox run`: a program runs without HTTP."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pysandbox.commands import run
from pysandbox.engine.sandbox import Sandbox
from pysandbox.errors import EngineError

from tests.support import run_folder


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for programs and results, which is emptied by the test itself."""
    with run_folder() as folder:
        yield folder
        for path in folder.iterdir():
            path.unlink()


def command(place: Path, code: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    (place / "program.py").write_text(code)
    environ = {"SANDBOX_RUN_DIRECTORY": str(place), "SANDBOX_TIMEOUT_SECONDS": "3", **variables}
    arguments = (
        sys.executable,
        "-m",
        "pysandbox",
        "run",
        str(place / "program.py"),
        "--output",
        str(place),
        *arguments,
    )
    return subprocess.run(arguments, capture_output=True, env=environ, check=False)


def test_a_file_runs_and_its_status_is_the_programs(place: Path) -> None:
    done = command(place, "print('out')\nraise SystemExit(5)")
    assert (done.stdout, done.stderr, done.returncode) == (b"out\n", b"", 5)


def test_files_go_in_and_come_out(place: Path) -> None:
    (place / "in.txt").write_text("text")
    (place / "stdin").write_text("line\n")
    code = "open('out.txt', 'w').write(open('in.txt').read() + input())"
    more = ("--attach", str(place / "in.txt"), "--stdin", str(place / "stdin"), "--return", "out.txt")
    done = command(place, code, *more)
    assert (place / "out.txt").read_text() == "textline"
    assert (done.stderr, done.returncode) == (b"", 0)


@pytest.mark.once
def test_a_returned_file_that_is_missing_is_said_and_fails(place: Path) -> None:
    done = command(place, "print(1)", "--return", "none")
    assert (done.stdout, done.returncode) == (b"1\n", 73)
    assert done.stderr == b"none: File not found after execution.\n"
    assert command(place, "raise SystemExit(5)", "--return", "none").returncode == 5


@pytest.mark.once
def test_a_folder_that_cannot_be_written_is_one_line_and_fails(place: Path) -> None:
    (place / "file").write_text("")
    done = command(place, "open('a', 'w').close()", "--return", "a", "--output", str(place / "file"))
    assert done.returncode == 73
    assert done.stderr.count(b"\n") == 1


@pytest.mark.once
def test_a_file_that_is_not_there_is_status_66(place: Path) -> None:
    done = command(place, "1", "--attach", str(place / "missing"))
    assert done.returncode == 66
    assert done.stderr.startswith(b"pysandbox: ")


@pytest.mark.once
def test_run_may_be_left_out(place: Path) -> None:
    environ = {"SANDBOX_RUN_DIRECTORY": str(place)}
    arguments = (sys.executable, "-m", "pysandbox", "-")
    done = subprocess.run(arguments, input=b"print(2)", capture_output=True, env=environ, check=False)
    assert (done.stdout, done.returncode) == (b"2\n", 0)


@pytest.mark.once
@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["walk"], 66), (["run"], 2), (["--version"], 0)])
def test_a_wrong_call_is_status_2(arguments: list[str], status: int) -> None:
    done = subprocess.run([sys.executable, "-m", "pysandbox", *arguments], capture_output=True, check=False)
    assert done.returncode == status


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "status", "message"),
    [
        ("import os", 77, b"program.py:1: import of 'os' is not allowed\n"),
        ("import time\ntime.sleep(60)", 124, b"ended: timeout after "),
        ("import random\nrandom._os.system('ls')", 128 + 31, b"not allowed in the sandbox: os.system\n"),
        ("1 / 0", 1, b"ZeroDivisionError: division by zero\n"),
    ],
)
def test_the_status_tells_how_a_program_ended(place: Path, code: str, status: int, message: bytes) -> None:
    done = command(place, code)
    assert done.returncode == status
    assert message in done.stderr


@pytest.mark.once
@pytest.mark.parametrize(("code", "stock"), [("print(1)", "lean"), ("import numpy", "full")])
def test_it_starts_just_the_zygote_that_the_program_needs(
    place: Path, monkeypatch: pytest.MonkeyPatch, code: str, stock: str
) -> None:
    warm: list[frozenset[str]] = []

    class Noted(Sandbox):
        def start(self) -> None:
            warm.append(self._settings.warm_stocks)
            raise EngineError("not today")

    monkeypatch.setattr(run, "Sandbox", Noted)
    (place / "program.py").write_text(code)
    parser = argparse.ArgumentParser()
    run.add_arguments(parser)
    assert run.main(parser.parse_args([str(place / "program.py")])) == os.EX_SOFTWARE
    assert warm == [{stock}]


@pytest.mark.once
def test_the_import_guard_switched_off_is_off_before_running_too(place: Path) -> None:
    layers = "import_guard,audit_hook,closed_world"
    done = command(place, "import os\nprint(os.getpid())", SANDBOX_DISABLED_LAYERS=layers, SANDBOX_UNSAFE="1")
    assert (done.stdout, done.returncode) == (b"1\n", 0)


@pytest.mark.once
def test_a_wrong_setting_is_said_in_one_line(place: Path) -> None:
    done = command(place, "1", SANDBOX_TIMEOUT_SECONDS="soon")
    assert (done.returncode, done.stderr) == (78, b"pysandbox: SANDBOX_TIMEOUT_SECONDS='soon' is not a number\n")


def test_a_required_layer_that_is_off_is_refused(place: Path) -> None:
    variables = {"SANDBOX_DISABLED_LAYERS": "seccomp", "SANDBOX_UNSAFE": "1", "SANDBOX_REQUIRED_LAYERS": "seccomp"}
    done = command(place, "1", **variables)
    assert done.returncode == 78
    assert b"seccomp: disabled" in done.stderr
