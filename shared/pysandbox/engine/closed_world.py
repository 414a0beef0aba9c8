"""The closed world layer: what no audit event announces is not there.

In the zygote, once: load all that a program or a library may import (`preload`), then let nothing more be loaded and
take away every function that would act without being announced (`apply`). Copies of such functions stand in sets,
defaults and closures as well, so they are replaced by identity, wherever they are. The rows are
`policy/closed_world.toml`.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import pkgutil
import sys
import warnings
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from types import BuiltinFunctionType, CellType, FunctionType, ModuleType
from typing import Any

from ..errors import ConfigurationError
from ..policy import ImportPolicy
from ..policy.load import read_toml
from . import substitutes
from .stock import Stock, is_standard

PACKAGE = __name__.split(".")[0]


def load_rows() -> dict[str, Any]:
    """The rows of `closed_world.toml`."""
    return read_toml("closed_world.toml")


def hide(rows: dict[str, Any]) -> None:
    """Make the modules that nobody needs impossible to import, before anything is loaded."""
    for name in rows["hide"]["modules"]:
        sys.modules[name] = None  # type: ignore[assignment]
    for name, attributes in rows["stand_in_modules"].items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(dict.fromkeys(attributes, substitutes.refused))


def preload(rows: dict[str, Any], policy: ImportPolicy, stock: Stock) -> None:
    """Import every root of the import list, every listed module, and all submodules of every listed package.

    A lean stock has the roots of the standard library and a shorter list.

    Raises:
        ConfigurationError: a listed module cannot be imported.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if stock is Stock.LEAN:
            for name in [*sorted(filter(is_standard, policy.roots)), *rows["preload"]["lean_modules"]]:
                _import(name)
            return
        for missing, present in rows["stand_ins"].items():
            module, _, attribute = missing.rpartition(".")
            setattr(importlib.import_module(module), attribute, pkgutil.resolve_name(present))
        for name in sorted(policy.roots):
            _import(name)
        _trim_star_imports(policy)
        for name in _preload_names(rows):
            if sys.modules.get(name, False) is not None:
                _import(name)


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except ImportError as error:
        raise ConfigurationError(f"closed_world.toml: cannot preload {name}: {error}") from error


def _trim_star_imports(policy: ImportPolicy) -> None:
    """Take denied submodules out of `__all__`, so that `from numpy import *` does not ask for them."""
    for name in policy.denied_modules:
        parent, _, child = name.rpartition(".")
        names = getattr(sys.modules.get(parent), "__all__", [])
        if child in names:
            names.remove(child)


def _preload_names(rows: dict[str, Any]) -> Iterator[str]:
    skip = rows["preload"]["skip"]
    yield from rows["preload"]["modules"]
    for package in rows["preload"]["packages"]:
        yield package
        yield from _submodules(package, importlib.import_module(package), skip)


def _submodules(package: str, module: ModuleType, skip: list[str]) -> Iterator[str]:
    for info in pkgutil.iter_modules(module.__path__, package + "."):
        if any(fnmatchcase(info.name, pattern) for pattern in skip):
            continue
        yield info.name
        if info.ispkg:
            yield from _submodules(info.name, importlib.import_module(info.name), skip)


def apply(rows: dict[str, Any]) -> None:
    """Close the world. What this package itself still uses, it has imported by name before."""
    taken = _taken(rows)
    replace_everywhere(taken)
    for dotted, value in rows["patches"].items():
        module, _, attribute = dotted.rpartition(".")
        if module in sys.modules:
            setattr(sys.modules[module], attribute, value)
    for name in [*rows["hide"]["modules"], *rows["drop"]["modules"]]:
        sys.modules[name] = None  # type: ignore[assignment]
    sys.meta_path.clear()
    sys.path_hooks.clear()
    sys.path.clear()
    sys.path_importer_cache.clear()


def _taken(rows: dict[str, Any]) -> dict[int, tuple[object, object]]:
    """What is replaced, by id: the original (kept alive) and what takes its place."""
    found: dict[int, tuple[object, object]] = {}
    posix = sys.modules["posix"]
    for row in [{"module": "posix", "keep": rows["posix"]["keep"]}, *rows["take"]]:
        module = sys.modules.get(row["module"])
        for name, value in vars(module).items() if module is not None else ():
            if isinstance(value, BuiltinFunctionType) and _is_taken(name, row):
                found[id(value)] = (value, substitutes.refused)
    for name, restricted in substitutes.make_stat(posix).items():
        found[id(getattr(posix, name))] = (getattr(posix, name), restricted)
    for original, substitute in _library_substitutes():
        found[id(original)] = (original, substitute)
    return found


def _is_taken(name: str, row: dict[str, Any]) -> bool:
    return name in row["only"] if "only" in row else name not in row["keep"]


def _library_substitutes() -> Iterator[tuple[object, object]]:
    fonts, colours = sys.modules.get("PIL._imagingft"), sys.modules.get("PIL._imagingcms")
    if fonts is not None:
        yield fonts.getfont, substitutes.make_getfont(fonts.getfont)
    if colours is not None:
        yield colours.profile_open, substitutes.make_profile_open(colours.profile_frombytes)
    if "fpdf.deprecation" in sys.modules:
        yield sys.modules["fpdf.deprecation"].get_stack_level, substitutes.fpdf_stack_level


def replace_everywhere(taken: dict[int, tuple[object, object]]) -> None:
    """Put the second of each pair wherever the first stands, but for this package's own modules."""
    own = {id(vars(module)) for name, module in list(sys.modules.items()) if name.split(".")[0] == PACKAGE}
    own.add(id(taken))

    def new(value: object) -> object:
        return taken[id(value)][1] if id(value) in taken else value

    for holder in gc.get_objects():
        if id(holder) not in own:
            _replace_in(holder, taken, new)


def _replace_in(holder: Any, taken: dict[int, tuple[object, object]], new: Callable[[object], object]) -> None:
    kind = type(holder)
    if kind is dict:
        for key in [key for key, value in holder.items() if id(value) in taken]:
            holder[key] = new(holder[key])
    elif kind is list:
        holder[:] = [new(value) for value in holder] if any(id(value) in taken for value in holder) else holder
    elif kind is set:
        gone = {value for value in holder if id(value) in taken}
        holder.difference_update(gone)
    elif kind is CellType:
        _replace_in_cell(holder, taken, new)
    elif kind is FunctionType and holder.__defaults__ and any(id(value) in taken for value in holder.__defaults__):
        holder.__defaults__ = tuple(new(value) for value in holder.__defaults__)
    elif isinstance(holder, type):
        _replace_in_type(holder, taken, new)


def _replace_in_type(kind: type, taken: dict[int, tuple[object, object]], new: Callable[[object], object]) -> None:
    for name, value in list(vars(kind).items()):
        if type(value) is staticmethod and id(value.__func__) in taken:
            setattr(kind, name, staticmethod(new(value.__func__)))  # type: ignore[arg-type]


def _replace_in_cell(cell: CellType, taken: dict[int, tuple[object, object]], new: Callable[[object], object]) -> None:
    try:
        value = cell.cell_contents
    except ValueError:  # an empty cell
        return
    if id(value) in taken:
        cell.cell_contents = new(value)


def program_builtins() -> ModuleType:
    """A copy of `builtins` for the program: what it changes there does not reach the libraries."""
    copy = ModuleType("builtins", builtins.__doc__)
    copy.__dict__.update(vars(builtins))
    return copy
