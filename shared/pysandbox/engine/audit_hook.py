"""The audit hook layer: what a program does through CPython is announced (PEP 578) and decided here.

Everything the hook knows lives in its closure or in names of its own (`sealed`): no object that a program can reach
without a frame, and frames are refused. That goes for builtins too, which a program can replace. The hook never calls
a method of an argument, whose type may be the program's. It fails closed: an event that no list names ends the run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from posix import _exit, stat, write
from sys import addaudithook
from typing import Any

from ..policy.load import read_toml
from .protocol import ABSENT, ABSENT_STATUS, VIOLATION, VIOLATION_STATUS, record

_MMAP_READ = 1  # mmap.ACCESS_READ: never executable, never written back
_FILE_TYPE, _REGULAR = 0o170000, 0o100000  # S_IFMT, S_IFREG (linux/stat.h)
_WRITING = 0o3 | 0o100 | 0o1000 | 0o2000  # O_ACCMODE, O_CREAT, O_TRUNC, O_APPEND (asm-generic/fcntl.h)


@dataclass(frozen=True, slots=True)
class AuditPolicy:
    """`audit.toml`: which event is allowed, refused with PermissionError, or decided by path or attribute name."""

    allowed: frozenset[str]
    refused: frozenset[str]
    hidden: frozenset[str]
    unwritable: frozenset[str]
    removals: frozenset[str]
    readable: tuple[str, ...]


def load_policy() -> AuditPolicy:
    """The audit policy of the package."""
    data = read_toml("audit.toml")
    return AuditPolicy(
        frozenset(data["allow"]["events"]),
        frozenset(data["refuse"]["events"]),
        frozenset(data["attributes"]["read"]),
        frozenset(data["attributes"]["write"]),
        frozenset(data["files"]["remove"]),
        tuple(data["files"]["readable"]),
    )


def apply(
    policy: AuditPolicy, own_directory: str, readable: tuple[str, ...], report_fd: int, missing: frozenset[str] | None
) -> Callable[[bool], None]:
    """Install the hook for good in this process.

    Args:
        own_directory: the run's directory; the process stays in it, so relative names are below it.
        readable: absolute folders, each with a trailing slash, that may be read.
        report_fd: where a violation is reported before the process ends.
        missing: in a lean child, the modules that are not to be had anywhere; for any other that is not loaded the
            process ends, and the host runs the program again in a full child. None: nothing more is to be had.

    Returns:
        A switch: True lets the caller read frames and library sources for a traceback, False ends that. It must be
        dropped before any more of the program's code can run.
    """
    hook, switch = _make_hook(policy, own_directory.rstrip("/") + "/", readable, report_fd, missing)
    addaudithook(hook)
    return switch


def _make_hook(  # noqa: C901 - one closure, because nothing of it may be found through globals
    policy: AuditPolicy, own: str, readable: tuple[str, ...], report_fd: int, missing: frozenset[str] | None
) -> tuple[Callable[[str, tuple[Any, ...]], None], Callable[[bool], None]]:
    allowed, refused = policy.allowed, policy.refused
    hidden, unwritable, removals = policy.hidden, policy.unwritable, policy.removals
    exit_now, write_to, make_record, exact_text = _exit, write, record, str.__str__
    absent, absent_status = ABSENT, ABSENT_STATUS
    tag, status, writing, reading = VIOLATION, VIOLATION_STATUS, _WRITING, _MMAP_READ
    exact_starts, exact_split = str.startswith, str.split
    look_at, file_type, regular = stat, _FILE_TYPE, _REGULAR
    trusting = False

    def path_allowed(path: object, flags: object) -> bool:
        kind = type(path)
        if kind is int:
            return path in (0, 1, 2)
        if kind is bytes:
            text = path.decode("utf-8", "surrogateescape")  # type: ignore[attr-defined]
        elif isinstance(path, str):
            text = exact_text(path)  # what the kernel is given, whatever a subclass overrides
        else:
            return False
        if "\0" in text or ".." in exact_split(text, "/"):
            return False
        if not exact_starts(text, "/") or exact_starts(text, own):
            return True
        if type(flags) is not int or flags & writing or not (trusting or exact_starts(text, readable)):
            return False
        # Never a folder: no event tells of `dir_fd`, and a name relative to one of the libraries' would pass above.
        return look_at(text).st_mode & file_type == regular

    def end(tag: bytes, text: str, status: int) -> None:
        try:
            write_to(report_fd, make_record(tag, text))
        finally:  # the program may have closed the descriptor
            exit_now(status)

    def decide(event: str, arguments: tuple[Any, ...]) -> bool:
        if event in allowed:
            return True
        if event == "object.__getattr__":
            return trusting or arguments[1] not in hidden
        if event == "object.__setattr__":
            return arguments[1] not in unwritable
        if event == "open":
            return path_allowed(arguments[0], arguments[2])
        if event == "mmap.__new__":
            return type(arguments[2]) is int and arguments[2] == reading
        if event in removals:
            return arguments[1] == -1 and path_allowed(arguments[0], 1)
        if event == "import":
            if missing is not None and exact_text(arguments[0]) not in missing:
                end(absent, exact_text(arguments[0]), absent_status)
            raise ModuleNotFoundError(f"No module named {arguments[0]!r}", name=arguments[0])
        if event in refused:
            return False
        end(tag, event, status)
        return False

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if decide(event, arguments):
            return
        subject = arguments[0] if event == "open" and type(arguments[0]) in (str, bytes) else event
        raise PermissionError(1, "Operation not permitted in the sandbox", subject)

    def switch(value: bool) -> None:
        nonlocal trusting
        trusting = value

    return hook, switch
