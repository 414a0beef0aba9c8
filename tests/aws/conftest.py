"""What the tests of the deployment share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aws.emulator.template import FunctionSpec, Template


@pytest.fixture(scope="session")
def runner_spec(built: Path) -> FunctionSpec:
    """The runner function as it is built."""
    return Template(built, {}).function("RunnerFunction")
