"""Ordinary programs over the data set behave as under bare CPython: output, traceback, exit code and files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from pysandbox.engine.models import InputFile, RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.policy import load_imports
from pysandbox.policy.libraries import load_libraries

from tests.engine.honest import corpus
from tests.libraries.bare import Bare, comparable_file

PROGRAMS = corpus.programs(Path(__file__).parent / "programs")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_run_as_under_bare_cpython(program: corpus.Program, data_sandbox: Sandbox, bare_cpython: Bare) -> None:
    bare = bare_cpython.run(program)
    files = tuple(InputFile(name, content) for name, content in program.files)
    result = data_sandbox.run(RunRequest(program.code, program.stdin, files, program.returns))
    assert result.stdout.decode() == bare.stdout
    assert corpus.comparable(result.stderr.decode(), bare_cpython.libraries) == bare.stderr
    assert result.exit_code == bare.exit_code
    assert not result.blocked_imports
    assert result.violation is None
    made = {file.name: file.content or b"" for file in result.output_files}
    assert sorted(made) == sorted(bare.files)
    for name, content in made.items():
        assert comparable_file(name, content) == comparable_file(name, bare.files[name]), name


def test_there_are_at_least_sixty_programs_that_fit_into_a_request() -> None:
    assert len(PROGRAMS) >= 60
    assert {program.name for program in PROGRAMS if len(program.code) > corpus.MAX_CODE_CHARACTERS} == set()


def test_every_library_of_the_set_is_used(data_libraries: Path) -> None:
    used: set[str] = set()
    for program in PROGRAMS:
        for node in ast.walk(ast.parse(program.code)):
            if isinstance(node, ast.Import):
                used.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                used.add(node.module.partition(".")[0])
    assert load_libraries("data", data_libraries).imports.roots - load_imports().roots <= used
