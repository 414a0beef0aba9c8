"""Run directories on disk, where the namespaces layer does not give each run a tmpfs that vanishes by itself.

A program can nest directories beyond PATH_MAX, take every permission away and use any name: so all is done by
descriptor, nothing is followed, and deep folders are moved up rather than descended into.
"""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from dataclasses import dataclass
from secrets import token_hex

from ..protocol import INNER_FOLDER

_removing = threading.Lock()
"""One at a time: a zygote's folder goes while a run's below it is still being deleted."""
_TOKEN = token_hex(16)
"""In the names that moved folders get: a program must not have made a folder of that name."""
MAX_DEPTH = 32
"""Of folders that are looked into; no program makes deeper ones where `mkdir` is refused."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def make_run_directory(parent: str, uid: int) -> str:
    """A new empty folder that belongs to `uid` (negative: to the caller), closed to all others."""
    path = tempfile.mkdtemp(prefix="run-", dir=parent)
    if uid >= 0:
        os.chown(path, uid, uid)
    return path


def make_inner_folder(outer: int, uid: int) -> int:
    """A new empty folder in the one that a spare waits in, for the run that is about to begin; its descriptor.

    A run that shares its uid with the spares may have reached what they wait in. By now it is dead: what it left there
    is deleted, and the run works in a folder that was not there before.

    Raises:
        OSError: the folder that the spare waits in is gone.
    """
    os.fchmod(outer, 0o700)
    clear(outer)
    os.mkdir(INNER_FOLDER, 0o700, dir_fd=outer)
    inner = os.open(INNER_FOLDER, _FOLDER, dir_fd=outer)
    if uid >= 0:
        os.fchown(inner, uid, uid)
    return inner


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run's directory holds; counting stops once over the limit that was asked about."""

    files: int
    size_bytes: int


def measure(directory: int, max_files: int) -> Usage:
    """Count files, folders and allocated bytes below the descriptor `directory`, up to `max_files` + 1 entries.

    Raises:
        OSError: this process has no descriptor left.
    """
    return _measure(directory, max_files, MAX_DEPTH)


def _measure(directory: int, max_files: int, depth: int) -> Usage:
    """What is in one folder and below it; it takes one descriptor for each level."""
    files = size = 0
    with os.scandir(directory) as entries:
        for entry in entries:
            files += 1
            if files > max_files:
                break
            size += _size_of(entry)
            if depth and entry.is_dir(follow_symlinks=False):
                try:
                    folder = os.open(entry.name, _FOLDER, dir_fd=directory)
                except (PermissionError, FileNotFoundError, NotADirectoryError):
                    continue  # shut, or gone meanwhile
                try:
                    inner = _measure(folder, max_files - files, depth - 1)
                finally:
                    os.close(folder)
                files, size = files + inner.files, size + inner.size_bytes
    return Usage(files, size)


def _size_of(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except OSError:
        return 0  # gone meanwhile


def remove(path: str) -> None:
    """Delete the folder `path` and all that is in it, whatever a program made of it."""
    with _removing:
        if os.path.lexists(path):
            _remove(path)


def _remove(path: str) -> None:
    if stat.S_ISDIR(os.lstat(path).st_mode):
        os.chmod(path, 0o700)  # a program may have shut its own folder
    top = os.open(path, _FOLDER)
    try:
        clear(top)
    finally:
        os.close(top)
    os.rmdir(path)


def clear(directory: int) -> None:
    """Delete all that is in the folder of this descriptor; what is open goes on being readable."""
    count = 0
    while names := os.listdir(directory):
        for name in names:
            count = _remove_entry(directory, name, count)


def _remove_entry(top: int, name: str, count: int) -> int:
    """Delete one entry of `top`; what a folder holds is moved up to `top` under new names first."""
    if not stat.S_ISDIR(os.stat(name, dir_fd=top, follow_symlinks=False).st_mode):
        os.unlink(name, dir_fd=top)
        return count
    os.chmod(name, 0o700, dir_fd=top)  # after the check nobody is left who could swap it for a link
    folder = os.open(name, _FOLDER, dir_fd=top)
    try:
        for inner in os.listdir(folder):
            if stat.S_ISDIR(os.stat(inner, dir_fd=folder, follow_symlinks=False).st_mode):
                os.chmod(inner, 0o700, dir_fd=folder)  # moving a folder writes its «..» (rename(2): EACCES)
                os.rename(inner, f".moved-{_TOKEN}-{count}", src_dir_fd=folder, dst_dir_fd=top)
                count += 1
            else:
                os.unlink(inner, dir_fd=folder)
    finally:
        os.close(folder)
    os.rmdir(name, dir_fd=top)
    return count
