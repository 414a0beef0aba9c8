"""Files in and out: what a run finds, what comes back, and what is never followed, opened or left."""

from __future__ import annotations

import mmap
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysandbox.engine.files import run_directory
from pysandbox.engine.files.collect import collect, split_pattern
from pysandbox.engine.files.held_file import HeldFile
from pysandbox.engine.models import OutputFile, RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.errors import InvalidFileNameError
from pysandbox.policy import load_limits

from tests.support import kernel_count, run_folder, started_sandbox, without

from .conftest import MakeSandbox, Run

LIMITS = load_limits()
HUGE_PAGE_BYTES = 2 * 1024 * 1024
LANGUAGE_LAYERS = ("import_guard", "audit_hook", "closed_world")


@pytest.fixture(scope="module")
def makes_anything() -> Iterator[Sandbox]:
    """One without what keeps a run from making folders, links and FIFOs."""
    with started_sandbox(**without(*LANGUAGE_LAYERS, "seccomp", "landlock")) as sandbox:
        yield sandbox


def by_name(files: tuple[OutputFile, ...]) -> dict[str, bytes | str | None]:
    return {file.name: file.content if file.error is None else file.error for file in files}


def test_a_run_finds_its_attachments_and_nothing_else(makes_anything: Sandbox, run: Run) -> None:
    result = run("print(open('a.bin', 'rb').read())", files={"a.bin": b"\0\xff"})
    assert result.stdout == b"b'\\x00\\xff'\n"
    assert makes_anything.run(RunRequest("import os\nprint(os.listdir('.'))")).stdout == b"[]\n"


def test_files_come_back_by_name_path_and_glob(makes_anything: Sandbox) -> None:
    code = (
        "import os\nos.makedirs('d/e')\n"
        "for n in ('a.txt', 'b.txt', '.hidden.txt', 'd/c.txt', 'd/e/f.txt', 'g.csv'): open(n, 'w').write(n)"
    )
    result = makes_anything.run(
        RunRequest(code, return_patterns=("g.csv", "*.txt", "**/f.txt", "d/?.txt", "no", "*.no"))
    )
    assert by_name(result.output_files) == {
        "g.csv": b"g.csv",
        "a.txt": b"a.txt",
        "b.txt": b"b.txt",
        "d/e/f.txt": b"d/e/f.txt",
        "d/c.txt": b"d/c.txt",
        "no": "File not found after execution.",
        "*.no": "No file matches after execution.",
    }


def test_only_regular_files_come_back(makes_anything: Sandbox) -> None:
    code = (
        "import os\nos.mkdir('dir')\nos.mkfifo('fifo')\nos.symlink('/etc/passwd', 'link')\nos.symlink('own', 'inner')\n"
        "open('own', 'w').write('x')\nopen('twice', 'w').write('y')\nos.link('twice', 'hard')\n"
        "os.symlink('dir', 'dirlink')\nopen('dir/f', 'w').write('z')\nopen('shut', 'w').write('s')\nos.chmod('shut', 0)"
    )
    # seccomp refuses to make any of these; without it they are made, and still not returned.
    names = ("dir", "fifo", "link", "inner", "own", "twice", "dirlink/f", "dir/f")
    result = makes_anything.run(RunRequest(code, return_patterns=names))
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


def test_what_is_over_the_limit_of_all_files_is_an_error_and_the_rest_comes_back(run: Run) -> None:
    most = LIMITS.max_return_bytes
    code = (
        f"for name, size in ('most', {most} - 10), ('small', 10), ('over', 1):\n"
        "    with open(name, 'wb') as f:\n        f.truncate(size)"
    )
    result = run(code, returns=("most", "small", "over"))
    assert [file.size_bytes for file in result.output_files] == [most - 10, 10, 0]
    assert by_name(result.output_files)["small"] == bytes(10)
    assert result.output_files[2].error == f"Not returned: with it, the files would be over the limit of {most} bytes."


def test_a_picture_as_large_as_the_disk_allows_comes_back(run: Run) -> None:
    result = run("open('f', 'wb').write(bytes(range(256)) * 40_960)", returns=("*",))
    (file,) = result.output_files
    assert file.size_bytes == 10 * 2**20
    assert b"".join(file.chunks()) == file.content == bytes(range(256)) * 40_960


def test_a_returned_file_holds_no_more_of_the_disk_than_its_own(shared_sandbox: Sandbox) -> None:
    """Where a run has a tmpfs of its own, an open file keeps that alive, and all that would be left on it."""
    code = "for n in ('a', 'b'): open(n, 'wb').write(bytes(20_000_000))"
    (file,) = shared_sandbox.run(RunRequest(code, return_patterns=("a",))).output_files
    assert isinstance(file, HeldFile)
    room = os.fstatvfs(file._fd)
    assert (room.f_blocks - room.f_bfree) * room.f_frsize < 21_000_000
    assert file.content == bytes(20_000_000)


def test_what_a_run_writes_in_megabytes_lies_in_huge_pages_where_the_kernel_has_them(shared_sandbox: Sandbox) -> None:
    code = f"with open('large', 'wb') as file:\n    file.write(bytes({8 * HUGE_PAGE_BYTES}))"
    misses = kernel_count("thp_file_fallback")
    file = shared_sandbox.run(RunRequest(code, return_patterns=("large",))).output_files[0]
    assert isinstance(file, HeldFile)
    # tmpfs takes huge pages for what is written, and not only for what is mapped, since Linux 6.14.
    has_them = Path("/sys/kernel/mm/transparent_hugepage/shmem_enabled").exists() and kernel() >= (6, 14)
    with mmap.mmap(file._fd, file.size_bytes, prot=mmap.PROT_READ) as mapped:
        assert not any(mapped[at] for at in range(0, len(mapped), mmap.PAGESIZE))
        # Where all memory is in pieces, the kernel looks for a huge page in vain, and counts that
        # (Documentation/admin-guide/mm/transhuge.rst).
        assert huge_bytes_mapped() >= has_them * HUGE_PAGE_BYTES or kernel_count("thp_file_fallback") > misses
    file.close()


def kernel() -> tuple[int, ...]:
    return tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2])


def huge_bytes_mapped() -> int:
    """Of files that this process maps, what lies in huge pages."""
    lines = Path("/proc/self/smaps").read_text().splitlines()
    found = [line.split() for line in lines if line.startswith(("ShmemPmdMapped:", "FilePmdMapped:"))]
    return sum(int(size) for _, size, _ in found) * 1024


@pytest.mark.parametrize("name", ["report[2].csv", "a*", "[", "[!x]?", "d[1]-x"])
def test_a_file_of_exactly_that_name_wins_over_the_pattern(run: Run, name: str) -> None:
    code = f"for n in ({name!r}, 'report2.csv', 'ab', 'a', 'd1-x'): open(n, 'w').write(n)"
    assert by_name(run(code, returns=(name,)).output_files) == {name: name.encode()}
    attached = run("", files={name: b"x"}, returns=(name, "*"))
    assert by_name(attached.output_files) == {name: b"x"}


def test_a_glob_returns_at_most_the_number_of_files_that_is_allowed(run: Run) -> None:
    result = run("for i in range(30): open(f'{i:02}', 'w').close()", returns=("*",))
    assert len(result.output_files) == LIMITS.max_return_files + 1
    assert result.output_files[-1].error == "10 more files match; not returned."


@pytest.mark.parametrize("ending", ["1 / 0", "while True: pass", "while True: print('x' * 100_000)"])
def test_files_are_collected_however_a_run_ends(shared_sandbox: Sandbox, ending: str) -> None:
    code = f"f = open('f', 'w')\nf.write('x')\nf.flush()\n{ending}"
    result = shared_sandbox.run(RunRequest(code, return_patterns=("f",), timeout_s=0.5))
    assert by_name(result.output_files) == {"f": b"x"}


@pytest.mark.parametrize("pattern", ["", "/etc/passwd", "../x", "a/../b", "a\0b", ".", "./", "//", "x" * 5000])
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


def test_deny_seeing_another_run_on_disk(make_sandbox: MakeSandbox) -> None:
    """Without namespaces the directories are neighbours on disk; modes, Landlock and the audit hook part them."""
    sandbox = make_sandbox(**without(*LANGUAGE_LAYERS, "namespaces"))
    code = "import os\ntry: print(os.listdir('../..'))\nexcept PermissionError as error: print(error.errno)"
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
