"""Libraries that operators ask for, from folders with requirements.txt: set-up installs them, programs use them."""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.policy.libraries import installed_name
from pysandbox.policy.stocks import FOLDER

from tests.libraries import bare
from tests.support import make_settings, run_folder

LIBRARIES = tomllib.loads(Path(__file__).with_name("operators.toml").read_text(encoding="utf-8"))["library"]
FOLDERS: dict[str, list[dict[str, Any]]] = {}
"""The libraries of each operator's folder; most have one of their own."""
for row in LIBRARIES:
    FOLDERS.setdefault(row.get("folder", row["name"]), []).append(row)


def rows_about(words: list[str]) -> str:
    """The rows of the data set's policy file that name one of these, as an operator copies them."""
    blocks = (FOLDER / "data.toml").read_text(encoding="utf-8").split("\n\n[[")
    rows = [block for block in blocks if not block.startswith(("category", "preload", "skip"))]
    return "".join(f"\n[[{row}\n" for row in rows[1:] if any(word in row for word in words))


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """An operator's folder; what set-up installs for it is gone afterwards."""
    libraries: list[dict[str, Any]] = request.param
    names = [name for row in libraries for name in (row["name"], *row.get("also", ()))]
    (tmp_path / "requirements.txt").write_text("\n".join(names) + "\n")
    policy = [rows_about(row.get("rows", [])) + row.get("policy", "") for row in libraries]
    (tmp_path / "policy.toml").write_text("".join(policy))
    place = Path(sys.prefix) / "libraries" / installed_name(str(tmp_path))
    yield tmp_path
    shutil.rmtree(place, ignore_errors=True)
    (Path(sys.prefix) / f".stamp-libraries-{place.name}").unlink(missing_ok=True)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("libraries", "folder"), [(rows, rows) for rows in FOLDERS.values()], ids=FOLDERS, indirect=["folder"]
)
def test_they_are_installed_and_work(libraries: list[dict[str, Any]], folder: Path) -> None:
    bare.set_up(str(folder))
    with run_folder() as runs:
        settings = make_settings(
            runs, SANDBOX_LIBRARIES=str(folder), SANDBOX_TIMEOUT_SECONDS="60", SANDBOX_WARM_STOCKS="added"
        )
        sandbox = Sandbox(settings)
        try:
            sandbox.start()
            results = {row["name"]: sandbox.run(RunRequest(row["program"])) for row in libraries}
        finally:
            sandbox.close()
    told = {name: (result.stdout.decode(), result.stderr.decode()) for name, result in results.items()}
    assert told == {row["name"]: (row["prints"], "") for row in libraries}
    assert {result.exit_code for result in results.values()} == {0}


def test_there_are_thirteen() -> None:
    assert len({row["name"] for row in LIBRARIES}) == len(LIBRARIES) == 13
