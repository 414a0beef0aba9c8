"""A set of libraries that an operator names (SANDBOX_LIBRARIES): what it adds to the import list, and its stock.

It is `data`, which this package knows, or a folder with `requirements.txt` and, where the libraries need more than to
be loaded, `policy.toml`. Set-up has installed it by then; without a category of its own every module of the named
requirements can be imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from . import stocks
from .load import ImportCategory, ImportPolicy, import_policy, load_imports, read_toml

if TYPE_CHECKING:
    from importlib.metadata import Distribution

DATA = "data"
CATEGORY = "Libraries of This Service"
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


@dataclass(frozen=True, slots=True)
class LibrarySet:
    """One set of libraries."""

    name: str
    """`data`, or the operator's folder."""
    imports: ImportPolicy
    """What it adds to the import list."""
    rows: stocks.Rows
    places: tuple[tuple[str, str], ...] = ()
    """By module, the file and line that ask for it."""

    @property
    def policy_file(self) -> str:
        """Where its rows stand, for errors."""
        return "policy/stocks/data.toml" if self.name == DATA else str(Path(self.name) / "policy.toml")

    def place(self, module: str) -> str:
        """The file and line that ask for a module."""
        return dict(self.places).get(module.partition(".")[0], self.policy_file)


def installed_name(name: str) -> str:
    """The name of the folder that set-up installs a set in (scripts/setup has the same rule)."""
    return name if name == DATA else f"{Path(name).name}-{sha256(name.encode()).hexdigest()[:8]}"


def load_libraries(name: str, installed: Path) -> LibrarySet:
    """The set `name`, which is installed in the folder `installed`.

    Raises:
        ConfigurationError: there is no such set, it is not installed, or a file of it is malformed.
    """
    if name == DATA:
        return with_rows(LibrarySet(name, ImportPolicy((), (), ()), stocks.Rows()), stocks.FOLDER / "data.toml")
    folder = Path(name)
    known = _installed(installed)
    found = _required(folder / "requirements.txt", known)
    policy = ImportPolicy(
        (ImportCategory(CATEGORY, tuple(sorted(found))),),
        (),
        tuple((module, distribution) for module, (distribution, _) in sorted(found.items())),
    )
    places = tuple((module, place) for module, (_, place) in found.items())
    packages = (*sorted(found), *_needed({distribution for distribution, _ in found.values()}, known))
    rows = stocks.Rows(packages=packages) + stocks.load_rows("operators")
    return with_rows(LibrarySet(str(folder), policy, rows, places), folder / "policy.toml")


def with_rows(libraries: LibrarySet, path: Path) -> LibrarySet:
    """The set with the rows of its policy file, where it has one."""
    if not path.exists():
        return libraries
    data = read_toml(path.name, path.parent)
    try:
        own = import_policy(data)
    except (KeyError, TypeError) as error:
        raise ConfigurationError(f"{path}: missing or malformed {error}") from error
    imports = ImportPolicy(
        own.categories or libraries.imports.categories,
        own.denied,
        tuple((dict(libraries.imports.distributions) | dict(own.distributions)).items()),
    )
    packages = () if own.categories else libraries.rows.packages
    rows = replace(libraries.rows, packages=packages) + stocks.read_rows(data, str(path))
    return replace(libraries, imports=imports, rows=rows)


def _installed(folder: Path) -> dict[str, Distribution]:
    """What is installed in a folder, by name."""
    from importlib.metadata import distributions  # what a zygote has loaded, programs find

    return {_normal(found.name): found for found in distributions(path=[str(folder)])}


def _needed(names: set[str], known: dict[str, Distribution]) -> list[str]:
    """The modules that came with the libraries called `names`, for what these need, in the order of their names.

    What programs may import without the set is left out: it is loaded as it is for all.
    """
    seen, waiting = {_normal(name) for name in names}, list(names)
    while waiting:
        distribution = known.get(_normal(waiting.pop()))
        for text in (distribution.requires or ()) if distribution else ():
            match = _REQUIREMENT.match(text)
            name = _normal(match[1]) if match and "extra ==" not in text else ""
            if name in known and name not in seen:
                seen.add(name)
                waiting.append(name)
    ours = {module for name in names for module in _modules_of(known[_normal(name)])} | load_imports().roots
    modules = {module for name in seen for module in _modules_of(known[_normal(name)])}
    return sorted(modules - ours)


def _required(requirements: Path, known: dict[str, Distribution]) -> dict[str, tuple[str, str]]:
    """By module that the named requirements provide, the distribution and the line that names it.

    Raises:
        ConfigurationError: the file cannot be read, or one of them is not installed.
    """
    try:
        lines = requirements.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"SANDBOX_LIBRARIES: {requirements}: {error}") from error
    modules: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(lines, 1):
        match = _REQUIREMENT.match(line)
        if not match:
            continue  # an option, a comment, a hash
        place = f"{requirements} line {number}"
        distribution = known.get(_normal(match[1]))
        if distribution is None:
            raise ConfigurationError(
                f"{place}: {match[1]} is not installed: run `make setup LIBRARIES={requirements.parent}`"
            )
        for module in _modules_of(distribution):
            modules.setdefault(module, (distribution.name, place))
    return modules


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _modules_of(distribution: Distribution) -> Iterator[str]:
    """The modules and packages that it puts beside all others, but for private ones."""
    for file in distribution.files or ():
        first = file.parts[0]
        if len(file.parts) == 1:
            name, _, suffix = first.partition(".")
            if not suffix.endswith(("py", "so")):
                continue
        elif file.name == "__init__.py" and len(file.parts) <= 3:
            name = first  # a package, or one in a namespace package, which has no file of its own
        else:
            continue
        if name.isidentifier() and not name.startswith("_"):
            yield name
