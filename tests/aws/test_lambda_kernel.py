"""The corpus of attacks where Lambda would run it: the built layers, an unprivileged uid, a kernel that refuses."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pysandbox.engine.self_check import LAMBDA_LAYERS

from tests.aws.emulator.launch import INTERPRETER, launch
from tests.aws.emulator.template import FunctionSpec
from tests.attacks import corpus

ATTACKS = corpus.load()
VARIABLES = {"SANDBOX_TIMEOUT_SECONDS": "1", "SANDBOX_MEMORY_MB": "64", "SANDBOX_MAX_CONCURRENCY": "1"}
HELD_BY_LAMBDA = [row for row in ATTACKS if row.alone is None or row.alone & LAMBDA_LAYERS]
"""The others are the kernel's to stop: docs/security.md names them among what Lambda does not stop."""


@cache
def run_in_lambda(spec: FunctionSpec, kernel: str, variables: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """What becomes of every attack, in one sandbox."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        task = folder / "task"
        task.mkdir()
        shutil.copy(Path(__file__).parent / "emulator/run_corpus.py", task)
        (task / "programs.json").write_text(json.dumps([attack.code for attack in ATTACKS]))
        home = folder / "home"
        home.mkdir()
        command = [INTERPRETER, "/var/task/run_corpus.py", "/var/task/programs.json"]
        process = launch(
            home, replace(spec, code=task), command, VARIABLES | dict(variables), kernel, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()[-3000:]
    found: dict[str, Any] = json.loads(output)
    return found
