"""The corpus: attack programs as rows of `programs/FAMILY.toml`.

A row says how the program ends with every layer on, exactly, and which layers stop it each by itself (`alone`). An
attack prints `through` when it gets what it is after; a program that prints it never is a layer's failure.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pysandbox.policy import load_limits

PROGRAMS = Path(__file__).parent / "programs"
THROUGH = b"through"
MAX_CODE_CHARACTERS = load_limits().max_code_characters


@dataclass(frozen=True, slots=True)
class Attack:
    """One program and what must be seen of it."""

    family: str
    name: str
    code: str
    ends: str
    exit_code: int
    exception: str | None = None
    """The type of the uncaught exception."""
    errno: int | None = None
    violation: str | None = None
    """The audit event that ended the run."""
    blocked: tuple[str, ...] = ()
    """Modules that the import guard refused."""
    stdout: str | None = None
    """All of it; None where the output's end is what is tested."""
    alone: frozenset[str] | None = None
    """The layers that stop it with every other one off; None where no layer but the host or a library does."""


def load() -> list[Attack]:
    """Every attack, by family and in the order of its file."""
    found = []
    for path in sorted(PROGRAMS.glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["attack"]:
            alone = frozenset(row.pop("alone")) if "alone" in row else None
            stdout = None if row["ends"] == "output_limit" else row.pop("stdout", "")
            blocked = tuple(row.pop("blocked", ()))
            found.append(Attack(path.stem, blocked=blocked, stdout=stdout, alone=alone, **row))
    return found
