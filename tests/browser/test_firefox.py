"""The main paths in Firefox: `firefox-esr` of Debian, driven by the protocol that it speaks itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

RUN_S = 300


def test_the_main_paths_work_in_firefox(base_url: str, node_modules: Path, tmp_path: Path) -> None:
    firefox = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    node = shutil.which("node")
    if firefox is None or node is None:
        pytest.fail("this test needs Firefox and Node.js: apt-get install firefox-esr nodejs")
    profile = tmp_path / "profile"
    profile.mkdir()
    script = Path(__file__).with_name("firefox.mjs")
    command = [node, str(script), firefox, str(profile), base_url]
    environ = os.environ | {"HOME": str(tmp_path), "MOZ_CRASHREPORTER_DISABLE": "1"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=RUN_S, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert '"code": "kept = 1 / 0"' in seen.pop("request")
    assert seen == {
        "typed": "42\n",
        "width": 480,
        "draft": "kept = 1 / 0",
        "outcome": "ZeroDivisionError: division by zero (line 1)",
        "marked": "kept = 1 / 0",
        "shared": "kept = 1 / 0",
        "address": "",
        "complaints": [],
    }
