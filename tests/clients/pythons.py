"""Which interpreters this machine has."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path


def oldest_python() -> str:
    """The oldest interpreter here that the client is for: 3.9 or later; at last the one that runs the tests."""
    found = {(3, sys.version_info.minor): sys.executable}
    for path in Path.home().glob(".pyenv/versions/3.*/bin/python3"):
        version = re.match(r"3\.(\d+)", path.parts[-3])
        if version:
            found[(3, int(version[1]))] = str(path)
    for minor in range(9, 13):
        system = shutil.which(f"python3.{minor}", path="/usr/bin:/usr/local/bin")
        if system:
            found.setdefault((3, minor), system)
    return min((version, path) for version, path in found.items() if version >= (3, 9))[1]
