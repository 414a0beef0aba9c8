"""The check of the pinned requirements finds what it is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import check_requirements

HASH = "--hash=sha256:" + "0" * 64


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(check_requirements, "ROOT", tmp_path)
    path = tmp_path / "requirements.in"
    path.write_text("# a comment\n-c other.txt\nSome_Thing\n")
    return path


def faults(source: Path, locked: str) -> list[str]:
    source.with_suffix(".txt").write_text(locked)
    return check_requirements.faults(source)


def test_an_exact_hashed_version_is_accepted(source: Path) -> None:
    assert faults(source, f"some-thing==1.0 \\\n    {HASH} \\\n    {HASH}\n") == []


def test_a_missing_lock_is_found(source: Path) -> None:
    assert check_requirements.faults(source) == ["requirements.txt is missing; run make lock"]


def test_a_version_without_hash_is_found(source: Path) -> None:
    assert "not an exact version with hashes" in faults(source, "some-thing==1.0\n")[0]


def test_a_loose_version_is_found(source: Path) -> None:
    assert "not an exact version with hashes" in faults(source, f"some-thing>=1.0 {HASH}\n")[0]


def test_an_address_is_found(source: Path) -> None:
    text = f"some-thing==1.0 \\\n    {HASH}\n# https://registry.example/simple\n"
    assert faults(source, text) == ["requirements.txt: names an address"]


def test_a_requirement_that_is_not_pinned_is_found(source: Path) -> None:
    text = f"other==1.0 {HASH}\n"
    assert faults(source, text) == ["requirements.txt: Some_Thing of requirements.in is not pinned; run make lock"]
