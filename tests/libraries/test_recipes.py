"""The recipes of docs/libraries.md, run as they stand there: their files, their commands, what these print."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pysandbox.policy.libraries import installed_name

from tests.libraries.bare import ROOT

DOCUMENT = ROOT / "docs" / "libraries.md"
FOLDERS = "/srv/"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FOLDER = re.compile(r"LIBRARIES=/srv/(\w+)")


@dataclass(frozen=True)
class Recipe:
    """One section of the document."""

    title: str
    folder: str
    files: dict[str, str]
    steps: list[tuple[str, str]]
    """Commands, and what the document says that each prints."""


def recipes() -> Iterator[Recipe]:
    """Those of the document, in its order."""
    chapter = DOCUMENT.read_text(encoding="utf-8").partition("\n## Recipes\n")[2].partition("\n## ")[0]
    for section in chapter.split("\n### ")[1:]:
        title, _, rest = section.partition("\n")
        blocks = _BLOCK.findall(rest)
        console = next(text for language, _, text in blocks if language == "console")
        said = [step.partition("\n") for step in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]]
        files = {name: text for _, name, text in blocks if name}
        match = _FOLDER.search(console)
        assert match, console
        yield Recipe(title, match[1], files, [(command, prints) for command, _, prints in said])


RECIPES = list(recipes())


@pytest.fixture
def srv(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder in the place of /srv, with that of the recipe; what set-up installs for it is gone afterwards."""
    recipe: Recipe = request.param
    folder = tmp_path.resolve() / recipe.folder
    folder.mkdir()
    for name, text in recipe.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    installed = installed_name(str(folder))
    yield folder.parent
    shutil.rmtree(Path(sys.prefix) / "libraries" / installed, ignore_errors=True)
    (Path(sys.prefix) / f".stamp-libraries-{installed}").unlink(missing_ok=True)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("recipe", "srv"), [(one, one) for one in RECIPES], ids=[one.folder for one in RECIPES], indirect=["srv"]
)
def test_a_recipe_does_what_the_document_says(recipe: Recipe, srv: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "SANDBOX_TIMEOUT_SECONDS": "60"}
    for command, prints in recipe.steps:
        command, prints = command.replace(FOLDERS, f"{srv}/"), prints.replace(FOLDERS, f"{srv}/")
        done = subprocess.run(
            ["bash", "-c", command], cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if recipe.title.startswith("Hopeless") and prints:
            assert done.returncode != 0
            assert prints.strip() in done.stderr
        else:
            assert (done.returncode, done.stdout) == (0, prints), done.stderr


def test_there_is_one_of_each_kind() -> None:
    kinds = [recipe.title.partition(":")[0] for recipe in RECIPES]
    assert kinds == ["Pure Python", "With data files", "With C or Rust", "Hopeless"]
    assert [set(recipe.files) - {"policy.toml"} for recipe in RECIPES] == 4 * [{"requirements.txt", "main.py"}]
