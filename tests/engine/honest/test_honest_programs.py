"""Ordinary programs behave in the sandbox exactly as under bare CPython: output, traceback and exit code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pysandbox.engine.models import RunResult, TerminationReason
from pysandbox.settings import load_settings

from tests.engine.honest import corpus

pytestmark = pytest.mark.once

GUEST = load_settings({}).guest_libraries


@pytest.mark.parametrize("program", corpus.programs(), ids=lambda program: program.name)
def test_allow_what_runs_under_bare_cpython(program: corpus.Program, run: Callable[..., RunResult]) -> None:
    bare = corpus.run_bare(program, GUEST)
    result = run(program.code, program.stdin, dict(program.files))
    assert result.stdout.decode() == bare.stdout
    assert corpus.comparable(result.stderr.decode(), GUEST) == bare.stderr
    assert result.exit_code == bare.exit_code
    assert result.termination_reason in (TerminationReason.COMPLETED, TerminationReason.EXCEPTION)
    assert not result.blocked_imports
    assert result.violation is None
