"""Files in and out: what a run finds, what comes back, and what is never followed, opened or left."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysandbox.engine import run_directory
from pysandbox.engine.collect import collect, split_pattern
from pysandbox.engine.models import OutputFile, RunRequest
from pysandbox.errors import InvalidFileNameError
from pysandbox.policy import load_limits

from tests.support import run_folder, without

from .conftest import MakeSandbox, Run

LIMITS = load_limits()
LANGUAGE_LAYERS = ("import_guard", "audit_hook", "closed_world")


def by_name(files: tuple[OutputFile, ...]) -> dict[str, bytes | str | None]:
    return {file.name: file.content if file.error is None else file.error for file in files}


def test_a_run_finds_its_attachments_and_nothing_else(make_sandbox: MakeSandbox, run: Run) -> None:
    result = run("print(open('a.bin', 'rb').read())", files={"a.bin": b"\0\xff"})
    assert result.stdout == b"b'\\x00\\xff'\n"
    sandbox = make_sandbox(**without(*LANGUAGE_LAYERS))
    assert sandbox.run(RunRequest("import os\nprint(os.listdir('.'))")).stdout == b"[]\n"


def test_files_come_back_by_name_path_and_glob(make_sandbox: MakeSandbox) -> None:
    code = (
        "import os\nos.makedirs('d/e')\n"
        "for n in ('a.txt', 'b.txt', '.hidden.txt', 'd/c.txt', 'd/e/f.txt', 'g.csv'): open(n, 'w').write(n)"
    )
    sandbox = make_sandbox(**without(*LANGUAGE_LAYERS, "seccomp"))  # which refuses mkdir
    result = sandbox.run(RunRequest(code, return_patterns=("g.csv", "*.txt", "**/f.txt", "d/?.txt", "no", "*.no")))
    assert by_name(result.output_files) == {
        "g.csv": b"g.csv",
        "a.txt": b"a.txt",
        "b.txt": b"b.txt",
        "d/e/f.txt": b"d/e/f.txt",
        "d/c.txt": b"d/c.txt",
        "no": "File not found after execution.",
        "*.no": "No file matches after execution.",
    }


def test_only_regular_files_come_back(make_sandbox: MakeSandbox) -> None:
    code = (
        "import os\nos.mkdir('dir')\nos.mkfifo('fifo')\nos.symlink('/etc/passwd', 'link')\nos.symlink('own', 'inner')\n"
        "open('own', 'w').write('x')\nopen('twice', 'w').write('y')\nos.link('twice', 'hard')\n"
        "os.symlink('dir', 'dirlink')\nopen('dir/f', 'w').write('z')\nopen('shut', 'w').write('s')\nos.chmod('shut', 0)"
    )
    # seccomp refuses to make any of these; without it they are made, and still not returned.
    sandbox = make_sandbox(**without(*LANGUAGE_LAYERS, "seccomp", "landlock"))
    names = ("dir", "fifo", "link", "inner", "own", "twice", "dirlink/f", "dir/f")
    result = sandbox.run(RunRequest(code, return_patterns=names))
    assert result.stderr == b""
    assert by_name(result.output_files) == {
        "dir": "Not returned: it is a directory.",
        "fifo": "Not returned: it is a FIFO.",
        "link": "Not returned: it is a symbolic link.",
        "inner": "Not returned: it is a symbolic link.",
        "own": b"x",
        "twice": "Not returned: it has other hard links.",
        "dirlink/f": "Not returned: Not a directory.",
        "dir/f": b"z",
    }


def test_a_file_over_the_limit_is_an_error_and_the_rest_comes_back(run: Run) -> None:
    size = LIMITS.max_return_file_bytes
    code = f"open('fits', 'wb').write(bytes({size}))\nopen('over', 'wb').write(bytes({size} + 1))"
    files = by_name(run(code, returns=("over", "fits")).output_files)
    assert files["over"] == f"Not returned: {size + 1} bytes are over the limit of {size}."
    assert files["fits"] == bytes(size)


def test_a_glob_returns_at_most_the_number_of_files_that_is_allowed(run: Run) -> None:
    result = run("for i in range(30): open(f'{i:02}', 'w').close()", returns=("*",))
    assert len(result.output_files) == LIMITS.max_return_files + 1
    assert result.output_files[-1].error == "10 more files match; not returned."


@pytest.mark.parametrize("ending", ["1 / 0", "while True: pass", "while True: print('x' * 100_000)"])
def test_files_are_collected_however_a_run_ends(make_sandbox: MakeSandbox, ending: str) -> None:
    sandbox = make_sandbox(SANDBOX_TIMEOUT_SECONDS="0.5")
    result = sandbox.run(RunRequest(f"f = open('f', 'w')\nf.write('x')\nf.flush()\n{ending}", return_patterns=("f",)))
    assert by_name(result.output_files) == {"f": b"x"}


@pytest.mark.parametrize("pattern", ["", "/etc/passwd", "../x", "a/../b", "a\0b", ".", "./", "//"])
def test_a_pattern_that_leads_out_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidFileNameError):
        split_pattern(pattern)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="ab*?[]!-./\\ é\n", min_size=1, max_size=30), max_size=5))
def test_any_pattern_is_answered(patterns: list[str]) -> None:
    good = []
    for pattern in patterns:
        try:
            split_pattern(pattern)
        except InvalidFileNameError:
            continue
        good.append(pattern)
    with run_folder() as folder:
        (folder / "ab").mkdir()
        (folder / "ab" / "a.b").write_text("x")
        fd = os.open(folder, os.O_RDONLY)
        try:
            names = {file.name for file in collect(fd, tuple(good), LIMITS)}
        finally:
            os.close(fd)
            run_directory.remove(str(folder / "ab"))
    assert names <= {*good, "ab/a.b"}


def test_a_pattern_cannot_take_long(run: Run) -> None:
    deep = "/".join(["**", "a"] * 15)
    result = run("open('a' * 200, 'w').close()", returns=(deep, "*a" * 60 + "b"))
    assert [file.error for file in result.output_files] == ["No file matches after execution."] * 2


def test_two_runs_on_disk_do_not_see_each_other(make_sandbox: MakeSandbox) -> None:
    """Without namespaces the directories are neighbours on disk; modes, Landlock and the audit hook part them."""
    sandbox = make_sandbox(**without(*LANGUAGE_LAYERS, "namespaces"))
    code = "import os\ntry: print(os.listdir('..'))\nexcept PermissionError as error: print(error.errno)"
    assert sandbox.run(RunRequest(code)).stdout == b"13\n"


def test_a_run_on_disk_is_bounded_and_deleted(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(**without("namespaces"))
    many = sandbox.run(RunRequest("for i in range(100_000): open(str(i), 'w').close()"))
    big = sandbox.run(RunRequest("for i in range(9): open(str(i), 'wb').write(bytes(16 * 2**20))"))
    assert [many.termination_reason, big.termination_reason] == ["disk_limit", "disk_limit"]


def make_hard_to_delete(folder: Path) -> None:
    """A tree beyond PATH_MAX, closed folders, names with newlines and of other bytes."""
    home = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(40):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
        Path("deep").write_text("x")
    finally:
        os.chdir(home)
    (folder / "with\nnewline").mkdir()
    with open(os.fsencode(folder) + b"/\xff\xfe", "w") as file:
        file.write("x")
    (folder / "shut" / "inner").mkdir(parents=True)
    (folder / "shut" / "inner" / "f").write_text("x")
    (folder / "shut" / "inner").chmod(0)
    (folder / "shut").chmod(0)
    (folder / "link").symlink_to("/etc")


def test_a_directory_is_deleted_whatever_a_program_made_of_it() -> None:
    with run_folder() as parent:
        folder = Path(run_directory.make_run_directory(str(parent), -1))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        make_hard_to_delete(folder)
        run_directory.remove(str(folder))
        assert list(parent.iterdir()) == []
    assert Path("/etc").is_dir()
