"""The corpus is what it says it is: many small programs that a caller could send."""

from __future__ import annotations

import ast

import pytest
from pysandbox.policy import load_imports

from tests.engine.honest import corpus

pytestmark = pytest.mark.once

IMPORTS = load_imports()


def imported(program: corpus.Program) -> set[str]:
    """The dotted modules that the program imports anywhere in it; nothing when it does not parse."""
    try:
        tree = ast.parse(program.code)
    except SyntaxError:
        return set()
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
            modules.update(f"{node.module}.{alias.name}" for alias in node.names)
    return modules


def test_every_program_fits_into_a_request() -> None:
    assert {program.name for program in corpus.programs() if len(program.code) > corpus.MAX_CODE_CHARACTERS} == set()


def test_every_import_is_on_the_list() -> None:
    outside = {
        (p.name, module)
        for p in corpus.programs()
        for module in imported(p)
        if not IMPORTS.allows(module) and f"{module.split('.')[0]}.py" not in dict(p.files)
    }
    assert outside == set()


def test_there_are_at_least_seventy_programs() -> None:
    assert len(corpus.programs()) >= 70


def test_a_dozen_programs_import_the_whole_list() -> None:
    wanted = IMPORTS.roots - {"__future__"}
    whole = [p for p in corpus.programs() if wanted <= {module.split(".")[0] for module in imported(p)}]
    assert len(whole) >= 12


def test_every_module_of_the_list_is_used() -> None:
    roots = {module.split(".")[0] for program in corpus.programs() for module in imported(program)}
    assert roots >= IMPORTS.roots
