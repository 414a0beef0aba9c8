"""Rooms of one size: a module has one subject, and a function fits on a screen. The numbers are CONTRIBUTING's."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "shared" / "pysandbox"
MAX_ROOT_ENTRIES = 24
MAX_MODULE_LINES = 250
MAX_FUNCTION_LINES = 60
MAX_MODULES = 12


def test_the_root_is_taken_in_at_a_glance() -> None:
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]  # the clone may be another user's
    files = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    entries = {name.partition("/")[0] for name in files if name}
    assert "README.md" in entries
    assert len(entries) <= MAX_ROOT_ENTRIES, sorted(entries)


def test_no_module_is_longer_than_what_one_reads_at_a_sitting() -> None:
    modules = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.[ch]")]
    assert len(modules) > 150
    lines = {str(path.relative_to(PACKAGE)): path.read_text("utf-8").count("\n") for path in modules}
    assert {name for name, count in lines.items() if count > MAX_MODULE_LINES} == set()


def test_no_function_is_longer_than_a_screen() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8-sig")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    }
    assert found == set()


def test_no_folder_has_more_than_a_dozen_modules() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    counts = {folder.name: sum(path.name != "__init__.py" for path in folder.glob("*.py")) for folder in folders}
    assert {name for name, count in counts.items() if count > MAX_MODULES} == set()
