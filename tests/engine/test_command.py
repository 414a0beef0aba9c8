"""`python -m pysandbox`: a program runs without HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    arguments = (sys.executable, "-m", "pysandbox", str(place / "program.py"), "--output", str(place), *arguments)
    return subprocess.run(arguments, capture_output=True, env=environ, check=False)


def test_a_file_runs_and_its_status_is_the_programs(place: Path) -> None:
    done = command(place, "print('out')\nraise SystemExit(5)")
    assert (done.stdout, done.stderr, done.returncode) == (b"out\n", b"", 5)


def test_files_go_in_and_come_out(place: Path) -> None:
    (place / "in.txt").write_text("text")
    (place / "stdin").write_text("line\n")
    code = "open('out.txt', 'w').write(open('in.txt').read() + input())"
    names = ["--return", "out.txt", "--return", "none"]
    done = command(place, code, "--attach", str(place / "in.txt"), "--stdin", str(place / "stdin"), *names)
    assert (place / "out.txt").read_text() == "textline"
    assert done.stderr == b"none: File not found after execution.\n"
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("code", "status", "message"),
    [
        ("import os", 77, b"program.py:1: import of 'os' is not allowed\n"),
        ("while True: pass", 124, b"ended: timeout after "),
        ("import random\nrandom._os.system('ls')", 128 + 31, b"not allowed in the sandbox: os.system\n"),
        ("1 / 0", 1, b"ZeroDivisionError: division by zero\n"),
    ],
)
def test_the_status_tells_how_a_program_ended(place: Path, code: str, status: int, message: bytes) -> None:
    done = command(place, code)
    assert done.returncode == status
    assert message in done.stderr


def test_the_import_guard_switched_off_is_off_before_running_too(place: Path) -> None:
    layers = "import_guard,audit_hook,closed_world"
    done = command(place, "import os\nprint(os.getpid())", SANDBOX_DISABLED_LAYERS=layers, SANDBOX_UNSAFE="1")
    assert (done.stdout, done.returncode) == (b"1\n", 0)


def test_a_wrong_setting_is_said_in_one_line(place: Path) -> None:
    done = command(place, "1", SANDBOX_TIMEOUT_SECONDS="soon")
    assert (done.returncode, done.stderr) == (78, b"pysandbox: SANDBOX_TIMEOUT_SECONDS='soon' is not a number\n")


def test_a_required_layer_that_is_off_is_refused(place: Path) -> None:
    variables = {"SANDBOX_DISABLED_LAYERS": "seccomp", "SANDBOX_UNSAFE": "1", "SANDBOX_REQUIRED_LAYERS": "seccomp"}
    done = command(place, "1", **variables)
    assert done.returncode == 78
    assert b"seccomp: disabled" in done.stderr
