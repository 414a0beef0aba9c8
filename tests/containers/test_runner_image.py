"""The runner function with the data libraries, as the image that Lambda would be given, under Lambda's emulator."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.runners import events

from tests.aws.emulator.environment import ExecutionEnvironment
from tests.aws.emulator.template import Image, Template
from tests.containers.podman import ROOT, own_podman

pytestmark = [pytest.mark.container, pytest.mark.timeout(1200)]

PATIENCE_S = 300
"""Of an invocation: the set is loaded in one, eight seconds of processor time that other programs may want too."""
PLOT = """
import matplotlib.pyplot as plt
import pandas

frame = pandas.DataFrame({"x": range(5), "y": [n * n for n in range(5)]})
frame.plot(x="x", y="y")
plt.savefig("plot.png")
print(frame.y.sum())
"""


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    podman = own_podman()
    name = podman.build_runner()
    try:
        (row,) = json.loads(podman("image", "inspect", name).stdout)
        root = Path(podman("image", "mount", name).stdout.strip())
        config = row["Config"]
        variables = dict(text.split("=", 1) for text in config["Env"])
        yield Image(root, variables, (*config["Entrypoint"], *config["Cmd"]))
    finally:
        podman("image", "unmount", name, check=False)
        podman("image", "rm", "--no-prune", name, check=False)


@pytest.fixture(scope="module")
def environment(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExecutionEnvironment]:
    path = tmp_path_factory.mktemp("template") / "template.yaml"
    command = [str(ROOT / ".venv-aws/bin/python"), str(ROOT / "scripts/build_template.py"), "x86_64", "data"]
    path.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    spec = Template(path, {"Libraries": "data"}).function("RunnerImageFunction", image)
    with ExecutionEnvironment(replace(spec, timeout_s=PATIENCE_S), {"SANDBOX_TIMEOUT_SECONDS": "60"}) as started:
        yield started


def run(environment: ExecutionEnvironment, code: str, *patterns: str) -> dict[str, Any]:
    done = environment.invoke(json.dumps(events.encode_request(RunRequest(code, return_patterns=patterns))).encode())
    assert done.error is None, (done.payload, environment.log.read_text(errors="replace")[-2000:])
    row: dict[str, Any] = json.loads(done.payload)["result"]
    return row | {"stdout": base64.b64decode(row["stdout_base64"]).decode()}


def test_a_program_reads_a_frame_and_draws_a_plot(environment: ExecutionEnvironment) -> None:
    row = run(environment, PLOT, "plot.png")
    assert (row["stdout"], row["exit_code"]) == ("30\n", 0), row
    (file,) = row["output_files"]
    assert base64.b64decode(file["content_base64"]).startswith(b"\x89PNG")


def test_a_lean_program_and_what_no_set_has_are_as_without_the_set(environment: ExecutionEnvironment) -> None:
    assert run(environment, "print(6 * 7)")["stdout"] == "42\n"
    assert run(environment, "import socket")["exit_code"] != 0


def test_the_image_holds_what_runs_and_no_service_of_ones_own(image: Image) -> None:
    assert {path.name for path in (image.root / "var/task").iterdir()} == {"app.py", "pysandbox", "__pycache__"}
    assert not (image.root / "var/task/pysandbox/serve.py").exists()
    assert (image.root / "var/runtime/awslambdaric").is_dir()
