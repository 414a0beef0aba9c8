"""The assembled filter, interpreted here: for every number and argument it says what the rows say."""

from __future__ import annotations

import errno
import random
import struct

import pytest
from pysandbox.engine.layers import seccomp

MACHINES = ("x86_64", "aarch64")
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
PID = 4321


def interpret(code: bytes, number: int, architecture: int, arguments: list[int]) -> tuple[int, int]:
    """What the kernel would return for a call (linux/filter.h), and after how many instructions."""
    data = struct.pack("=iIQ6Q", number if number < 1 << 31 else number - (1 << 32), architecture, 0, *arguments)
    lines = list(struct.iter_unpack("HBBI", code))
    at = steps = accumulator = 0
    while True:
        operation, if_true, if_false, operand = lines[at]
        at, steps = at + 1, steps + 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, operand)
        elif operation == 0x54:
            accumulator &= operand
        elif operation == 0x05:
            at += operand
        elif operation == 0x15:
            at += if_true if accumulator == operand else if_false
        elif operation == 0x35:
            at += if_true if accumulator >= operand else if_false
        else:
            assert operation == 0x06
            return operand, steps


def assembled(machine: str) -> bytes:
    """The filter of a process with the id PID."""
    code, places = seccomp.program(seccomp.load_rules(machine), machine)
    changed = bytearray(code)
    for (place,) in struct.iter_unpack("H", places):
        struct.pack_into("I", changed, 8 * place + 4, PID)
    return bytes(changed)


def wanted(rule: seccomp.Rule | None, arguments: list[int]) -> int:
    """What a row says of a call with these arguments."""
    if rule is None:
        return REFUSE | errno.EPERM
    if rule.errno is not None:
        return REFUSE | rule.errno
    condition = rule.condition
    if condition is None:
        return ALLOW
    values = [PID if value == "pid" else value for value in condition.values]
    held = arguments[condition.argument] & 0xFFFFFFFF & condition.mask in values
    return ALLOW if held else REFUSE | errno.EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_gets_what_its_row_says(machine: str) -> None:
    code = assembled(machine)
    rules = {rule.number: rule for rule in seccomp.load_rules(machine)}
    chosen = random.Random(7)
    for number in range(1024):
        rule = rules.get(number)
        tried = [0, 1, 2, 4, 6, PID, PID + 1, 0xFFFFFFFF, 1 << 32, *(chosen.getrandbits(64) for _ in range(4))]
        if rule and rule.condition:
            tried += [PID if value == "pid" else int(value) for value in rule.condition.values]
        for value in tried:
            arguments = [value] * 6
            assert interpret(code, number, ARCHITECTURES[machine], arguments)[0] == wanted(rule, arguments), number


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_and_the_x32_table_end_the_process(machine: str) -> None:
    code = assembled(machine)
    for other in {0x40000003, *ARCHITECTURES.values()} - {ARCHITECTURES[machine]}:
        assert interpret(code, 0, other, [0] * 6)[0] == KILL
    for number in (1 << 30, (1 << 30) + 59, (1 << 32) - 1):
        assert interpret(code, number, ARCHITECTURES[machine], [0] * 6)[0] == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_no_call_takes_many_instructions(machine: str) -> None:
    """The kernel walks the whole filter for each number that exists when it is put on."""
    code = assembled(machine)
    steps = [interpret(code, number, ARCHITECTURES[machine], [0] * 6)[1] for number in range(512)]
    assert max(steps) <= 24
    assert len(code) // 8 <= 4096
