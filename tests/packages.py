"""Packages of Node.js that tests run with, installed from npm where they are not yet."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest


def npm_packages(folder: Path) -> Path:
    """`folder`/node_modules with all that package.json there pins.

    Several test processes ask at once, so they take turns, and a folder counts as whole only when npm has said so: an
    install that is under way, or was stopped half-way, looks the same as one that is done.
    """
    modules, wanted = folder / "node_modules", (folder / "package.json").read_text()
    whole = modules / ".installed-for-tests"
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists() or whole.read_text() != wanted:
            npm = shutil.which("npm")
            if npm is None:
                pytest.fail(f"tests with {folder} need Node.js and npm")
            shutil.rmtree(modules, ignore_errors=True)
            subprocess.run(
                [npm, "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True, timeout=1200
            )
            whole.write_text(wanted)
    finally:
        os.close(lock)
    return modules
