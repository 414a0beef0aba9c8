"""Nothing stays on disk, whatever a run made of its folder where nothing but its limits holds it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest, TerminationReason
from pysandbox.engine.sandbox import Sandbox

from tests.attacks import corpus
from tests.support import only

HARD_TO_DELETE = [row for row in corpus.load() if row.family == "clean_up"]
WHERE = "import random\nprint(random._os.getcwd())\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One that leaves run directories on disk, and no file at its end."""
    with corpus.started(**only("rlimits")) as started:
        yield started


@pytest.mark.parametrize("row", HARD_TO_DELETE, ids=lambda row: row.name)
def test_deny_leaving_a_file(sandbox: Sandbox, row: corpus.Attack) -> None:
    result = sandbox.run(RunRequest(WHERE + row.code, return_patterns=("**", "*/x", "f")))
    assert result.termination_reason is TerminationReason.COMPLETED, result.stderr.decode()
    folder, end = result.stdout.splitlines()
    assert end == corpus.THROUGH
    deadline = time.monotonic() + 10
    while os.path.lexists(folder):  # it is deleted off the path of the answer
        assert time.monotonic() < deadline
    assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"
