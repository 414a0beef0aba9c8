"""Every place that names the version names the same one, and the check before a release finds what does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pysandbox import __version__

from scripts import release_check


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The files that name the version, to be changed."""
    for path in release_check.PLACES:
        copy = tmp_path / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((release_check.ROOT / path).read_bytes())
    return tmp_path


def test_all_agree() -> None:
    assert release_check.disagreements(release_check.ROOT, release_check.served()) == []


@pytest.mark.parametrize("path", [path for path in release_check.PLACES if "__init__" not in path])
@pytest.mark.parametrize("version", ["9.9.9", "none"])
def test_another_version_is_found(root: Path, path: str, version: str) -> None:
    text = (root / path).read_text("utf-8")
    line = re.search(release_check.PLACES[path], text, re.MULTILINE)
    assert line is not None
    changed = line[0].replace(__version__, version) if version != "none" else ""
    (root / path).write_text(text.replace(line[0], changed, 1), "utf-8")
    found = release_check.disagreements(root, __version__)
    assert found[0].startswith(f"{path}: "), found
    assert f"the code says {__version__}" in found[0]


def test_another_version_of_the_api_is_found(root: Path) -> None:
    assert release_check.disagreements(root, "9.9.9") == [f"GET /openapi.json: 9.9.9, the code says {__version__}"]


@pytest.mark.parametrize(
    ("changelog", "found"),
    [
        ("## 1.1.0 - 2026-02-01\n## 1.0.0 - 2026-01-01\n", 0),
        ("## Unreleased\n## 1.10.0 - 2026-02-01\n## 1.9.0 - 2026-02-01\n", 0),
        ("## 1.0.0 - 2026-02-01\n## 1.0.0 - 2026-01-01\n", 1),
        ("## 1.1.0 - 2026-01-01\n## 1.0.0 - 2026-02-01\n", 1),
        ("## 1.0.0\n", 1),
        ("## 1.0 - 2026-01-01\n", 1),
    ],
)
def test_releases_go_back_in_number_and_in_time(changelog: str, found: int) -> None:
    assert len(release_check.out_of_order(changelog)) == found


def test_what_no_version_has_is_unreleased() -> None:
    released = "\n## 1.0.0 - 2026-01-01\n\n- Old.\n"
    waiting = "\n## Unreleased\n\n- One\n  of two lines.\n\n### Fixed\n\n- Two.\n"
    assert release_check.unreleased(waiting + released) == ["- One", "- Two."]
    assert release_check.unreleased(released) == []
