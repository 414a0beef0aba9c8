from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

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


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The environment of somebody with an account, such as moto makes one up."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    server.stop()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), r"S3PrefixListId=pl-[0-9a-f]{8,17}"),
        (("S3PrefixListId=pl-01234567",), "S3PrefixListId=pl-01234567"),
        (("S3PrefixListId=",), 'S3PrefixListId=""'),
    ],
)
def test_the_prefix_list_of_s3_is_looked_up_unless_it_is_given(
    account: dict[str, str], given: tuple[str, ...], expected: str
) -> None:
    command = [sys.executable, "-I", "scripts/deploy_parameters.py", "prod", *given]
    done = subprocess.run(command, cwd=ROOT, env=account, capture_output=True, text=True, timeout=60, check=True)
    parameters = done.stdout.split()
    assert [re.fullmatch(expected, text) is not None for text in parameters].count(True) == 1
    assert "Stage=prod" in parameters
    assert len([text for text in parameters if text.startswith("S3PrefixListId=")]) == 1
