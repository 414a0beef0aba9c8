"""Starting a program with a function's file system, user, environment and kernel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from .template import FunctionSpec

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / ".venv-aws/lib/python3.13/site-packages"
EMULATOR = (
    TOOLS / "samcli/local/rapid" / ("aws-lambda-rie-" + ("arm64" if os.uname().machine == "aarch64" else "x86_64"))
)
RUNTIME_CLIENT = ("awslambdaric", "simplejson", "snapshot_restore_py.py", "runtime_client*.so")
OF_THE_RUNTIME = {
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
    "LAMBDA_TASK_ROOT": "/var/task",
    "LAMBDA_RUNTIME_DIR": "/var/runtime",
    "LANG": "en_US.UTF-8",
    "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    "LD_LIBRARY_PATH": "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/task:/var/task/lib:/opt/lib",
    "PYTHONPATH": "/var/task:/opt/python:/var/runtime",
}
"""What a Zip finds in its environment; an image has its own variables instead."""

INTERPRETER = f"/var/lang/bin/python{sysconfig.get_python_version()}"

# PR_SET_PDEATHSIG tells of the end of the *thread* that started a process (prctl(2)); a server's come and go.
_starter = ThreadPoolExecutor(1, "launcher")


def launch(
    directory: Path,
    spec: FunctionSpec,
    command: list[str],
    environment: dict[str, str],
    kernel: str,
    *,
    stdout: IO[bytes] | int,
    stderr: IO[bytes] | int,
) -> subprocess.Popen[bytes]:
    """Start `command` where the function of `spec` would run. It ends with this process.

    Args:
        directory: an empty folder of the caller's, to be removed after the end.
        environment: what goes before what Lambda and the template set.
        kernel: `lambda`, `strict` or `host`, see `ExecutionEnvironment`.
    """
    staging = directory / "root"
    staging.mkdir()
    configuration = {
        "parent": os.getpid(),
        "staging": str(staging),
        "kernel": kernel,
        "system": str(spec.image.root) if spec.image else "",
        "mounts": _mounts(spec, directory / "runtime"),
        "directory": "/var/task",
        "environment": _variables(spec) | environment,
        "command": command,
    }
    path = directory / "configuration.json"
    path.write_text(json.dumps(configuration), encoding="utf-8")
    launcher = [sys.executable, "-I", str(Path(__file__).parent / "launcher.py"), str(path)]
    started = _starter.submit(subprocess.Popen, launcher, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
    return started.result()


def _mounts(spec: FunctionSpec, runtime: Path) -> dict[str, str]:
    if spec.image:
        own = ("/var/task", "/var/runtime", "/opt")
        return {path: str(spec.image.root) + path for path in own} | {"/emulator": str(EMULATOR)}
    layers = {}
    for layer in spec.layers:
        for entry in (layer / "python").iterdir():
            layers[f"/opt/python/{entry.name}"] = str(entry)
    return {
        "/var/task": str(spec.code),
        "/var/lang": sys.base_prefix,
        "/var/runtime": str(_runtime_client(runtime)),
        "/emulator": str(EMULATOR),
    } | layers


def _variables(spec: FunctionSpec) -> dict[str, str]:
    """What Lambda sets, and what the template adds."""
    own = spec.image.environment if spec.image else OF_THE_RUNTIME
    return {
        "AWS_LAMBDA_FUNCTION_NAME": spec.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(spec.memory_mb),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(spec.timeout_s),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "LOCAL",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "local",
        "_HANDLER": spec.handler,
        "TZ": ":UTC",
        **own,
    } | spec.environment


def _runtime_client(target: Path) -> Path:
    """A folder with Lambda's runtime client and nothing else: what an artifact lacks must not be found here."""
    target.mkdir()
    for pattern in RUNTIME_CLIENT:
        for path in TOOLS.glob(pattern):
            if path.is_dir():
                shutil.copytree(path, target / path.name)
            else:
                shutil.copy(path, target / path.name)
    return target
