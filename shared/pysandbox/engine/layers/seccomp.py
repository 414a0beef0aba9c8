"""The seccomp layer: an allow-list of system calls (seccomp(2)), the last lock to be put on.

The list is `policy/syscalls_ARCH.json`, a reason on every row. A call that is not on it fails with EPERM, so that a
program sees an ordinary OSError. The filter is classic BPF, written here because it is some fifty lines.
"""

from __future__ import annotations

import errno
import json
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import ConfigurationError
from ...policy.load import DIRECTORY

# linux/bpf_common.h, linux/seccomp.h: opcode, jump if true, jump if false, operand.
_LOAD, _JUMP, _JUMP_EQUAL, _JUMP_AT_LEAST, _AND, _RETURN = 0x20, 0x05, 0x15, 0x35, 0x54, 0x06
_FAR = 255  # the longest conditional jump
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_OFFSET, _ARCH_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16
_X32_BIT = 0x40000000
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_* (linux/audit.h)
MACHINE = os.uname().machine
OWN_PID = "pid"

type _Line = tuple[int, int, int, int | str]
"""An instruction; its operand may be OWN_PID."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An argument, masked, must equal one of `values`; "pid" stands for the caller's own process id."""

    argument: int
    mask: int
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One system call: allowed when its condition holds, or refused with an errno of its own."""

    name: str
    number: int
    condition: Condition | None
    errno: int | None
    unless: str | None
    """The layer with which it is not needed."""
    reason: str


def load_rules(machine: str, directory: Path | None = None, layers: frozenset[str] = frozenset()) -> tuple[Rule, ...]:
    """The allow-list of an architecture, for children that have `layers`.

    Raises:
        ConfigurationError: there is none, or it is malformed.
    """
    path = (directory or DIRECTORY) / f"syscalls_{machine}.json"
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["syscalls"]
        return tuple(rule for rule in map(_rule, rows) if rule.unless not in layers)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path.name}: {error!r}") from error


def _rule(row: dict[str, Any]) -> Rule:
    when = row.get("when")
    condition = Condition(when["argument"], when.get("mask", 0xFFFFFFFF), tuple(when["values"])) if when else None
    return Rule(row["name"], row["number"], condition, row.get("errno"), row.get("unless"), row["reason"])


def program(rules: tuple[Rule, ...], machine: str) -> tuple[bytes, bytes]:
    """The filter as BPF instructions, and the places (16-bit indices) where the process's own id is to be put.

    A binary search over ranges of numbers: the kernel goes through the filter for every number there is when it is put
    on (seccomp_cache_prepare), and again at each call that is allowed under a condition.
    """
    lines = [
        _line(_LOAD, _ARCH_OFFSET),
        _line(_JUMP_EQUAL, _ARCHITECTURES[machine], if_true=1),
        _line(_RETURN, _KILL),
        _line(_LOAD, _NUMBER_OFFSET),
        _line(_JUMP_AT_LEAST, _X32_BIT, if_false=1),
        _line(_RETURN, _KILL),
        *_search(_ranges(rules)),
    ]
    code = b"".join(struct.pack("HBBI", *line[:3], 0 if line[3] == OWN_PID else line[3]) for line in lines)
    places = b"".join(struct.pack("H", place) for place, line in enumerate(lines) if line[3] == OWN_PID)
    return code, places


def _line(code: int, operand: int | str, if_true: int = 0, if_false: int = 0) -> _Line:
    return code, if_true, if_false, operand


def _ranges(rules: tuple[Rule, ...]) -> list[tuple[int, list[_Line]]]:
    """Where each range of numbers begins, and what is done about those in it; neighbours that are alike are one."""
    refused = [_line(_RETURN, _ERRNO | errno.EPERM)]
    bodies = {rule.number: _body(rule) for rule in rules}
    found = [(0, bodies.get(0, refused))]
    for number in sorted({*bodies, *(number + 1 for number in bodies)} - {0}):
        body = bodies.get(number, refused)
        if body != found[-1][1]:
            found.append((number, body))
    return found


def _search(ranges: list[tuple[int, list[_Line]]]) -> list[_Line]:
    """Go to the range that the loaded number is in."""
    if len(ranges) == 1:
        return ranges[0][1]
    middle = len(ranges) // 2
    below, above = _search(ranges[:middle]), _search(ranges[middle:])
    if len(below) <= _FAR:
        return [_line(_JUMP_AT_LEAST, ranges[middle][0], if_true=len(below)), *below, *above]
    return [_line(_JUMP_AT_LEAST, ranges[middle][0], if_false=1), _line(_JUMP, len(below)), *below, *above]


def _body(rule: Rule) -> list[_Line]:
    """What follows when the number is found: always ends in a return."""
    if rule.errno is not None:
        return [_line(_RETURN, _ERRNO | rule.errno)]
    allow = _line(_RETURN, _ALLOW)
    if rule.condition is None:
        return [allow]
    # The low word is the whole argument: each checked one is a 32-bit type in the kernel's own signature.
    values = rule.condition.values
    lines = [_line(_LOAD, _ARGUMENTS_OFFSET + 8 * rule.condition.argument), _line(_AND, rule.condition.mask)]
    for index, value in enumerate(values):
        lines.append(_line(_JUMP_EQUAL, value, if_true=len(values) - index))
    return [*lines, _line(_RETURN, _ERRNO | errno.EPERM), allow]
