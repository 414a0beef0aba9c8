"""Check the pinned requirements without running a test: exact, hashed, free of addresses, in step with the .in files.

Prints what is wrong and exits 1, or says how much was checked.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==\S+((?: --hash=sha256:[0-9a-f]{64})+)")
NAME = re.compile(r"[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def logical_lines(path: Path) -> list[str]:
    """The lines of a requirements file, continued ones joined, without comments and blank ones."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (re.sub(r"\s+", " ", line.split(" #")[0]).strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def faults(source: Path) -> list[str]:
    """What is wrong with one pair of `.in` and `.txt`."""
    locked = source.with_suffix(".txt")
    where = locked.relative_to(ROOT)
    if not locked.is_file():
        return [f"{where} is missing; run make lock"]
    found = []
    pinned = set()
    for line in logical_lines(locked):
        match = PINNED.fullmatch(line)
        if match is None:
            found.append(f"{where}: not an exact version with hashes: {line[:60]}")
        else:
            pinned.add(normal(match[1]))
    if "://" in locked.read_text(encoding="utf-8"):
        found.append(f"{where}: names an address")
    for line in logical_lines(source):
        name = NAME.match(line)
        if not line.startswith("-") and name and normal(name[0]) not in pinned:
            found.append(f"{where}: {name[0]} of {source.name} is not pinned; run make lock")
    return found


def conflicts() -> list[str]:
    """What pip (or uv, in a venv without pip) says of installed distributions that do not fit together."""
    if importlib.util.find_spec("pip"):
        command = [sys.executable, "-I", "-m", "pip", "--disable-pip-version-check", "check"]
    else:
        uv = subprocess.run([ROOT / "scripts" / "find-uv"], capture_output=True, text=True, check=True).stdout.strip()
        command = [uv, "pip", "check", "--quiet", "--python", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else (done.stdout or done.stderr).splitlines()


def main() -> int:
    """Check every pair, and the venv as installed. Returns the exit code."""
    sources = sorted(
        path
        for pattern in ("requirements/*.in", "shared/**/requirements*.in", "*/*/requirements*.in")
        for path in ROOT.glob(pattern)
        if not path.relative_to(ROOT).parts[0].startswith(".")
    )
    found = [fault for source in sources for fault in faults(source)] + conflicts()
    for fault in found:
        print(fault, file=sys.stderr)
    if not found:
        print(f"requirements: {len(sources)} files pinned with hashes, no conflict")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
