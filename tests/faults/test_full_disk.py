"""A disk of the run directory that is full: whoever fills it is told so, and the engine goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import AS_ROOT, run_folder

pytestmark = pytest.mark.unprivileged

HOST = Path(__file__).with_name("full_disk.py")
ROOT = HOST.parents[2]
ALONE = ["unshare", "--mount"] if AS_ROOT else ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"]
MOUNT = 'mount -t tmpfs -o size=400k,mode=0711 small "$1" && exec "$2" "$3" "$1"'


def test_a_full_disk_is_named_and_the_next_run_has_room() -> None:
    with run_folder() as folder:
        command = [*ALONE, "sh", "-ec", MOUNT, "sh", str(folder), sys.executable, str(HOST)]
        environ = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    assert seen["room"] == seen["after it"] == seen["room again"] == ["completed", None, 6]
    assert seen["filled by another"] == seen["and again"] == ["disk_limit", "[Errno 28]", 0]
    assert seen["filled by itself"] == ["disk_limit", "[Errno 28]", 0]
    assert seen["left"] == []
