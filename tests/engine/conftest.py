from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pysandbox.engine.models import InputFile, RunRequest, RunResult
from pysandbox.engine.sandbox import Sandbox

from tests.support import make_settings, open_folder

type Run = Callable[..., RunResult]
type MakeSandbox = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A started sandbox with every layer and a time limit of 3 s, for tests that do not harm it."""
    sandbox = Sandbox(make_settings(open_folder(tmp_path_factory.mktemp("runs")), SANDBOX_TIMEOUT_SECONDS="3"))
    sandbox.start()
    yield sandbox
    sandbox.close()


@pytest.fixture
def make_sandbox(tmp_path: Path) -> Iterator[MakeSandbox]:
    """Starts sandboxes with the variables that a test needs, and closes them after it."""
    made: list[Sandbox] = []

    def make(**variables: str) -> Sandbox:
        sandbox = Sandbox(make_settings(open_folder(tmp_path), **variables))
        made.append(sandbox)
        sandbox.start()
        return sandbox

    yield make
    for sandbox in made:
        sandbox.close()
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [], "a closed sandbox left files"


@pytest.fixture(scope="session")
def run(shared_sandbox: Sandbox) -> Run:
    """Runs one program in the shared sandbox."""

    def run(
        code: str, stdin: bytes = b"", files: dict[str, bytes] | None = None, returns: tuple[str, ...] = ()
    ) -> RunResult:
        attached = tuple(InputFile(name, content) for name, content in (files or {}).items())
        return shared_sandbox.run(RunRequest(code, stdin, attached, returns))

    return run
