"""The unit of deploy/: systemd reads it without a complaint, and what it takes away is not needed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNIT = (DEPLOY / "pysandbox.service").read_text(encoding="utf-8")
PROGRAM = """
import json
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.settings import load_settings

sandbox = Sandbox(load_settings())
sandbox.start()
print(json.dumps({row.name: row.state.value for row in sandbox.layers}))
print(sandbox.run(RunRequest("print(6 * 7)")).stdout.decode(), end="")
sandbox.close()
"""
COMMAND = Path(sys.prefix) / "bin" / "pysandbox"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with paths of this machine: `verify` looks whether the command is there."""
    path = tmp_path / "pysandbox.service"
    path.write_text(UNIT.replace("/opt/pysandbox/.venv/bin/pysandbox", str(COMMAND)), encoding="utf-8")
    return path


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


def test_systemd_finds_no_fault(unit: Path) -> None:
    done = analyze("verify", "--man=no", str(unit))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_exposure_is_what_root_with_namespaces_needs_and_no_more(unit: Path) -> None:
    done = analyze("security", "--offline=true", "--no-pager", "--threshold=58", str(unit))
    assert done.returncode == 0, done.stdout[-300:]


def test_every_layer_holds_with_the_capabilities_that_the_unit_leaves(tmp_path: Path) -> None:
    found = re.search(r"^CapabilityBoundingSet=(.*)$", UNIT, re.MULTILINE)
    assert found is not None
    kept = ",".join("+" + name.removeprefix("CAP_").lower() for name in found[1].split())
    bounded = ["setpriv", f"--bounding-set=-all,{kept}", "--no-new-privs"] if os.getuid() == 0 else []
    done = subprocess.run([*bounded, sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    layers, output = done.stdout.splitlines()
    states = json.loads(layers)
    wanted = set(states) - (set() if os.getuid() == 0 else {"uid"})
    assert {name for name, state in states.items() if state == "active"} == wanted
    assert output == "42"
