"""The corpus of attacks where Lambda would run it: the built layers, an unprivileged uid, a kernel that refuses."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.attacks import corpus
from tests.aws.emulator.launch import INTERPRETER, launch
from tests.aws.emulator.template import FunctionSpec

ATTACKS = corpus.load()
VARIABLES = {"SANDBOX_TIMEOUT_SECONDS": "1", "SANDBOX_MEMORY_MB": "64", "SANDBOX_MAX_CONCURRENCY": "1"}
SABOTAGED = (
    ("SANDBOX_DISABLED_LAYERS", "import_guard,audit_hook,closed_world"),
    ("SANDBOX_UNSAFE", "1"),
)
MISSING = {"seccomp": "unavailable", "landlock": "unavailable", "namespaces": "unavailable", "uid": "unavailable"}
LANGUAGE = {"import_guard": "active", "audit_hook": "active", "closed_world": "active", "rlimits": "active"}


def run_in_lambda(spec: FunctionSpec, kernel: str, variables: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """What becomes of every attack, in one sandbox."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        task = folder / "task"
        task.mkdir()
        shutil.copytree(spec.code / "pysandbox", task / "pysandbox")
        shutil.copy(Path(__file__).parent / "emulator/run_corpus.py", task)
        (task / "programs.json").write_text(json.dumps([attack.programs for attack in ATTACKS]))
        home = folder / "home"
        home.mkdir()
        command = [INTERPRETER, "/var/task/run_corpus.py", "/var/task/programs.json"]
        process = launch(
            home,
            replace(spec, code=task),
            command,
            VARIABLES | dict(variables),
            kernel,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()[-3000:]
    found: dict[str, Any] = json.loads(output)
    return found


@pytest.mark.parametrize(("kernel", "nondumpable"), [("lambda", "active"), ("strict", "unavailable")])
def test_the_missing_layers_are_reported_and_every_attack_ends_at_its_boundary(
    runner_spec: FunctionSpec, kernel: str, nondumpable: str
) -> None:
    found = run_in_lambda(runner_spec, kernel)
    assert found["layers"] == {**LANGUAGE, **MISSING, "nondumpable": nondumpable}
    wrong = []
    for attack, run in zip(ATTACKS, found["runs"], strict=True):
        if (attack.family, attack.name) in corpus.NOT_LOADED_IN_LEAN:
            assert run["exception"] == "KeyError"
            continue
        expected = (attack.ends, attack.exit_code, attack.violation, list(attack.blocked))
        seen = (run["ends"], run["exit_code"], run["violation"], run["blocked"])
        if seen != expected or "through" in run["stdout"]:
            wrong.append((attack.family, attack.name, expected, seen, run["stderr"][-200:]))
    assert wrong == []


def test_there_the_language_layers_alone_stand_between_a_program_and_the_function(runner_spec: FunctionSpec) -> None:
    """Else this kernel, and not the sandbox, would have stopped the attacks above."""
    found = run_in_lambda(runner_spec, "lambda", SABOTAGED)
    stopped = {
        (attack.family, attack.name)
        for attack, run in zip(ATTACKS, found["runs"], strict=True)
        if attack.alone and "through" not in run["stdout"]
    }
    # What an ordinary user may not do anyway, and what the limits on memory and processes stop.
    expected = {
        (attack.family, attack.name)
        for attack in ATTACKS
        if attack.alone
        and ("uid" in attack.alone or attack.family in ("resources", "processes") or attack.violation == "os.system")
    }
    assert stopped <= expected
    assert len(stopped) < len(ATTACKS) // 4
