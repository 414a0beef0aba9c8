"""Documents that speak of the code are held to it: the map of imports, and every link to a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import import_map

ROOT = Path(__file__).resolve().parents[2]
SCREEN_LINES = 40
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "events").glob("*.md")]


def test_the_map_of_imports_is_what_the_code_imports() -> None:
    assert import_map.DOCUMENT.read_text(encoding="utf-8") == import_map.document(), "make import-map"


def test_the_engine_and_what_is_below_it_import_nothing_from_above() -> None:
    above = {"api", "rate_limit", "idempotency", "uploads", "runners", "serve", "commands", "workers"}
    below = {"engine", "policy", "settings", "settings_table", "settings_values", "errors"}
    assert [edge for edge in import_map.edges() if edge[0] in below and edge[1] in above] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_to_one(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_decision_is_listed_with_what_became_of_it() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(
        r"^\| \[(\d{4})\]\((\S+)\) \| (.+) \| (.+) \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert [file for _, file, _, _ in listed] == sorted(path.name for path in folder.glob("0*.md"))
    for number, file, title, today in listed:
        assert file.startswith(number)
        assert (folder / file).read_text("utf-8").startswith(f"# {int(number)}. {title}\n")
        assert re.match(r"(holds|(changed|replaced) by \[\d{4}\]|open)", today), today
        if today.startswith(("changed", "replaced")):
            successor = today.partition("](")[2].partition(")")[0]
            assert f"({successor})" in (folder / file).read_text("utf-8"), "the page itself says so"


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_a_page_opens_with_a_summary_of_one_screen(path: Path) -> None:
    """What stands before its first section: some lines and at most one list or table, and not more than a screen."""
    opening = path.read_text("utf-8").partition("\n## ")[0]
    if path.name == "settings.md":  # one table, which is the page
        opening = opening.partition("\n| ")[0]
    assert opening.startswith("# ")
    assert 4 <= len(opening.splitlines()) <= SCREEN_LINES, len(opening.splitlines())


def test_the_readme_is_read_in_two_screens() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 2 * SCREEN_LINES
