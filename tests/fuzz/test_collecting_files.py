"""The file collector on folders of every shape: what comes back is a file of the run's own, whole and in bounds."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pysandbox.engine.files.collect import collect
from pysandbox.engine.files.run_directory import remove
from pysandbox.errors import InvalidFileNameError
from pysandbox.policy import load_limits

LIMITS = replace(load_limits(), max_return_files=5, max_return_file_bytes=64, max_return_bytes=150, max_disk_files=40)
SECRET = b"a secret of the host's"


@dataclass(frozen=True)
class Entry:
    """One thing in a folder; `inner` are a folder's own."""

    name: bytes
    kind: str
    content: bytes
    mode: int
    inner: tuple[Entry, ...] = ()


def _is_name(raw: bytes) -> bool:
    return raw not in (b"", b".", b"..") and not set(raw) & set(b"/\0")


ODD_NAMES = [b"a", b"b", b"a.txt", b"b.txt", b".c", b"[a]", b"*", b"**", b"a\nb", b"\xff\xfe", b"-rf", b"n" * 255]
COMPONENTS = ["a", "b", "*", "**", "?", "[a]", "[!a]*", "*.txt", ".c", ".*", "a.txt", "..", "", "n" * 255]

names = st.one_of(st.sampled_from(ODD_NAMES), st.binary(min_size=1, max_size=4)).filter(_is_name)
kinds = st.sampled_from(["file", "file", "sparse", "link out", "link in", "dangling", "loop", "hard", "fifo", "socket"])
leaves = st.builds(Entry, names, kinds, st.binary(max_size=80), st.sampled_from([0o644, 0o600, 0, 0o4777]))
trees = st.recursive(
    leaves,
    lambda inner: st.builds(
        Entry, names, st.just("folder"), st.just(b""), st.sampled_from([0o755, 0, 0o300]),
        st.lists(inner, max_size=5).map(tuple),
    ),
    max_leaves=12,
)  # fmt: skip
components = st.sampled_from(
    ["a", "b", "*", "**", "?", "[a]", "[!a]*", "*.txt", ".c", ".*", "a.txt", "..", "", "n" * 255]
)
patterns = st.lists(
    st.lists(components, min_size=1, max_size=4).map("/".join) | st.text(max_size=6), min_size=1, max_size=6
)


def make(folder: bytes, entry: Entry, outside: str) -> None:
    """Make `entry` in `folder`; what the system refuses (a name twice) is left out."""
    path = folder + b"/" + entry.name
    with suppress(OSError):
        if entry.kind == "folder":
            os.mkdir(path)
            for inner in entry.inner:
                make(path, inner, outside)
        elif entry.kind in ("file", "sparse"):
            with open(path, "xb") as file:
                file.write(entry.content)
                if entry.kind == "sparse":
                    file.truncate(1 << 40)
        elif entry.kind == "hard":
            os.link(outside, path)
            return
        elif entry.kind == "fifo":
            os.mkfifo(path)
        elif entry.kind == "socket":
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(path)
        else:
            targets = {"link out": outside.encode(), "link in": b"a", "dangling": b"nothing", "loop": entry.name}
            os.symlink(targets[entry.kind], path)
            return
        os.chmod(path, entry.mode)


@contextmanager
def folder_of(entries: list[Entry]) -> Iterator[tuple[int, str]]:
    """A descriptor of a folder that holds `entries`, and its path; a secret lies beside it."""
    with tempfile.TemporaryDirectory(prefix="pysandbox-test-") as top:
        secret, folder = Path(top) / "secret", Path(top) / "run"
        secret.write_bytes(SECRET)
        folder.mkdir()
        for entry in entries:
            make(os.fsencode(folder), entry, str(secret))
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield fd, str(folder)
        finally:
            os.close(fd)
            remove(str(folder))  # by the engine's own way: a second thing to hold on every shape
            assert secret.read_bytes() == SECRET


def is_no_pattern(name: str) -> bool:
    return not name.strip("./") or ".." in name.split("/") or name[0] == "/" or "\0" in name


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(trees, max_size=8), patterns)
def test_what_comes_back_is_a_plain_file_of_the_run(entries: list[Entry], wanted: list[str]) -> None:
    with folder_of(entries) as (fd, folder):
        before = len(os.listdir("/proc/self/fd"))
        try:
            found = collect(fd, tuple(wanted), LIMITS)
        except InvalidFileNameError:
            assert any(
                not name.strip("./") or ".." in name.split("/") or name[0] == "/" or "\0" in name for name in wanted
            )
            return
        finally:
            assert len(os.listdir("/proc/self/fd")) == before
        contents = [file for file in found if file.content is not None]
        for file in contents:
            path = os.path.join(folder, file.name)
            status = os.lstat(path)
            assert stat.S_ISREG(status.st_mode)
            assert status.st_nlink == 1
            assert not any(os.path.islink(path[:at]) for at, c in enumerate(path) if c == "/" and at > len(folder))
            assert file.content == Path(path).read_bytes() != SECRET
            assert len(file.content) == file.size_bytes <= LIMITS.max_return_file_bytes
        assert len({file.name for file in found}) == len(found)
        assert sum(file.size_bytes for file in contents) <= LIMITS.max_return_bytes
        named = sum(not set(name) & set("*?[") or os.path.lexists(os.path.join(folder, name)) for name in wanted)
        assert len(contents) <= max(LIMITS.max_return_files, named)
        assert all(file.error for file in found if file.content is None)
