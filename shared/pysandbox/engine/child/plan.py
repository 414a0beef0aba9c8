"""What a child is given: a plan and objects that the zygote makes once for all, and what is each child's own."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedWriter, FileIO, TextIOWrapper
from os import write
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from ...policy import ImportPolicy, Limits, load_imports
from ...policy.libraries import LibrarySet
from ..configuration import Configuration
from ..layers import landlock, seccomp
from ..protocol import BLOCKED, REPORT_FD, record
from ..trace import Mark, Told
from ..zygote.closed_world import program_builtins
from . import import_guard, program

MAX_BLOCKED_REPORTS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What the zygote prepared once for all its children."""

    layers: frozenset[str]
    limits: Limits
    imports: ImportPolicy
    rehearsal: str
    """What a child runs before it waits, printing to `out`; empty: nothing."""
    landlock: landlock.Plan | None
    seccomp: tuple[bytes, bytes] | None
    """The filter, and where in it the process's own id goes."""
    in_user_namespace: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """Objects that every run has its own copy of by the fork: making them in the zygote costs a run nothing."""

    builtins: ModuleType
    error_type: type[ImportError]
    attached: SimpleNamespace
    """What the import guard and the end of a program share (`ending.make_leave`)."""
    release: Callable[[], None]
    """Gives the memory reserve back."""
    null: TextIOWrapper
    """A stream like a run's, on descriptor 1, which is the zygote's /dev/null until a child attaches."""
    forgotten: tuple[dict[str, Any], ...]
    """The namespaces that a child empties."""


@dataclass(frozen=True, slots=True)
class Job:
    """What differs from child to child."""

    streams: tuple[int, int, int]
    report: int
    output: int
    """Memory for what is printed and not yet written."""
    uid: int
    """The uid to become; negative: stay."""
    directory: str
    """The folder that the child waits in."""
    inner: str
    """The folder in it that the program works in, made before the order; empty: it is the same."""
    tmpfs: str
    """What a tmpfs of its own is mounted there with; empty: none is."""
    limits: bytes
    """The rlimits; empty: none."""
    mark: Mark
    told: Told
    traced: bool
    """Whether the zygote is to see the end of it before its memory is taken apart."""


def make_plan(config: Configuration, libraries: LibrarySet | None) -> Plan:
    """The plan that the host's configuration asks for. What is only known inside the new root is still missing."""
    layers, extra = frozenset(config["layers"]), config["extra_imports"]
    rules = seccomp.load_rules(seccomp.MACHINE, layers=layers) if "seccomp" in layers else ()
    return Plan(
        layers=layers,
        limits=Limits(**config["limits"]),
        imports=load_imports(Path(extra) if extra else None)
        + (libraries.imports if libraries else ImportPolicy((), (), ())),
        rehearsal=config["rehearsal"],
        landlock=None,
        seccomp=seccomp.program(rules, seccomp.MACHINE) if rules else None,
        in_user_namespace=False,
    )


def prepare(plan: Plan, forgotten: tuple[dict[str, Any], ...]) -> Prepared:
    """What is the same for every run, made once in the zygote before its heap is frozen."""
    builtins = program_builtins()
    error_type = import_guard.make_error_type()
    attached = SimpleNamespace(modules={})
    if "import_guard" in plan.layers:
        import_guard.apply(plan.imports, builtins, attached, error_type, _blocked_reporter())
    program.open_streams()
    null = TextIOWrapper(BufferedWriter(FileIO(1, "w", closefd=False)), "utf-8", line_buffering=True)
    return Prepared(builtins, error_type, attached, _make_reserve(plan), null, forgotten)


def _make_reserve(plan: Plan) -> Callable[[], None]:
    """Set memory aside under the limit that is to be set; the function that is returned gives it back."""
    if "rlimits" not in plan.layers:
        return lambda: None
    return mmap.mmap(-1, plan.limits.memory_reserve_bytes, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close


def _blocked_reporter() -> Callable[[str], None]:
    seen: set[str] = set()
    send, fd, tag, make, most = write, REPORT_FD, BLOCKED, record, MAX_BLOCKED_REPORTS

    def blocked(name: str) -> None:
        if name not in seen and len(seen) < most:
            seen.add(name)
            send(fd, make(tag, name))

    return blocked
