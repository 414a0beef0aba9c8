"""client.py as a service gives it out, under the oldest Python here that it is for: as a library and as a command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from pysandbox.api import create_app

from tests.api.service import FakeRunner, make_settings, serving
from tests.clients.pythons import oldest_python

PYTHON = oldest_python()


def library(folder: Path, program: str) -> str:
    """What `program` prints, beside client.py."""
    text = "from client import *\nimport client\n" + textwrap.dedent(program)
    done = subprocess.run([PYTHON, "-c", text], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def command(folder: Path, *arguments: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "client.py", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environ},
    )


def test_the_interpreter_is_older_than_the_services() -> None:
    version = subprocess.run([PYTHON, "--version"], capture_output=True, text=True, check=True).stdout
    assert re.match(r"Python 3\.(9|1[0-2])\.", version), "no Python between 3.9 and 3.12 is here"


def test_it_has_the_address_of_the_service_that_gave_it_out(served: Path, service_url: str) -> None:
    assert library(served, "print(client.BASE_URL)").strip() == service_url
    assert f'export const BASE_URL = "{service_url}";' in (served / "client.ts").read_text()


def test_a_program_with_input_and_files(served: Path) -> None:
    program = """
        code = "print(input(), open('a.txt').read(), open('d.bin', 'rb').read()); open('b.txt', 'w').write('out')"
        files = {"a.txt": "text", "d.bin": b"\\xff"}
        result = Sandbox().run(code, stdin="in", files=files, return_files=["*.txt", "c"])
        print(result.success, repr(result.stdout), result.files["b.txt"], result.file_errors)
        print(result.check() is result)
    """
    lines = library(served, program).splitlines()
    assert lines[0] == "True \"in text b'\\\\xff'\\n\" b'out' {'c': 'File not found after execution.'}"
    assert lines[1] == "True"


def test_files_beyond_what_goes_inline_are_sent_ahead_and_fetched(served: Path) -> None:
    program = """
        code = "data = open('a', 'rb').read() + open('b', 'rb').read(); open('c', 'wb').write(data); print(len(data))"
        files = {"a": bytes(range(256)) * 16000, "b": b"b" * 3_500_000}
        result = Sandbox().run(code, files=files, return_files=["c"])
        print(result.stdout.strip(), result.files["c"] == files["a"] + files["b"])
    """
    assert library(served, program) == "7596000 True\n"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("run('import os')", "ForbiddenImportError 400 False"),
        ("run('x' * 3000)", "ValidationError 400 False"),
        ("run('print(1)\\nimport time; time.sleep(60)', timeout_seconds=0.5)", "TimeLimitError 400 False"),
        ("run('1', files={'a/b': b''})", "ValidationError 400 False"),
    ],
)
def test_each_error_of_the_api_is_a_class(served: Path, call: str, expected: str) -> None:
    program = f"""
        try:
            Sandbox().{call}
        except SandboxError as error:
            print(type(error).__name__, error.status, error.retryable)
            print(bool(error.message), bool(error.request_id), error.result and error.result.stdout.strip())
    """
    first, second = library(served, program).splitlines()
    assert first == expected
    assert second == ("True True 1" if "TimeLimit" in expected else "True True None")


def test_every_type_of_error_has_a_class_of_its_own(served: Path) -> None:
    from pysandbox.api.answers.error_details import KINDS

    names = library(served, "print(*client.ERRORS); print(len(set(client.ERRORS.values())))").splitlines()
    assert set(names[0].split()) == set(KINDS)
    assert int(names[1]) == len(KINDS)


def test_a_program_that_fails_is_a_result(served: Path) -> None:
    program = """
        result = Sandbox().run("1 / 0")
        print(result.success, result.exit_code, result.exception["type"])
        try:
            result.check()
        except ProgramError as error:
            print(error)
    """
    assert library(served, program) == "False 1 ZeroDivisionError\nZeroDivisionError: division by zero\n"


def test_a_busy_service_is_asked_again_after_the_time_that_it_says(served: Path, tmp_path: Path) -> None:
    runner = FakeRunner(capacity=1)
    with serving(create_app(make_settings(tmp_path), runner)) as url, runner.slot():
        program = f"""
            import time
            waits = []
            client.time.sleep = waits.append
            try:
                Sandbox("{url}", retries=2).run("1")
            except ServerBusyError as error:
                print(waits, error.retry_after_seconds)
        """
        assert library(served, program) == "[1, 1] 1\n"


def test_nobody_at_the_address_is_an_error_of_its_own(served: Path) -> None:
    program = """
        client.time.sleep = lambda _: None
        for url in ("http://127.0.0.1:9", "nonsense://x", "http://"):
            try:
                Sandbox(url).run("1")
            except ServiceUnavailableError as error:
                print(error.status)
    """
    assert library(served, program) == "0\n0\n0\n"


def test_the_command_ends_as_the_program_does(served: Path) -> None:
    (served / "main.py").write_text("print(input())\nraise SystemExit(5)")
    done = command(served, "main.py", "--stdin", "-", stdin="grüße\n")
    assert (done.stdout, done.returncode) == ("grüße\n", 5)


def test_the_command_takes_files_and_writes_what_comes_back(served: Path) -> None:
    (served / "a.csv").write_text("1,2\n")
    done = command(
        served,
        "-",
        "--attach",
        "a.csv",
        "--return",
        "*.txt",
        "--output",
        "out",
        stdin="open('b.txt','w').write(open('a.csv').read())",
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert (served / "out" / "b.txt").read_text() == "1,2\n"
    assert "b.txt: 4 bytes" in done.stderr


def test_a_returned_file_that_is_missing_fails(served: Path) -> None:
    done = command(served, "-", "--return", "no.txt", stdin="print(1)")
    assert (done.stdout, done.returncode) == ("1\n", 73)
    assert "no.txt: File not found" in done.stderr


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("import os", 65, "ForbiddenImportError"),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("import time; time.sleep(60)", 124, "TimeoutError"),
        ("import random\nrandom._os.kill(0, 9)", 128 + 31, ""),
    ],
)
def test_the_status_tells_how_it_ended(served: Path, code: str, status: int, words: str) -> None:
    done = command(served, "-", "--timeout", "0.5", stdin=code)
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "\033" not in done.stderr  # colours are for terminals


def test_an_address_without_a_service_is_status_69(served: Path) -> None:
    done = command(served, "-", "--url", "http://127.0.0.1:9", stdin="1")
    assert done.returncode == 69
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_json_is_the_whole_answer(served: Path) -> None:
    done = command(served, "-", "--json", stdin="print(1)")
    assert '"stdout": "1\\n"' in done.stdout


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", "C:evil", "a\nb", "", ".", "a//b"]
)
def test_no_name_leads_out_of_the_folder(served: Path, name: str) -> None:
    program = f"""
        try:
            client.write_below(client.Path("out"), {name!r}, b"")
        except ValueError:
            print("refused")
    """
    assert library(served, program) == "refused\n"


def test_no_link_leads_out_of_the_folder(served: Path) -> None:
    outside = served / "outside"
    outside.mkdir()
    (served / "out").mkdir()
    (served / "out" / "link").symlink_to(outside)
    (served / "out" / "file").symlink_to(outside / "file")
    program = """
        for name in ("link/a", "file"):
            try:
                client.write_below(client.Path("out"), name, b"x")
            except ValueError:
                print("refused")
    """
    assert library(served, program) == "refused\nrefused\n"
    assert not list(outside.iterdir())


def test_it_is_typed_to_the_last_line(served: Path) -> None:
    mypy = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-version",
        "3.10",
        "--cache-dir",
        os.devnull,
        "client.py",
    ]
    done = subprocess.run(mypy, cwd=served, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_command_is_found_by_its_first_line(served: Path) -> None:
    assert (served / "client.py").read_text().startswith("#!/usr/bin/env python3\n")
    assert shutil.which("env")
