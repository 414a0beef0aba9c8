"""What the tests of the deployment share: the built artifacts, and the stack that they make."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws.emulator.stack import BUILT, Stack, running_stack
from tests.aws.emulator.template import FunctionSpec, Template

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built() -> Path:
    """The template that `sam build` wrote, with everything that it names."""
    subprocess.run([ROOT / "scripts/build-aws", "--if-changed"], check=True, stdout=subprocess.DEVNULL)
    return BUILT


@pytest.fixture(scope="session")
def runner_spec(built: Path) -> FunctionSpec:
    """The runner function as it is built."""
    return Template(built, {}).function("RunnerFunction")


@pytest.fixture(scope="session")
def stack(built: Path) -> Iterator[Stack]:
    """The whole stack, with a quota that is in nobody's way."""
    variables = {
        "SANDBOX_REQUESTS_PER_MINUTE": "0",
        "SANDBOX_REQUESTS_PER_DAY": "100000",
        "SANDBOX_TIMEOUT_SECONDS": "3",
    }
    with running_stack(variables, template=built) as running:
        yield running
