"""A host that runs out of descriptors, memory, processes or disk.

Each run is answered while it lasts, and then all is as before, for both zygotes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import AS_ROOT, run_folder

HOST = Path(__file__).with_name("exhausted_host.py")
ROOT = HOST.parents[2]
ALONE = ["unshare", "--mount"] if AS_ROOT else ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"]
MOUNT = 'mount -t tmpfs -o size=400k,mode=0711 small "$1" && exec "$2" "$3" "$4" "$1"'
# RLIMIT_NPROC is nothing to root.
AS_NOBODY = [str(ROOT / "scripts" / "as-unprivileged")] if AS_ROOT else []


def told(what: str) -> dict[str, Any]:
    """What the host under that limit printed."""
    with run_folder() as folder:
        if what == "processes":
            folder.chmod(0o777)  # whoever runs there makes a folder in it
        command = [sys.executable, str(HOST), what, str(folder)]
        if what == "processes":
            command = [*AS_NOBODY, *command]
        elif what == "disk":
            command = [*ALONE, "sh", "-ec", MOUNT, "sh", str(folder), sys.executable, str(HOST), what]
        environ = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


@pytest.mark.parametrize(
    "what",
    [
        pytest.param("descriptors left: 0", marks=pytest.mark.unprivileged),
        "descriptors left: 3",
        "memory",
        "processes",  # as the unprivileged user, from root too
        pytest.param("descriptors of the zygotes", marks=pytest.mark.unprivileged),
    ],
)
def test_each_run_is_answered_and_all_comes_back(what: str) -> None:
    seen = told(what)
    for answers in (seen["during"], seen["without zygotes"]):
        assert {answer for answer in answers if not answer.startswith("EngineError: ")} <= {"lean", "full"}
    assert any(answer.startswith("EngineError: ") for answer in seen["during"])  # the limit is one
    assert all(answer.startswith("EngineError: ") for answer in seen["without zygotes"])
    assert seen["after"] == ["lean", "full"] * 2
    assert seen["in the end"] == seen["before"]
    assert seen["before"]["healthy"]
    assert seen["before"]["troubles"] == []


def test_a_full_disk_ends_who_writes_and_nobody_else() -> None:
    seen = told("disk")
    for writer, other in zip(seen["during"][::2], seen["during"][1::2], strict=True):
        assert writer.startswith(("disk_limit: ", "EngineError: no folder for a run"))
        assert other == "full" or other.startswith("EngineError: no folder for a run")
    assert seen["after"] == ["lean", "full"] * 2
    assert seen["in the end"] == seen["before"]
