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
from tests.libraries import forks
from tests.libraries.bare import Bare, comparable_file

PROGRAMS = corpus.programs(Path(__file__).parent / "programs")
LOOK = "import os, sys\nprint(sorted(sys.modules), sorted(os.listdir()), len(sys.path), 'FORKS_PLAN' in os.environ)\n"
IN_FORKS = [
    corpus.Program("nothing", LOOK, b"", (), ()),
    corpus.Program("json_first", f"import json\nimport numpy as np\n{LOOK}", b"", (), ()),
    corpus.Program("numpy_first", f"import numpy as np\nimport json\n{LOOK}", b"", (), ()),
    corpus.Program("numpy_alone", f"import numpy as np\n{LOOK}open('made.txt', 'w').write('x')\n", b"", (), ("*.txt",)),
    corpus.Program("attached", f"import numpy\nimport own\n{LOOK}print(own.x)\n", b"", (("own.py", b"x = 5\n"),), ()),
    corpus.Program("raises", "import numpy as np\nprint(input())\ndef f():\n    1 / 0\nf()\n", b"given\n", (), ()),
    corpus.Program("exits", "import sys, atexit\natexit.register(print, 'last')\nsys.exit(3)\n", b"", (), ()),
    corpus.Program("fails_to_import", "import numpy as np\nimport nowhere\n", b"", (), ()),
]
"""What they find of what was imported before them, in one process or another."""


@pytest.fixture(scope="module")
def outcomes(bare_cpython: Bare, request: pytest.FixtureRequest) -> dict[str, corpus.Outcome]:
    """What each of the programs that are asked for does under bare CPython."""
    calls = [getattr(item, "callspec", None) for item in request.session.items]
    asked = {call.params["program"].name for call in calls if call and call.params.get("program") in PROGRAMS}
    forks.install(bare_cpython)
    return forks.outcomes(bare_cpython, [program for program in PROGRAMS if program.name in asked])


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_run_as_under_bare_cpython(
    program: corpus.Program, data_sandbox: Sandbox, bare_cpython: Bare, outcomes: dict[str, corpus.Outcome]
) -> None:
    bare = outcomes[program.name]
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


@pytest.fixture(scope="module")
def together(bare_cpython: Bare) -> dict[str, corpus.Outcome]:
    forks.install(bare_cpython)
    return forks.outcomes(bare_cpython, IN_FORKS)


@pytest.mark.parametrize("program", IN_FORKS, ids=lambda program: program.name)
def test_a_program_in_a_fork_does_what_it_does_alone(
    program: corpus.Program, together: dict[str, corpus.Outcome], bare_cpython: Bare
) -> None:
    alone = corpus.run_bare(program, bare_cpython.libraries, python=bare_cpython.python)
    assert together[program.name] == alone
