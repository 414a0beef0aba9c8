"""The image in real containers: every layer with our profile, what is left with a default one, and the contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scripts.seccomp_profile import NEEDED, as_json, with_namespaces
from tests.containers.podman import ROOT, Podman, distribution_profile, docker_default, podman_with_image
from tests.processes import free_port

pytestmark = [pytest.mark.container, pytest.mark.timeout(1200)]

PROFILE = ROOT / "deploy" / "seccomp.json"
LOCKED = ("--cap-drop", "ALL", "--read-only", "--tmpfs", "/tmp", "--security-opt", f"seccomp={PROFILE}")
READY_WITHIN_S = 60.0


@pytest.fixture(scope="session")
def podman() -> Iterator[Podman]:
    with podman_with_image() as ready:
        yield ready


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The option for a profile as strict as Docker's."""
    path = tmp_path_factory.mktemp("profile") / "docker.json"
    path.write_text(json.dumps(docker_default(distribution_profile())))
    return f"seccomp={path}"


def run(podman: Podman, code: str, *options: str, image: str = "") -> subprocess.CompletedProcess[str]:
    command = ("--rm", "--interactive", *options, image or podman.image, "run", "-")
    return podman("run", *command, stdin=code, check=False)


@pytest.fixture(scope="module")
def service(podman: Podman) -> Iterator[str]:
    """The address of a service in a container without any capability, with our profile."""
    port = free_port()
    environ = {
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "SANDBOX_REQUESTS_PER_MINUTE": "0",
        "SANDBOX_REQUESTS_PER_DAY": "100000",
    }
    variables = [part for name, value in environ.items() for part in ("--env", f"{name}={value}")]
    with podman.container(*LOCKED, *variables) as name:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + READY_WITHIN_S
        while True:
            try:
                assert httpx.get(f"{url}/health").status_code == 200
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, podman("logs", name).stderr
                time.sleep(0.1)
        yield url
        stopped = podman("stop", "--time", "15", name)
        assert stopped.returncode == 0
        assert podman("inspect", "--format", "{{.State.ExitCode}}", name).stdout.strip() == "0"


def test_with_our_profile_every_layer_holds_without_a_capability(service: str) -> None:
    layers = httpx.get(f"{service}/health").json()["layers"]
    assert {name for name, layer in layers.items() if layer["state"] != "active"} == {"uid"}


def test_the_contract_holds_in_a_container(service: str) -> None:
    environ = {**os.environ, "CONTRACT_BASE_URL": service}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-k", "not lambda", "tests/api/contract"],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_deny_start_under_a_default_profile_and_say_what_is_missing(podman: Podman, strict: str) -> None:
    for options in ((), ("--security-opt", strict), ("--user", "0", "--security-opt", strict)):
        done = run(podman, "print(6 * 7)", *options)
        assert done.returncode == 78, done.stderr
        assert "namespaces" in done.stderr.splitlines()[-1]


def test_allow_it_with_the_one_setting_that_says_so(podman: Podman, strict: str) -> None:
    knowingly = ("--env", "SANDBOX_REQUIRED_LAYERS=all,-namespaces", "--security-opt", strict)
    for user in ("65532", "0"):
        done = run(podman, "print(6 * 7)", "--user", user, *knowingly)
        assert (done.stdout, done.returncode) == ("42\n", 0), done.stderr


def test_doctor_finds_nothing_missing_with_our_profile(podman: Podman) -> None:
    done = podman("run", "--rm", "--network", "host", *LOCKED, podman.image, "doctor", check=False)
    assert done.returncode == 0, done.stdout


def test_an_image_is_built_with_the_libraries_of_a_folder(podman: Podman, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("python-dateutil\n")
    code = "from dateutil.rrule import MONTHLY, rrule\nprint(rrule(MONTHLY, count=3).count())"
    image = podman.build(tmp_path)
    try:
        done = run(podman, code, *LOCKED, image=image)
        assert (done.stdout, done.returncode) == ("3\n", 0), done.stderr
    finally:
        podman("image", "rm", "--no-prune", image)
    assert "import of 'dateutil.rrule' is not allowed" in run(podman, code, *LOCKED).stderr


def test_doctor_says_what_to_do_in_a_container(podman: Podman, strict: str) -> None:
    done = podman("run", "--rm", "--security-opt", strict, podman.image, "doctor", check=False)
    assert done.returncode == 1
    assert "deploy/seccomp.json" in done.stdout
    assert "start as root" not in done.stdout


def test_the_health_check_of_the_image_finds_the_service(podman: Podman, service: str) -> None:
    (image,) = json.loads(podman("image", "inspect", podman.image).stdout)
    test = image["Healthcheck"]["Test"]
    port = service.rpartition(":")[2]
    options = ("--rm", "--network", "host", "--entrypoint", test[1])
    assert podman("run", *options, "--env", f"PORT={port}", podman.image, *test[2:]).returncode == 0
    assert podman("run", *options, "--env", "PORT=9", podman.image, *test[2:], check=False).returncode == 1


def test_the_image_runs_as_nobody_in_particular_and_holds_no_tools_of_ours(podman: Podman) -> None:
    done = podman("run", "--rm", "--entrypoint", "sh", podman.image, "-c", "id -u; ls -A /srv/pysandbox")
    uid, *names = done.stdout.split()
    assert uid == "65532"
    assert ".zig" not in names
    assert "tests" not in names


def test_our_profile_is_a_default_one_and_just_the_calls_that_are_needed() -> None:
    text = PROFILE.read_text(encoding="utf-8")
    ours = json.loads(text)
    allowed = {*NEEDED, "ptrace"}
    default = [row for row in ours["syscalls"] if not set(row["names"]) <= allowed]
    assert as_json(with_namespaces({**ours, "syscalls": default})) == text
    assert ours["defaultAction"] == "SCMP_ACT_ERRNO"
    for row in default:
        assert not set(row["names"]) & allowed
