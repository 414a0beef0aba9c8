"""Every system call with arguments of every kind from inside a run: what the kernel answers is what the policy says.

A run has no way to make raw calls. Here it is given one: `ctypes`, loaded by its zygote before seccomp goes on.
"""

from __future__ import annotations

import errno
import json
import random
import signal
from collections.abc import Iterator

import pytest
from pysandbox.engine.host.supervise import Observation, Watch
from pysandbox.engine.host.zygote_process import ZygoteProcess
from pysandbox.engine.layers.seccomp import MACHINE, Condition, Rule, load_rules
from pysandbox.settings import Settings

from scripts.proc import descendants
from tests.support import EXPECTED_LAYERS, make_settings, run_folder, wait_until

KERNEL_LAYERS = EXPECTED_LAYERS - {"import_guard", "audit_hook", "closed_world"}
RULES = {rule.number: rule for rule in load_rules(MACHINE, layers=KERNEL_LAYERS)}
LAST_NUMBER = 600  # beyond the last one that any kernel has
X32_BIT = 0x40000000
ROUNDS = 3
UNFILTERED = {"uretprobe": 335, "uprobe": 336} if MACHINE == "x86_64" else {}
"""Calls of the kernel's own trampolines, which seccomp lets pass since Linux 6.13; from elsewhere: SIGILL, ENXIO."""

CALLER = """
import ctypes, json, posix
call = ctypes.CDLL(None, use_errno=True).syscall
call.restype = ctypes.c_long
for number, *arguments in %s:
    ctypes.set_errno(0)
    result = call(ctypes.c_long(number), *[ctypes.c_ulong(value) for value in arguments])
    posix.write(2, b'%%d %%d\\n' %% (number, ctypes.get_errno() if result == -1 else 0))
"""

type Call = tuple[int, ...]
"""The number and six arguments."""


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    with run_folder() as folder:
        yield make_settings(folder, SANDBOX_TIMEOUT_SECONDS="0.4")


@pytest.fixture(scope="module")
def zygote(settings: Settings) -> Iterator[ZygoteProcess]:
    """One with the kernel's layers and without the language's."""
    started = ZygoteProcess(settings, KERNEL_LAYERS, ["ctypes", "json"])
    yield started
    started.close()


@pytest.fixture(autouse=True)
def _the_host_survives(zygote: ZygoteProcess, settings: Settings) -> Iterator[None]:
    """Whatever was called: the zygote has no process more, and its next run works."""
    before = set(descendants())
    yield
    assert zygote.alive
    assert bytes(watch(zygote, settings, "print('served')").stdout.kept) == b"served\n"
    wait_until(lambda: set(descendants()) == before, 10)  # a run is told of before its memory has been taken apart


def watch(zygote: ZygoteProcess, settings: Settings, code: str) -> Observation:
    spare = zygote.spawn(0)
    try:
        return Watch(spare, b"", settings.limits).run(code)
    finally:
        spare.close()


def outcomes(zygote: ZygoteProcess, settings: Settings, calls: list[Call]) -> tuple[list[tuple[int, int]], int]:
    """The number and errno of each call that came back, and the wait status."""
    seen = watch(zygote, settings, CALLER % json.dumps(calls))
    rows = [line.split() for line in bytes(seen.stderr.kept).decode(errors="replace").splitlines()]
    return [(int(row[0]), int(row[1])) for row in rows], seen.wait_status


def argument(source: random.Random) -> int:
    """One of a kind that system calls take: a descriptor, a flag, a size, a pointer, or nonsense."""
    kinds = [
        lambda: source.randrange(64),
        lambda: 1 << source.randrange(64),
        lambda: source.getrandbits(32),
        lambda: source.getrandbits(64),
        lambda: 0x7F0000000000 + (source.getrandbits(36) << 4),
        lambda: (1 << 64) - source.randrange(1, 200),
    ]
    return source.choice(kinds)()


def call(number: int, source: random.Random) -> Call:
    return (number, *(argument(source) for _ in range(6)))


def is_allowed(rule: Rule, made: Call) -> bool:
    """What the policy says of a call, read anew: «pid» is 1, for a run is the first of its process table."""
    condition = rule.condition
    if condition is None:
        return rule.errno is None
    value = made[1 + condition.argument] & 0xFFFFFFFF & condition.mask
    return value in [1 if wanted == "pid" else wanted for wanted in condition.values]


def test_every_call_that_is_not_on_the_list_is_refused(zygote: ZygoteProcess, settings: Settings) -> None:
    source = random.Random(20)
    numbers = [number for number in range(LAST_NUMBER) if number not in {*RULES, *UNFILTERED.values()}]
    calls = [call(number, source) for number in numbers for _ in range(ROUNDS)]
    came_back, status = outcomes(zygote, settings, calls)
    assert status == 0
    assert came_back == [(made[0], errno.EPERM) for made in calls]


@pytest.mark.parametrize("name", UNFILTERED)
def test_a_call_that_no_filter_sees_is_refused_or_ends_the_run(
    zygote: ZygoteProcess, settings: Settings, name: str
) -> None:
    number = UNFILTERED[name]
    refused = [([(number, said)], 0) for said in (errno.EPERM, errno.ENXIO)]
    assert outcomes(zygote, settings, [call(number, random.Random(26))]) in [*refused, ([], signal.SIGILL)]


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.condition], ids=lambda rule: rule.name)
def test_a_call_whose_argument_is_not_on_the_list_is_refused(
    zygote: ZygoteProcess, settings: Settings, rule: Rule
) -> None:
    source = random.Random(21)
    calls = [made for made in (call(rule.number, source) for _ in range(60)) if not is_allowed(rule, made)]
    assert len(calls) > 10
    came_back, status = outcomes(zygote, settings, calls)
    assert (came_back, status) == ([(rule.number, errno.EPERM)] * len(calls), 0)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.errno], ids=lambda rule: rule.name)
def test_a_call_with_an_errno_of_its_own_gets_it(zygote: ZygoteProcess, settings: Settings, rule: Rule) -> None:
    calls = [call(rule.number, random.Random(22)) for _ in range(9)]
    assert outcomes(zygote, settings, calls) == ([(rule.number, rule.errno or 0)] * len(calls), 0)


def _allowed(number: int, condition: Condition | None, source: random.Random) -> Call:
    """A call that the filter lets pass, with null pointers and bad descriptors, so that it does nothing."""
    made = [number, *[source.choice([0, (1 << 64) - 1]) for _ in range(6)]]
    if condition is not None:
        made[1 + condition.argument] = 1 if condition.values == ("pid",) else int(condition.values[0])
    return tuple(made)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if not rule.errno], ids=lambda rule: rule.name)
def test_a_call_that_is_on_the_list_reaches_the_kernel(zygote: ZygoteProcess, settings: Settings, rule: Rule) -> None:
    """Its own answer, an end or a wait: but never the filter's EPERM."""
    came_back, _ = outcomes(zygote, settings, [_allowed(rule.number, rule.condition, random.Random(23))])
    assert all(number != errno.EPERM for _, number in came_back)


@pytest.mark.parametrize("rule", list(RULES.values())[::5], ids=lambda rule: rule.name)
def test_arguments_of_every_kind_harm_nobody_else(zygote: ZygoteProcess, settings: Settings, rule: Rule) -> None:
    source = random.Random(24)
    outcomes(zygote, settings, [call(rule.number, source) for _ in range(20)])


@pytest.mark.parametrize("number", [0, 1, 39, 57, 59, 231, 512, 520, 545, 0x3FFFFFFF])
def test_a_call_of_the_x32_interface_ends_the_run(zygote: ZygoteProcess, settings: Settings, number: int) -> None:
    """A filter that overlooked the bit would let its numbers pass as something else."""
    came_back, status = outcomes(zygote, settings, [call(X32_BIT | number, random.Random(25))])
    assert (came_back, status & 0x7F) == ([], signal.SIGSYS)
