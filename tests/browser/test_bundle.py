"""The vendored editor is what its sources build to."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, TOOLS

VENDOR = ROOT / "shared" / "pysandbox" / "api" / "site" / "vendor"


def test_the_committed_bundle_is_what_the_build_makes(node_modules: Path, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.fail("the browser tests need Node.js")
    subprocess.run([node, "build.mjs", str(tmp_path)], cwd=TOOLS, check=True, timeout=120)
    for name in ("editor.js", "LICENSES.txt"):
        assert (tmp_path / name).read_bytes() == (VENDOR / name).read_bytes(), f"run make site: {name} is out of date"


def test_every_version_is_pinned() -> None:
    text = (TOOLS / "package.json").read_text(encoding="utf-8")
    assert "^" not in text
    assert "~" not in text
