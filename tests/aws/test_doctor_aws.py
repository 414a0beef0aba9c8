"""`make doctor-aws`: AWS's answers are faked, the service is a real one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pysandbox.api import create_app
from pysandbox.engine.models import LayerReport, LayerState
from pysandbox.settings import LAYERS

from scripts.doctor_aws import EXPECTED, examine
from tests.api.service import HELLO, FakeRunner, make_settings, serving


class Client:
    """Answers as CloudFormation and Lambda do."""

    def __init__(self, url: str, state: str, reserved: int | None) -> None:
        self.url, self.state, self.reserved = url, state, reserved

    def describe_stacks(self, **_: Any) -> Any:
        named = {"BaseUrl": self.url, "ApiFunctionName": "s-api", "RunnerFunctionName": "s-runner"}
        rows = [{"OutputKey": name, "OutputValue": value} for name, value in named.items()]
        given = [{"ParameterKey": "Uploads", "ParameterValue": "off"}]
        return {"Stacks": [{"StackStatus": "UPDATE_COMPLETE", "Outputs": rows, "Parameters": given}]}

    def get_function(self, **_: Any) -> Any:
        row = {"Version": "7", "State": self.state, "MemorySize": 1769, "Architectures": ["arm64"]}
        return {"Configuration": row | {"Runtime": "python3.13"}}

    def get_function_concurrency(self, **_: Any) -> Any:
        return {} if self.reserved is None else {"ReservedConcurrentExecutions": self.reserved}

    def get_alias(self, **_: Any) -> Any:
        return {"FunctionVersion": "7"}


class Session:
    """Whose clients are all the same."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def client(self, _: str) -> Client:
        return self._client


def look(
    folder: Path, *, state: str = "Active", reserved: int | None = 5, lacks: str = "", stdout: bytes = b"42\n"
) -> tuple[list[str], bool]:
    runner = FakeRunner()
    held = {name for name in EXPECTED if name != lacks}
    runner.layers = tuple(
        LayerReport(name, LayerState.ACTIVE if name in held else LayerState.UNAVAILABLE, "as tested") for name in LAYERS
    )
    runner.behave = lambda _: replace(HELLO, stdout=stdout)
    with serving(create_app(make_settings(folder), runner)) as url:
        return examine(Session(Client(url, state, reserved)), "s")


def test_a_stack_that_works_is_well_and_everything_is_shown(tmp_path: Path) -> None:
    lines, well = look(tmp_path)
    text = "\n".join(lines)
    assert well, text
    assert "s-runner: version 7, Active, 1769 MB, arm64, python3.13, 5 places reserved" in text
    assert "first run: 200 in" in text
    assert "second run: 200 in" in text
    for layer in LAYERS:
        assert f"  {layer}: " in text


@pytest.mark.parametrize(
    "wrong", [{"state": "Failed"}, {"lacks": "audit_hook"}, {"stdout": b"43\n"}], ids=["state", "layer", "answer"]
)
def test_what_is_wrong_is_said(tmp_path: Path, wrong: Any) -> None:
    lines, well = look(tmp_path, **wrong)
    assert not well
    assert "lacks" not in wrong or "  MISSING: audit_hook" in lines


def test_places_that_are_not_reserved_are_no_fault(tmp_path: Path) -> None:
    lines, well = look(tmp_path, reserved=None)
    assert well
    assert any("no places reserved" in line for line in lines)
