"""What can be run of the sandbox on aarch64 under qemu-user, for scripts/check-arm64:
`python -m tests.native.emulated PART`.

`numbers`: those of the filter's list beside the kernel's. `kernel`: what each step of the lock-down is answered.
`attacks`: the corpus, with the layers that are left. `honest`: ordinary programs beside bare CPython, and the system
calls that they make beside the filter's list.
"""

from __future__ import annotations

import errno
import mmap
import os
import re
import resource
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pysandbox.engine.host import zygote_process
from pysandbox.engine.layers import seccomp
from pysandbox.engine.models import InputFile, RunRequest
from pysandbox.engine.native import core
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock
from pysandbox.settings import LAYERS

from tests.attacks import corpus as attacks
from tests.engine.honest import corpus as honest
from tests.support import started_sandbox, without

MACHINE = "aarch64"
NOT_CARRIED = ("seccomp", "landlock", "rlimits")
"""The layers that qemu-user has no part of, or takes and forgets (linux-user/syscall.c)."""
NONE, GIB = 0, 1 << 30
MS_REC, MS_PRIVATE = 1 << 14, 1 << 18  # linux/mount.h
START_TIMEOUT_S = 1800.0

NEED_LIMITS = frozenset({("hook", "hook out of memory")})
"""Attacks beyond `attacks.DANGEROUS` that run until a limit of memory stops them."""

BUILT_IN = {("imports", "dynamic library by its importer"): "AttributeError"}
"""Attacks by way of a file of a module that Debian builds into its Python: how they end there."""

NOT_OF_A_RUN = {
    "execve": "the start of a process",
    "faccessat": "the loader looks for /etc/ld.so.preload",
    "set_tid_address": "the start of a process",
    "readlinkat": "CPython looks for itself",
    "mbind": "OpenBLAS at its start, in the zygote",
}
"""System calls that bare CPython makes and a run does not: it is forked when they have been made."""


def limit_memory() -> None:
    """Fails where a limit of memory is taken and not kept."""
    core.limit(struct.pack("=QQ", resource.RLIMIT_AS, GIB))
    try:
        mmap.mmap(-1, 2 * GIB).close()
    except OSError:
        return
    raise OSError(errno.ENOTSUP, "more memory than the limit")


def limit_descriptors() -> None:
    """Fails where a limit of descriptors is not kept."""
    core.limit(struct.pack("=QQ", resource.RLIMIT_NOFILE, 8))
    try:
        for _ in range(4):
            os.pipe()
    except OSError as error:
        if error.errno == errno.EMFILE:
            return
        raise
    raise OSError(errno.ENOTSUP, "more descriptors than the limit")


def own_mounts() -> None:
    """A tmpfs of this process's own, that nobody else sees."""
    os.unshare(os.CLONE_NEWNS)
    core.mount("none", "/", "", MS_REC | MS_PRIVATE, "")
    core.own_mounts("/tmp", 0, "size=1m")
    assert " /tmp tmpfs " in Path("/proc/self/mounts").read_text()


def become() -> None:
    """Another uid, without a capability."""
    core.become(60001)
    assert os.getresuid() == (60001, 60001, 60001)
    assert re.search(r"^CapEff:\t0+$", Path("/proc/self/status").read_text(), re.MULTILINE)


def filter_calls() -> None:
    """The filter of a run."""
    core.seccomp(*seccomp.program(seccomp.load_rules(MACHINE), MACHINE))


NEW_NAMESPACES = os.CLONE_NEWNS | os.CLONE_NEWIPC | os.CLONE_NEWUTS | os.CLONE_NEWNET | os.CLONE_NEWPID

STEPS: dict[str, tuple[Callable[[], object], set[int]]] = {
    "descriptors are closed": (lambda: core.close_from(3), {NONE}),
    "not dumpable": (lambda: core.set_dumpable(0), {NONE}),
    "dies with its parent": (core.die_with_parent, {NONE}),
    "watches its children": (core.watch_children, {NONE}),
    "namespaces of its own": (lambda: os.unshare(NEW_NAMESPACES), {NONE}),
    "mounts of its own": (own_mounts, {NONE}),
    "a uid of its own": (become, {NONE}),
    "no capability": (core.drop_capabilities, {NONE}),
    "a limit of descriptors": (limit_descriptors, {NONE}),
    # Newer versions of qemu carry it.
    "adopts orphans": (core.adopt_orphans, {NONE, errno.EINVAL}),
    # qemu has a thread of its own, with which nobody may begin a user namespace (user_namespaces(7)).
    "a user namespace": (lambda: os.unshare(os.CLONE_NEWUSER), {errno.EINVAL}),
    "a limit of memory": (limit_memory, {errno.ENOTSUP}),
    "Landlock": (lambda: core.landlock(b"\xff\xff" + bytes(14), b"", "/tmp", 1), {errno.ENOSYS}),
    "seccomp": (filter_calls, {errno.ENOSYS, errno.EINVAL}),
    "tracing": (core.be_traced, {errno.ENOSYS}),
}
"""Each step, tried in a process of its own, and what it may be answered: 0, or the errno."""


def answer(step: Callable[[], object]) -> int:
    """What a step is answered."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        status = 255
        try:
            step()
            status = NONE
        except OSError as error:
            status = error.errno or 255
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kernel() -> list[str]:
    """What was answered otherwise than this file says."""
    wrong = []
    for name, (step, expected) in STEPS.items():
        found = answer(step)
        print(f"arm64: {name}: {errno.errorcode.get(found, found) if found else 'done'}")
        if found not in expected:
            wrong.append(f"{name} gives {errno.errorcode.get(found, found)}")
    if core.landlock_abi() != 0:
        wrong.append("there is Landlock")
    return wrong


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    """One with all the layers that are left; it starts only where each holds when it is attacked alone."""
    zygote_process.START_TIMEOUT_S = START_TIMEOUT_S
    left = ",".join(sorted(frozenset(LAYERS) - frozenset(NOT_CARRIED)))
    variables = attacks.VARIABLES | without(*NOT_CARRIED) | {"SANDBOX_REQUIRED_LAYERS": left}
    with started_sandbox(**variables | {"SANDBOX_TIMEOUT_SECONDS": "60"}) as made:
        print(f"arm64: held when attacked alone: {left}", flush=True)
        yield made


def every_attack() -> list[str]:
    """The attacks that went through, or ended otherwise than with every layer on x86-64."""
    wrong, count = [], 0
    with sandbox() as made:
        made.stock_for = lambda *_: Stock.FULL  # type: ignore[method-assign]
        for row in attacks.load():
            attack = replace(row, exception=BUILT_IN[row.key], errno=None) if row.key in BUILT_IN else row
            if attack.family in attacks.DANGEROUS or attack.key in NEED_LIMITS:
                continue
            count += 1
            result = attack.run(made)
            try:
                attacks.check_end(attack, result)
            except AssertionError:
                wrong.append(
                    f"{attack.key}: {result.termination_reason} {result.stdout!r} {result.stderr.decode()[-200:]}"
                )
    print(f"arm64: {count} attacks")
    return wrong


def every_honest_program(traced: Path, log: Path) -> list[str]:
    """The programs that differ from bare CPython, and the system calls of theirs that the filter would refuse."""
    listed = {rule.name for rule in seccomp.load_rules(MACHINE)} | set(NOT_OF_A_RUN)
    guest = Path(sys.prefix) / "guest"
    wrong = []
    with sandbox() as made:
        for program in honest.programs():
            result = made.run(
                RunRequest(program.code, program.stdin, tuple(InputFile(*file) for file in program.files))
            )
            bare = honest.run_bare(program, guest, python=traced)
            stderr = honest.comparable(result.stderr.decode(), guest)
            found = set()
            if (result.stdout.decode(), stderr, result.exit_code) != (bare.stdout, bare.stderr, bare.exit_code):
                found.add(f"{result.stdout!r} {stderr} {bare}")
            made_calls = set(re.findall(r"^\d+ ([a-z]\w+)\(", log.read_text(errors="replace"), re.MULTILINE))
            assert len(made_calls) > 20, "qemu writes no system calls down"
            found |= {f"calls {name}" for name in made_calls - listed}
            print(f"arm64: {program.name}: {'wrong' if found else 'the same'}", flush=True)
            wrong += [f"{program.name}: {what}" for what in sorted(found)]
    print(f"arm64: {len(honest.programs())} honest programs")
    return wrong


def numbers(definitions: Path) -> list[str]:
    """The numbers of the filter that are not the kernel's: `definitions` are the compiler's, of <asm/unistd.h>."""
    defined = dict(re.findall(r"#define __NR(?:3264)?_(\w+) (\w+)", definitions.read_text()))
    rules = seccomp.load_rules(MACHINE)
    print(f"arm64: {len(rules)} numbers of system calls")
    found = {rule.name: defined[rule.name].removeprefix("__NR3264_") for rule in rules}
    return [f"{rule.name}: {rule.number}" for rule in rules if _number(found[rule.name], defined) != rule.number]


def _number(word: str, defined: dict[str, str]) -> int:
    return int(word) if word.isdecimal() else int(defined[word])


PARTS: dict[str, Callable[..., list[str]]] = {
    "numbers": numbers,
    "kernel": kernel,
    "attacks": every_attack,
    "honest": every_honest_program,
}


if __name__ == "__main__":
    assert os.uname().machine == MACHINE, "this is for an emulated aarch64"
    part, *given = sys.argv[1:]
    wrong = PARTS[part](*map(Path, given))
    for line in wrong:
        print(f"arm64: wrong: {line}", file=sys.stderr)
    sys.exit(bool(wrong))
