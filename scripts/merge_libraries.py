"""Move the distributions of one folder into another that has none of the same name: what it has already stays as it is.

scripts/merge_libraries.py FROM INTO
"""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import distributions
from pathlib import Path


def merge(source: Path, target: Path) -> int:
    """Returns the exit status: 1 where both have a distribution in different versions."""
    there = {found.name.lower(): found.version for found in distributions(path=[str(target)])}
    for found in distributions(path=[str(source)]):
        known = there.get(found.name.lower())
        if known is not None:
            if known != found.version:
                print(
                    f"{found.name} {found.version} is asked for, and the guest libraries have {known}", file=sys.stderr
                )
                return 1
            continue
        for file in found.files or ():
            path = source / file
            if ".." in file.parts or not path.is_file() or "__pycache__" in file.parts or file.parts[0] == "bin":
                continue
            into = target / file
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, into)
    return 0


if __name__ == "__main__":
    sys.exit(merge(Path(sys.argv[1]), Path(sys.argv[2])))
