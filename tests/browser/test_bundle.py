"""What the page is sent as is what its sources build to."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, SITE

STATIC = ROOT / "shared" / "pysandbox" / "api" / "page" / "static"


def test_the_committed_bundle_is_what_the_build_makes(node_modules: Path, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.fail("the browser tests need Node.js")
    subprocess.run([node, "build.mjs", str(tmp_path)], cwd=SITE, check=True, timeout=120)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in STATIC.iterdir()}
    for path in STATIC.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), f"run make site: {path.name} is out of date"


def test_every_version_is_pinned() -> None:
    text = (SITE / "package.json").read_text(encoding="utf-8")
    assert "^" not in text
    assert "~" not in text
