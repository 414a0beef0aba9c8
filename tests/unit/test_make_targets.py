"""What the targets of the Makefile do before, and which tests of PowerShell they select."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SNIPPETS = "tests/browser/test_snippets.py"


def make(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Not as the make below the one that runs the tests, which would hand down its own arguments."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))} | variables
    command = ["make", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)


def collected(target: str) -> list[str]:
    """The tests of the page's requests that a target selects by its marker."""
    recipe = make("--dry-run", target, "PWSH=/bin/true", "TESTS=").stdout
    expression = re.findall(r" -m pytest\b.* -m (\"[^\"]+\"|\w+)", recipe)[0].strip('"')
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "-m", expression, SNIPPETS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_a_machine_without_powershell_is_told_so_before_anything_is_set_up() -> None:
    refused = make("test-powershell", "PWSH=/nowhere/pwsh")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("no PowerShell: `/nowhere/pwsh` is PowerShell 7, https://aka.ms/powershell")


def test_each_kind_is_run_by_powershell_by_its_own_target_alone() -> None:
    usual, own = collected("test"), collected("test-powershell")
    kinds = {test.replace("powershell with CRLF", "python").replace("powershell", "python") for test in own}
    assert kinds == {test for test in usual if "python" in test}, "the same as Python's"
    assert [test for test in usual if "powershell" in test and "powershell read as" not in test] == []


def test_github_runs_them() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    steps = [step.get("run", "") for step in workflow["jobs"]["test"]["steps"]]
    assert [step.split()[-2:] for step in steps if "powershell" in step] == [["make", "test-powershell"]]


def test_an_ordinary_user_has_the_servers_that_only_roots_path_names() -> None:
    done = make("--eval", "shown: ; @echo $$PATH", "shown", PATH="/usr/bin:/bin")
    assert done.stdout.split(":")[:2] == ["/usr/bin", "/bin"]
    assert "/usr/sbin" in done.stdout.split(":")
