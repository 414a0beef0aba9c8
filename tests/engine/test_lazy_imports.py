"""Every import inside a function of what is loaded, and every submodule of the list, is decided: loaded or refused."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock
from pysandbox.engine.zygote.closed_world import load_rows
from pysandbox.policy import load_imports
from pysandbox.settings import load_settings

GUEST = load_settings({}).guest_libraries
STANDARD = Path(sysconfig.get_path("stdlib"))
ROOTS = (GUEST, STANDARD, STANDARD / "lib-dynload")
POLICY = load_imports()
ROWS = load_rows()
UNDECIDED_BY_NATURE = ("tests", "__main__")
"""Parts of a name that no program has a use for: they need test tools that are not installed, or are commands."""


def loaded_in(sandbox: Sandbox, stock: Stock, monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """The modules that a run finds, and whether each is more than a refusal."""
    monkeypatch.setattr(sandbox, "stock_for", lambda *_: stock)
    code = "import random\nfor n, m in random._os.sys.modules.items():\n    print(n, m is not None)"
    lines = sandbox.run(RunRequest(code)).stdout.decode().split("\n")
    return {name: there == "True" for name, _, there in (line.partition(" ") for line in lines if line)}


@cache
def source_of(name: str) -> Path | None:
    for root in ROOTS:
        path = root.joinpath(*name.split("."))
        for candidate in (path.with_suffix(".py"), path / "__init__.py"):
            if candidate.exists():
                return candidate
    return None


@cache
def exists(name: str) -> bool:
    parent, _, last = name.rpartition(".")
    folders = [root.joinpath(*parent.split(".")) if parent else root for root in ROOTS]
    is_folder = any((folder / last).is_dir() for folder in folders)
    return is_folder or source_of(name) is not None or any(list(folder.glob(f"{last}.*.so")) for folder in folders)


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All below a node; imports are statements, and a look into every expression takes twice as long."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, field, ()):
            yield inner
            yield from statements(inner)


@cache
def imported_late(name: str) -> frozenset[str]:
    """What functions of a module import, absolute and dotted; of `from a import b` both `a` and `a.b`."""
    path = source_of(name)
    return frozenset(_imported_late(name, path) if path else ())


def _imported_late(name: str, path: Path) -> Iterator[str]:
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for function in statements(ast.parse(path.read_bytes())):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in statements(function):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else []
                module = ".".join([*base, *([node.module] if node.module else [])])
                yield module
                yield from (f"{module}.{alias.name}" for alias in node.names)


def is_decided(name: str) -> bool:
    """Whether a row says that it stays out, and why."""
    patterns = [pattern for row in ROWS["absent"] for pattern in row["modules"]]
    parts = name.split(".")
    denied = any(".".join(parts[:length]) in POLICY.denied_modules for length in range(2, len(parts) + 1))
    return denied or any(fnmatchcase(name, pattern) for pattern in patterns)


@pytest.mark.once
@pytest.mark.parametrize("stock", [Stock.FULL, Stock.LEAN])
def test_what_functions_of_loaded_modules_import_is_loaded_or_stays_out_for_a_reason(
    shared_sandbox: Sandbox, stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = loaded_in(shared_sandbox, stock, monkeypatch)
    late = {(name, wanted) for name, there in modules.items() if there for wanted in imported_late(name)}
    missing = {(name, wanted) for name, wanted in late if wanted not in modules and exists(wanted)}
    assert {(name, wanted) for name, wanted in missing if not is_decided(wanted)} == set()
    assert len(late) > 100


def submodules(root: str) -> Iterator[str]:
    for path in sorted((GUEST / root).rglob("*")):
        if path.suffix in (".py", ".so") and "__pycache__" not in path.parts:
            relative = path.relative_to(GUEST)
            name = ".".join([*relative.parts[:-1], relative.name.split(".")[0]])
            yield name.removesuffix(".__init__")


def test_every_submodule_of_the_list_is_loaded_or_denied(
    shared_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = loaded_in(shared_sandbox, Stock.FULL, monkeypatch)
    libraries = [root for root in POLICY.roots if (GUEST / root).is_dir()]
    names = [name for root in libraries for name in submodules(root)]
    ordinary = [name for name in names if not set(UNDECIDED_BY_NATURE).intersection(name.split("."))]
    assert [name for name in ordinary if not modules.get(name) and not is_decided(name)] == []
    assert len(ordinary) > 400


def test_no_row_keeps_out_what_is_loaded_or_not_there(shared_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = loaded_in(shared_sandbox, Stock.FULL, monkeypatch)
    denied = [row.module for row in POLICY.denied if not row.module.startswith("numpy.distutils")]
    assert [name for name in denied if not exists(name)] == []
    lean = loaded_in(shared_sandbox, Stock.LEAN, monkeypatch)
    plain = [name for row in ROWS["absent"] for name in row["modules"] if "*" not in name]
    assert [name for name in plain if modules.get(name) and lean.get(name)] == []


@pytest.mark.parametrize("row", POLICY.denied, ids=lambda row: row.module)
def test_deny_a_module_with_its_reason_by_every_way_to_it(shared_sandbox: Sandbox, row: object) -> None:
    module: str = row.module  # type: ignore[attr-defined]
    reason: str = row.reason  # type: ignore[attr-defined]
    package, _, child = module.rpartition(".")
    ways = (
        f"import {module}",
        f"import {module} as m",
        f"from {package} import {child}",
        f"from {module} import x",
        f"__import__({module!r})",
        f"print.__self__.__import__({module!r}, fromlist=['x']).x",
        # Bound by now, as after any import of it by a library.
        f"import {package}\n    {module}.x",
        f"import {package}\n    getattr({package}, {child!r}).x",
    )
    code = "".join(
        f"try:\n    {way}\nexcept ForbiddenImportError as error:\n    print(error.name, {reason!r} in str(error))\n"
        for way in ways
    )
    result = shared_sandbox.run(RunRequest(code))
    lines = result.stdout.decode().splitlines()
    assert [line.split()[0] for line in lines[:3]] == [module] * 3, result.stderr.decode()
    assert {line.split()[1] for line in lines} == {"True"}
    # A library asks whether a private one is there (PIL.features): for it there is none.
    if not child.startswith("_") and exists(package):
        assert len(lines) == len(ways), result.stderr.decode()
    assert result.blocked_imports[0] == module
