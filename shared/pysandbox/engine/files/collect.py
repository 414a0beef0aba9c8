"""Returned files: found and opened through descriptors, after every process of the run is dead.

A pattern is the name of a file or else a glob over all names below the run's folder (`globs`), which are listed once.
How a file is opened, and how much of it is returned, is `safe_open`. All of it has a deadline, at which the rest become
error entries.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Container, Iterator
from itertools import islice

from ...errors import InvalidFileNameError
from ...policy import Limits
from ..models import OutputFile
from .globs import NAME_MAX, WILD, Glob, Steps, TooManyStepsError
from .safe_open import FOLDER, Opener, unreadable

MAX_DEPTH = 32
MAX_SEEN, MAX_UNRETURNED = 200, 10
"""Entries that are looked at for files that nobody asked for, and names that are told."""
PATH_MAX = 4096  # linux/limits.h; what is deeper has no name that a caller could use
NO_MATCH = "No file matches after execution."
TOO_LATE = "Not returned: collecting the files took too long."
TOO_MANY_STEPS = "Not returned: the patterns take too long to match."
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""The host's want, which no `No file matches` may hide."""


class _TooLateError(Exception):
    """The deadline is over."""


def split_pattern(pattern: str) -> list[str]:
    """The components of a relative path or glob.

    Raises:
        InvalidFileNameError: it is absolute, empty, longer than any path, or has a `..` component or a NUL.
    """
    if not pattern or pattern.startswith("/") or "\0" in pattern or len(pattern) > PATH_MAX:
        raise InvalidFileNameError(pattern[:NAME_MAX])
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        raise InvalidFileNameError(pattern)
    return parts


def unreturned(directory: int, known: Container[str]) -> tuple[str, ...]:
    """Names of a few plain files right below `directory` that are not among `known`."""
    try:
        with os.scandir(directory) as entries:
            seen = list(islice(entries, MAX_SEEN))
            found = [entry.name for entry in seen if entry.name not in known and entry.is_file(follow_symlinks=False)]
    except OSError:
        return ()
    return tuple(sorted(filter(_is_text, found))[:MAX_UNRETURNED])


def collect(directory: int, patterns: tuple[str, ...], limits: Limits) -> tuple[OutputFile, ...]:
    """The files that `patterns` name below the descriptor `directory`: at most `max_return_files`, in order.

    A file of exactly a pattern's name wins over the pattern. The caller closes the files.
    """
    collection = _Collection(directory, limits)
    try:
        for pattern in patterns:
            collection.add(pattern)
    except BaseException:
        collection.close()
        raise
    return tuple(collection.found.values())


class _Collection:
    """What has been found of one run."""

    def __init__(self, directory: int, limits: Limits) -> None:
        self.found: dict[str, OutputFile] = {}
        self._directory, self._limits = directory, limits
        self._listing: list[str] | None = None
        self._steps = Steps()
        self._opener = Opener(directory, limits)
        self._deadline = time.monotonic() + limits.collect_timeout_s

    def close(self) -> None:
        for file in self.found.values():
            file.close()

    def add(self, pattern: str) -> None:
        """Find and open what one pattern names."""
        parts = split_pattern(pattern)
        if pattern in self.found:
            return
        try:
            if WILD.search(pattern) and not self._opener.is_there(parts):
                self._add_matching(pattern, parts)
            else:
                self._add_file(pattern, parts)
        except _TooLateError:
            self.found[pattern] = OutputFile(pattern, error=TOO_LATE)
        except TooManyStepsError:
            self.found[pattern] = OutputFile(pattern, error=TOO_MANY_STEPS)
        except OSError as error:
            self.found[pattern] = unreadable(pattern, error)

    def _check_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise _TooLateError

    def _add_matching(self, pattern: str, parts: list[str]) -> None:
        glob, names = Glob(parts), self._names()
        matching, known = [], False
        for name in names:
            self._check_time()
            if glob.matches(name, self._steps):
                known = known or name in self.found
                if name not in self.found:
                    matching.append(name)
        room = max(self._limits.max_return_files - sum(row.error is None for row in self.found.values()), 0)
        for name in matching[:room]:
            self._add_file(name, name.split("/"))
        if len(matching) > room:
            self.found[pattern] = OutputFile(pattern, error=f"{len(matching) - room} more files match; not returned.")
        elif not matching and not known:
            self.found[pattern] = OutputFile(pattern, error=NO_MATCH)

    def _names(self) -> list[str]:
        if self._listing is None:
            budget = [self._limits.max_disk_files * 2]
            self._listing = sorted(self._walk(self._directory, "", MAX_DEPTH, budget))
        return self._listing

    def _walk(self, directory: int, prefix: str, depth: int, budget: list[int]) -> Iterator[str]:
        """Names of everything but folders below `directory`, as far as names are UTF-8; `budget` entries in all."""
        with os.scandir(directory) as entries:
            for entry in entries:
                self._check_time()
                budget[0] -= 1
                if budget[0] < 0:
                    return
                name = prefix + entry.name
                if not entry.is_dir(follow_symlinks=False):
                    if _is_text(name) and len(name) < PATH_MAX:
                        yield name
                elif depth:
                    try:
                        folder = os.open(entry.name, FOLDER, dir_fd=directory)
                    except OSError as error:
                        if error.errno in _EXHAUSTED:
                            raise
                        continue  # no permission: what is in it cannot be returned
                    try:
                        yield from self._walk(folder, name + "/", depth - 1, budget)
                    finally:
                        os.close(folder)

    def _add_file(self, name: str, parts: list[str]) -> None:
        try:
            self._check_time()
            self.found[name] = self._opener.open(name, parts)
        except _TooLateError:
            self.found[name] = OutputFile(name, error=TOO_LATE)
        except (OSError, ValueError) as error:
            self.found[name] = unreadable(name, error)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:  # os.fsdecode made surrogates of other bytes; JSON could not carry the name
        return False
    return True
