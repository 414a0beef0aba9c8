"""What the targets of the Makefile do before, what they install, and which tests of PowerShell they select."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
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


APT = """#!/bin/sh
case "$(basename "$0") $*" in
    id*) echo 0 ;;
    apt-cache*) [ -e known ] && echo "Package: $2" ;;
    *update*) echo update >>said; touch known; [ ! -e offline ] ;;
    *) echo "$@" | sed "s/.*-recommends/install/" >>said ;;
esac
"""


def stand_in_for_apt(folder: Path, *states: str) -> None:
    """Programs in `folder` that say in `said` what was asked of apt; `states` are files there."""
    for name in ("id", "apt-get", "apt-cache"):
        (folder / name).write_text(APT, "utf-8")
        (folder / name).chmod(0o755)
    for name in ("said", *states):
        (folder / name).touch()


def call(folder: Path, *packages: str) -> int:
    """The status of scripts/system-packages."""
    environ = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    command = [str(ROOT / "scripts/system-packages"), *packages]
    return subprocess.run(command, cwd=folder, env=environ, check=False, timeout=60).returncode


@pytest.mark.parametrize(
    ("knows", "missing", "said"),
    [
        (False, ["here-not:one", "nor-here:two?"], ["update", "install one", "install two"]),
        (True, ["here-not:one?"], ["update", "install one"]),
        (False, ["here-not:one?"], []),
        (True, ["sh:one", "sh:two?"], []),
    ],
)
def test_packages_are_installed_that_are_missing_and_that_apt_knows_where_they_are_only_wanted(
    tmp_path: Path, knows: bool, missing: list[str], said: list[str]
) -> None:
    """Debian's headless shell of Chromium, which Ubuntu has not. A fresh machine's apt knows nothing yet."""
    stand_in_for_apt(tmp_path, *(["known"] if knows else []))
    assert call(tmp_path, *missing) == 0
    assert (tmp_path / "said").read_text("utf-8").splitlines() == said


def test_without_a_network_what_is_only_wanted_is_done_without(tmp_path: Path) -> None:
    stand_in_for_apt(tmp_path, "known", "offline")
    assert call(tmp_path, "here-not:one?") == 0
    assert call(tmp_path, "here-not:one") != 0
    assert (tmp_path / "said").read_text("utf-8").splitlines() == ["update", "update"]
