"""Any two of the kernel's layers taken away: what reaches a file, the network or a process must still fail.

The other layers stop each such attack, which is what `through` measures with all of them on. What stands where the
interpreter is whole no more, it measures with the interpreter's layers off as well: there the rows say which attacks
are left (`left_by`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from pysandbox.settings import LAYERS

from tests.attacks import corpus
from tests.support import open_to_others, without

type Pair = tuple[str, ...]

INTERPRETER = ("import_guard", "audit_hook", "closed_world")
KERNEL = tuple(layer for layer in LAYERS if layer not in INTERPRETER)
PAIRS: tuple[Pair, ...] = tuple(combinations(KERNEL, 2))
FAMILIES = frozenset({"libraries", "files", "network", "processes"})
"""Those that are after a file, the network or a process."""

HOSTS = (("seccomp", "namespaces"), ("seccomp", "uid"), ("landlock", "namespaces"))
"""Without these, the interpreter's layers alone keep a run from the host (docs/security.md says from what)."""

OWN_PARENT = ("processes", "limits of the parent")
"""In a process table of its own a run has no parent: number 0 is itself, and its own limits are what it reads."""


def attacks() -> list[corpus.Attack]:
    """All that are after something of the host's."""
    return [row for row in corpus.load() if row.family in FAMILIES]


def left_by(pair: Pair, *, as_root: bool = True) -> frozenset[tuple[str, str]]:
    """The attacks that none of the kernel's other layers stops alone, as their rows say. `uid` is root's alone."""
    others = frozenset(KERNEL) - frozenset(pair) - (frozenset() if as_root else {"uid"})
    left = {row.key for row in attacks() if row.alone is not None and not others & row.alone}
    return frozenset(left | ({OWN_PARENT} if "seccomp" in pair and "namespaces" in others else set()))


def through(pair: Pair, *, interpreter: bool, rows: list[corpus.Attack] | None = None) -> frozenset[tuple[str, str]]:
    """What gets what it is after, in real runs with two of the kernel's layers off.

    Args:
        interpreter: whether the interpreter's layers are on.
        rows: what is tried; all `attacks` by default.
    """
    off = pair if interpreter else (*pair, *INTERPRETER)
    # Time is the host's to take: on a busy machine it must not look like a layer's doing.
    patience = {"SANDBOX_TIMEOUT_SECONDS": "20"}
    with (
        open_to_others(Path(sys.prefix) / "guest") as libraries,  # what the uid alone would hide is not its merit
        corpus.started(**without(*off), **patience, SANDBOX_GUEST_LIBRARIES=str(libraries)) as sandbox,
    ):
        return frozenset(row.key for row in rows or attacks() if row.goes_through(sandbox))


def table(measured: Mapping[Pair, tuple[int, int]]) -> str:
    """How many attacks go through without each pair, with the interpreter's layers on and off, as a Markdown table."""
    lines = [["off", "all others on", "the interpreter's off too"], ["---", "--:", "--:"]]
    for pair, counts in measured.items():
        line = [" and ".join(f"`{layer}`" for layer in pair), *map(str, counts)]
        lines.append([f"**{cell}**" for cell in line] if pair in HOSTS else line)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def declared() -> dict[Pair, tuple[int, int]]:
    """What the rows say of every pair."""
    return {pair: (0, len(left_by(pair))) for pair in PAIRS}
