"""What the audit hook must decide, said once more in Python: the C code is held to it, case by case and at random."""

from __future__ import annotations

import mmap
import os
import stat
from dataclasses import dataclass
from typing import Any

from pysandbox.engine.layers.audit_hook import AuditPolicy

ALLOWED = "allowed"
PERMISSION = "PermissionError"
NOT_FOUND = "ModuleNotFoundError"
ENDED = "ended"
REPORT_FD = 200
"""Where an armed process of these tests reports."""

_WRITING = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_MAX_NAME_BYTES = 512
_MAX_BYTES = 4095  # PATH_MAX (linux/limits.h) counts the NUL


@dataclass(frozen=True, slots=True)
class Model:
    """A policy with the folders of one process."""

    policy: AuditPolicy
    own: str
    readable: tuple[str, ...]

    def decide(self, event: str, arguments: tuple[Any, ...]) -> str:
        """ALLOWED, ENDED, or the type of the exception that the event ends with."""
        first, second, third = (*arguments, *([None] * 3))[:3]
        match self.policy.decisions.get(event):
            case "allow":
                return ALLOWED
            case "refuse":
                return PERMISSION
            case "read attribute":
                return _answer(_is_plain(second) and second not in self.policy.hidden)
            case "write attribute":
                return _answer(_is_plain(second) and second not in self.policy.unwritable)
            case "open":
                if type(first) is int:
                    return _answer(0 <= first < 1 << 63 and first != REPORT_FD)
                writes = type(third) is not int or not -(1 << 63) <= third < 1 << 63 or bool(third & _WRITING)
                return self._path(first, writes=writes)
            case "remove":
                return self._path(first, writes=True) if type(second) is int and second == -1 else PERMISSION
            case "map":
                return _answer(type(third) is int and third in (mmap.ACCESS_READ, mmap.ACCESS_WRITE, mmap.ACCESS_COPY))
            case "import":
                if type(first) is str and first in self.policy.left_out and second is None:
                    return ALLOWED
                return NOT_FOUND if isinstance(first, str) else PERMISSION
            case "find":
                return _answer(_is_plain(first) and _is_plain(second) and self._is_class(first, second))
            case _:
                return ENDED

    def _is_class(self, module: str, name: str) -> bool:
        names = {f"{module}:{name}", f"{module}:*"} if "." not in name else {f"{module}:{name}"}
        fits = max(map(len, names)) < _MAX_NAME_BYTES
        return fits and ":" not in module and not names.isdisjoint(self.policy.classes)

    def _path(self, path: object, *, writes: bool) -> str:
        if isinstance(path, str):
            text = str.__str__(path)
            if any("\ud800" <= character <= "\udfff" and not "\udc80" <= character <= "\udcff" for character in text):
                return _refused_or_long(text)
            data = text.encode("utf-8", "surrogateescape")
        elif type(path) is bytes:
            data = path
        else:
            return PERMISSION
        if b"\0" in data[: _MAX_BYTES + 1]:
            return PERMISSION
        if len(data) > _MAX_BYTES:
            return "OSError"
        if b".." in data.split(b"/"):
            return PERMISSION
        if not data.startswith(b"/") or (data + b"/").startswith(os.fsencode(self.own) + b"/"):
            return ALLOWED
        if writes or not data.startswith(tuple(map(os.fsencode, self.readable))):
            return PERMISSION
        try:
            return _answer(stat.S_ISREG(os.stat(data).st_mode))
        except OSError as error:
            return type(error).__name__


def _answer(allowed: bool) -> str:
    return ALLOWED if allowed else PERMISSION


def _is_plain(name: object) -> bool:
    """Attribute names come from C, in ASCII; what does not is not one of them, and is not looked up."""
    return type(name) is str and name.isascii() and "\0" not in name


def _refused_or_long(text: str) -> str:
    """What comes first of a surrogate that stands for no byte, a NUL and the end of the room for a path."""
    length = 0
    for character in text:
        if "\ud800" <= character <= "\udfff" and not "\udc80" <= character <= "\udcff":
            return PERMISSION
        length += len(character.encode("utf-8", "surrogateescape"))
        if character == "\0":
            return PERMISSION
        if length > _MAX_BYTES:
            return "OSError"
    return PERMISSION
