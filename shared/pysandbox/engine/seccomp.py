"""The seccomp layer: an allow-list of system calls (seccomp(2)), the last lock to be put on.

The list is `policy/syscalls_ARCH.json`, a reason on every row. A call that is not on it fails with EPERM, so that a
program sees an ordinary OSError. The filter is classic BPF, written here because it is some forty lines.
"""

from __future__ import annotations

import errno
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError
from .kernel import PR_SET_NO_NEW_PRIVS, Kernel, address_of

# linux/bpf_common.h, linux/seccomp.h: opcode, jump if true, jump if false, operand.
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_OFFSET, _ARCH_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16
_X32_BIT = 0x40000000
_SET_MODE_FILTER = 1
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_* (linux/audit.h)


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
    reason: str


def load_rules(machine: str, directory: Path | None = None) -> tuple[Rule, ...]:
    """The allow-list of an architecture.

    Raises:
        ConfigurationError: there is none, or it is malformed.
    """
    path = (directory or Path(__file__).parent.parent / "policy") / f"syscalls_{machine}.json"
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["syscalls"]
        return tuple(_rule(row) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path.name}: {error!r}") from error


def _rule(row: dict[str, Any]) -> Rule:
    when = row.get("when")
    condition = Condition(when["argument"], when.get("mask", 0xFFFFFFFF), tuple(when["values"])) if when else None
    return Rule(row["name"], row["number"], condition, row.get("errno"), row["reason"])


def _instruction(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)


def _body(rule: Rule, pid: int) -> list[bytes]:
    """What follows when the number matches: always ends in a return."""
    if rule.errno is not None:
        return [_instruction(_RETURN, _ERRNO | rule.errno)]
    allow = _instruction(_RETURN, _ALLOW)
    if rule.condition is None:
        return [allow]
    # The low word is the whole argument: each checked one is a 32-bit type in the kernel's own signature.
    values = [pid if value == "pid" else int(value) for value in rule.condition.values]
    lines = [_instruction(_LOAD, _ARGUMENTS_OFFSET + 8 * rule.condition.argument)]
    lines.append(_instruction(_AND, rule.condition.mask))
    for index, value in enumerate(values):
        lines.append(_instruction(_JUMP_EQUAL, value, if_true=len(values) - index))
    return [*lines, _instruction(_RETURN, _ERRNO | errno.EPERM), allow]


def program(rules: tuple[Rule, ...], machine: str, pid: int) -> bytes:
    """The filter as BPF instructions, for a process that sees itself as `pid`."""
    lines = [
        _instruction(_LOAD, _ARCH_OFFSET),
        _instruction(_JUMP_EQUAL, _ARCHITECTURES[machine], if_true=1),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER_OFFSET),
        _instruction(_JUMP_AT_LEAST, _X32_BIT, if_false=1),
        _instruction(_RETURN, _KILL),
    ]
    for rule in rules:
        body = _body(rule, pid)
        lines += [_instruction(_JUMP_EQUAL, rule.number, if_false=len(body)), *body]
    return b"".join([*lines, _instruction(_RETURN, _ERRNO | errno.EPERM)])


def apply(kernel: Kernel, code: bytes) -> None:
    """Filter every further system call of this process and its children through `code`.

    Raises:
        OSError: the kernel refuses (EINVAL, EACCES), as Lambda's does.
    """
    header = struct.pack("HxxxxxxQ", len(code) // 8, address_of(code))
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
    # SAFETY: `header` points into `code`, and both outlive the call.
    kernel.call("seccomp", _SET_MODE_FILTER, 0, header)
