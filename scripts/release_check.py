"""Hold that all that names a version names the same one, before a release is tagged.

Prints what disagrees and exits 1, or says which version it is. docs/releasing.md tells what else a release takes.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = {
    "shared/pysandbox/__init__.py": r'^__version__ = "([^"]+)"$',
    "pyproject.toml": r'^version = "([^"]+)"$',
    "template.yaml": r"^  Python Sandbox API (\S+): ",
    "Containerfile": r'^    org\.opencontainers\.image\.version="([^"]+)"',
    "functions/runner/Containerfile": r'^    org\.opencontainers\.image\.version="([^"]+)"',
    "CHANGELOG.md": r"^## (\d\S*) - \d{4}-\d\d-\d\d$",
}
"""Files, with the pattern of the line that names the version; the first such line counts."""
RELEASE = re.compile(r"^## (\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)$", re.MULTILINE)


def named(root: Path) -> dict[str, str]:
    """What each place below `root` calls the version; "none" where no line does."""
    found = {path: re.search(line, (root / path).read_text("utf-8"), re.MULTILINE) for path, line in PLACES.items()}
    return {path: match[1] if match else "none" for path, match in found.items()}


def served() -> str:
    """What `GET /openapi.json` calls the version."""
    from pysandbox.api import create_app  # FastAPI and all, which the rest of this does not need
    from pysandbox.settings import load_settings

    settings = load_settings({"SANDBOX_RATE_LIMIT_STORE": "memory://", "SANDBOX_UPLOAD_STORE": "none"})
    version: str = create_app(replace(settings, log_level="ERROR")).openapi()["info"]["version"]
    return version


def out_of_order(changelog: str) -> list[str]:
    """What keeps the releases of a changelog from going back in number and in time."""
    releases = [((int(major), int(minor), int(patch)), day) for major, minor, patch, day in RELEASE.findall(changelog)]
    rows = [line for line in changelog.splitlines() if line.startswith("## ") and line != "## Unreleased"]
    found = [f"CHANGELOG.md: no version with a date: {line}" for line in rows if not RELEASE.match(line)]
    for (newer, later), (older, earlier) in pairwise(releases):
        if newer <= older or later < earlier:
            found.append(f"CHANGELOG.md: {'.'.join(map(str, newer))} does not come after {'.'.join(map(str, older))}")
    return found


def unreleased(changelog: str) -> list[str]:
    """The entries that belong to no version yet."""
    _, _, after = changelog.partition("\n## Unreleased\n")
    return [line for line in after.partition("\n## ")[0].splitlines() if line.startswith("- ")]


def disagreements(root: Path, api: str) -> list[str]:
    """What names another version than the code, or none."""
    names = named(root)
    version = names["shared/pysandbox/__init__.py"]
    found = [f"{path}: {name}, the code says {version}" for path, name in names.items() if name != version]
    if api != version:
        found.append(f"GET /openapi.json: {api}, the code says {version}")
    return found + out_of_order((root / "CHANGELOG.md").read_text("utf-8"))


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def not_ready(version: str) -> list[str]:
    """What stands between this checkout and the tag of `version`."""
    found = [f"CHANGELOG.md: unreleased: {line}" for line in unreleased((ROOT / "CHANGELOG.md").read_text("utf-8"))]
    if _git("status", "--porcelain"):
        found.append("git: there is something to commit")
    tagged = _git("rev-parse", "--verify", "--quiet", f"refs/tags/v{version}^{{commit}}")
    if tagged not in ("", _git("rev-parse", "HEAD")):
        found.append(f"git: v{version} is another commit: raise the version")
    return found


def main() -> int:
    """Check all of it. Returns the exit status."""
    version = named(ROOT)["shared/pysandbox/__init__.py"]
    found = disagreements(ROOT, served()) + not_ready(version)
    for fault in found:
        print(fault, file=sys.stderr)
    if not found:
        print(f"release: all agree on {version}; git tag --sign v{version}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
