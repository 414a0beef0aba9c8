from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pysandbox.engine.sandbox import Sandbox

from tests.libraries import bare
from tests.support import started_sandbox


@pytest.fixture(scope="session")
def data_libraries() -> Path:
    """The folder of the installed data set."""
    bare.set_up("data")
    return Path(sys.prefix) / "libraries" / "data"


@pytest.fixture(scope="session")
def data_sandbox(data_libraries: Path) -> Iterator[Sandbox]:
    """A started sandbox with the data set and every layer, and time enough for whatever else the machine does."""
    variables = {"SANDBOX_LIBRARIES": "data", "SANDBOX_WARM_STOCKS": "added", "SANDBOX_TIMEOUT_SECONDS": "60"}
    with started_sandbox(**variables) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def bare_cpython(data_libraries: Path) -> Iterator[bare.Bare]:
    """Bare CPython with the data set."""
    with bare.bare_python(data_libraries) as python:
        yield python
