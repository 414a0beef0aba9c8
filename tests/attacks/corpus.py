"""The corpus: attack programs as rows of `programs/FAMILY.toml`.

A row says how the program ends with every layer on, exactly, and which layers stop it each by itself (`alone`). An
attack prints `through` when it gets what it is after; a program that prints it never is a layer's failure. One that is
after what an earlier run left has that run's program in `before`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pysandbox.engine.models import LayerState, RunRequest, RunResult
from pysandbox.engine.sandbox import Sandbox
from pysandbox.policy import load_limits

from tests.support import started_sandbox

PROGRAMS = Path(__file__).parent / "programs"
THROUGH = b"through"
FAMILIES = {
    "imports": "imports outside the list",
    "gadgets": "ways to frames and code objects",
    "hook": "the audit hook itself",
    "callbacks": "code in the midst of the engine's",
    "libraries": "doors of the libraries",
    "refused_by_libraries": "doors that the libraries shut",
    "files": "files and devices",
    "network": "network",
    "processes": "processes and identity",
    "resources": "more than a run may have",
    "verdict": "forgery of the verdict",
    "state": "state between runs",
    "clean_up": "what is hard to delete",
}
"""Each file of `programs`, and what it is about."""

DANGEROUS = frozenset({"resources"})
"""Families that are not let loose where their layer is off."""

LAMBDA_LAYERS = ("import_guard", "audit_hook", "closed_world", "rlimits", "nondumpable")
"""What Lambda's kernel leaves of the layers (docs/security.md)."""

SHARED_NAME = "/tmp/pysandbox-"
"""Of files outside the run's directory. Each process of tests has its own: another one's must be in nobody's way."""

VARIABLES = {"SANDBOX_TIMEOUT_SECONDS": "2", "SANDBOX_MEMORY_MB": "64", "SANDBOX_MAX_CONCURRENCY": "2"}
ENDLESS_S = 0.3
"""What is ended by its time has no more of it: it would burn a processor for just as long."""

MAX_CODE_CHARACTERS = load_limits().max_code_characters

NAMES_LIBRARY = re.compile(r"\b(?:numpy|PIL|reportlab|fpdf)\b")

NOT_LOADED_IN_LEAN = frozenset({("gadgets", "pickle"), ("network", "urllib"), ("network", "file address of urllib")})
"""What these take out of sys.modules is not there in a lean child: a KeyError ends them."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One program and what must be seen of it."""

    family: str
    name: str
    code: str
    ends: str
    exit_code: int
    before: str | None = None
    """Another program, run first: what it leaves is what `code` looks for."""
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
    """The layers that stop it with every other one off; None where no layer but the host or a library does.
    `nondumpable` is no hurdle for root, and `uid` is root's alone: those two hold for one kind of user each."""

    @property
    def key(self) -> tuple[str, str]:
        return self.family, self.name

    @property
    def programs(self) -> list[str]:
        """What is run, one after the other; the last is the attack."""
        return [self.code] if self.before is None else [self.before, self.code]

    def run(self, sandbox: Sandbox) -> RunResult:
        """The result of the attack."""
        limit_s = ENDLESS_S if self.ends == "timeout" else None
        return [sandbox.run(RunRequest(code, timeout_s=limit_s)) for code in self.programs][-1]

    def goes_through(self, sandbox: Sandbox) -> bool:
        """Whether it gets what it is after."""
        result = self.run(sandbox)
        if result.exception is not None and result.exception.type == "ModuleNotFoundError":
            # An interpreter that a run's own uid cannot reach is not the layer's merit.
            return {row.name for row in sandbox.layers if row.state is LayerState.ACTIVE} == {"uid"}
        return THROUGH in result.stdout

    def is_stopped_by(self, layer: str, *, as_root: bool) -> bool:
        """Whether its row says that `layer` alone stops it."""
        given = layer != ("nondumpable" if as_root else "uid")
        return given and layer in (self.alone or ())


def load(folder: Path = PROGRAMS) -> list[Attack]:
    """Every attack, by family and in the order of its file."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8").replace(SHARED_NAME, f"{SHARED_NAME}{os.getpid()}-")
        for row in tomllib.loads(text)["attack"]:
            alone = frozenset(row.pop("alone")) if "alone" in row else None
            stdout = None if row["ends"] == "output_limit" else row.pop("stdout", "")
            blocked = tuple(row.pop("blocked", ()))
            found.append(Attack(path.stem, blocked=blocked, stdout=stdout, alone=alone, **row))
    return found


def check_end(attack: Attack, result: RunResult) -> None:
    """Assert that an attack ended as its row says."""
    assert THROUGH not in result.stdout
    assert (result.termination_reason, result.exit_code) == (attack.ends, attack.exit_code), result.stderr.decode()
    assert result.violation == attack.violation
    assert result.blocked_imports == attack.blocked
    if attack.violation is None:
        exception = result.exception
        assert (exception.type if exception else None) == attack.exception
        number = re.match(r"\[Errno (\d+)\]", exception.message if exception else "")
        assert (int(number[1]) if number else None) == attack.errno
    if attack.stdout is not None:
        assert result.stdout.decode() == attack.stdout


@contextmanager
def started(**variables: str) -> Iterator[Sandbox]:
    """A sandbox for attacks, which leaves no file."""
    with started_sandbox(**(VARIABLES | variables)) as sandbox:
        yield sandbox
