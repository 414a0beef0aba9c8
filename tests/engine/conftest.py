from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pysandbox.engine.models import InputFile, RunRequest, RunResult
from pysandbox.engine.sandbox import Sandbox

from tests.support import make_settings, run_folder, start_checked, started_sandbox

type Run = Callable[..., RunResult]
type MakeSandbox = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[Sandbox]:
    """A started sandbox with every layer and a time limit of 3 s, for tests that do not harm it."""
    with started_sandbox(SANDBOX_TIMEOUT_SECONDS="3") as sandbox:
        yield sandbox


@pytest.fixture
def make_sandbox() -> Iterator[MakeSandbox]:
    """Starts sandboxes with the variables that a test needs, and closes them after it."""
    made: list[Sandbox] = []

    with run_folder() as folder:

        def make(**variables: str) -> Sandbox:
            sandbox = Sandbox(make_settings(folder, **variables))
            made.append(sandbox)
            start_checked(sandbox)
            return sandbox

        yield make
        for sandbox in made:
            sandbox.close()


@pytest.fixture(scope="session")
def run(shared_sandbox: Sandbox) -> Run:
    """Runs one program in the shared sandbox."""

    def run(
        code: str, stdin: bytes = b"", files: dict[str, bytes] | None = None, returns: tuple[str, ...] = ()
    ) -> RunResult:
        attached = tuple(InputFile(name, content) for name, content in (files or {}).items())
        return shared_sandbox.run(RunRequest(code, stdin, attached, returns))

    return run
