"""Many programs under bare CPython, which imports what they have in common once.

Each program is run by CPython itself, as its main program, in a process of its own that has imported just what the
program imports at its top, in that order. Only that the process has done it is shared: an interpreter imports the
first of these, forks for every program that imports nothing else, and for those that import more (`forks_site.py`).
"""

from __future__ import annotations

import ast
import marshal
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pysandbox.policy.libraries import load_libraries

from tests.engine.honest import corpus
from tests.libraries.bare import Bare

SITE = Path(__file__).with_name("forks_site.py")
TIMEOUT_S = 1200


def first_imports(program: corpus.Program, known: frozenset[str]) -> Iterator[str]:
    """The statements at a program's top that import modules whose roots are `known`, up to anything else."""
    for statement in ast.parse(program.code).body:
        match statement:
            case ast.Import():
                names = [alias.name for alias in statement.names]
            case ast.ImportFrom(module=str(module), level=0):
                names = [module]
            case ast.Expr(value=ast.Constant()):
                continue
            case _:
                return
        if not {name.partition(".")[0] for name in names} <= known:
            return
        yield ast.unparse(statement)


def tree(programs: Iterable[corpus.Program], known: frozenset[str]) -> dict[str, Any]:
    """By statement, what follows it: the names of programs, and further statements."""
    root: dict[str, Any] = {"programs": [], "then": {}}
    for program in programs:
        attached = {name.partition(".")[0] for name, _ in program.files}
        node = root
        for statement in first_imports(program, known - attached):
            node = node["then"].setdefault(statement, {"programs": [], "then": {}})
        node["programs"].append(program.name)
    return root


def outcomes(bare: Bare, programs: Iterable[corpus.Program]) -> dict[str, corpus.Outcome]:
    """What each program does as `python main.py`, by its name."""
    programs = list(programs)
    with TemporaryDirectory() as place:
        roots = {"main": Path(place, "main"), "folder": Path(place, "folder"), "guest": bare.libraries}
        roots["main"].mkdir()
        roots["folder"].mkdir()
        for program in programs:
            own = Path(place, program.name)
            (own / "folder").mkdir(parents=True)
            (own / "main.py").write_text(program.code, encoding="utf-8")
            (own / "stdin").write_bytes(program.stdin)
            for name, content in program.files:
                (own / "folder" / name).write_bytes(content)
        known = frozenset(load_libraries("data", bare.libraries).imports.roots)
        plan = Path(place, "plan")
        plan.write_bytes(marshal.dumps(tree(programs, known)))
        done = subprocess.run(
            [bare.python, *corpus.FLAGS, roots["main"] / "main.py"],
            input=b"",
            capture_output=True,
            env=corpus.variables(roots["folder"], bare.libraries) | bare.environ | {"FORKS_PLAN": str(plan)},
            check=False,
            timeout=TIMEOUT_S,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), done.stderr.decode()
        return {program.name: _outcome(program, Path(place, program.name), roots) for program in programs}


def _outcome(program: corpus.Program, own: Path, roots: dict[str, Path]) -> corpus.Outcome:
    stdout, stderr = ((own / name).read_bytes() for name in ("stdout", "stderr"))
    done = subprocess.CompletedProcess((), int((own / "exit").read_text()), stdout, stderr)
    return corpus.outcome(program, done, own / "folder", roots)


def install(bare: Bare) -> None:
    """Let bare CPython fork, where it is given a plan."""
    (packages,) = bare.python.parents[1].glob("lib/python3*/site-packages")
    shutil.copyfile(SITE, packages / "sitecustomize.py")
