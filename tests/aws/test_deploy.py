from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.aws.cloudformation import ROOT


def deploy(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`scripts/deploy` as somebody without any AWS configuration."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    files = {"AWS_CONFIG_FILE": str(folder / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials")}
    nothing = {**files, "AWS_EC2_METADATA_DISABLED": "true"}
    command = [str(ROOT / "scripts" / "deploy"), *arguments]
    return subprocess.run(command, env={**clean, **nothing, **environ}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "deploy: no region; set AWS_REGION"),
        ({"AWS_REGION": "us-east-1"}, "deploy: no usable AWS credentials"),
        ({"AWS_REGION": "us-east-1", "AWS_PROFILE": "nobody"}, "deploy: no usable AWS credentials"),
    ],
)
def test_without_an_account_deploying_says_what_is_missing_and_builds_nothing(
    tmp_path: Path, environ: dict[str, str], said: str
) -> None:
    done = deploy(tmp_path, "dev", **environ)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "build:" not in done.stderr


def test_there_are_two_profiles(tmp_path: Path) -> None:
    done = deploy(tmp_path, "staging")
    assert (done.returncode, done.stderr) == (2, "usage: scripts/deploy dev|prod [Parameter=value …]\n")
