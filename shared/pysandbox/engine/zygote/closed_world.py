"""The closed world layer: what no audit event announces is not there.

In the zygote, once: when all is loaded that a program or a library may import (`loading`), let nothing more be loaded
and take away every function that would act without being announced (`apply`). Copies of such functions stand in sets,
defaults and closures as well, so they are replaced by identity, wherever they are. The rows are
`policy/closed_world.toml`.
"""

from __future__ import annotations

import builtins
import gc
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from types import BuiltinFunctionType, CellType, FunctionType, ModuleType
from typing import Any

from ...errors import ConfigurationError
from ...policy.load import read_toml
from ...policy.stocks import Rows, Take, take_rows
from ..child import data_substitutes, substitutes
from ..native import core
from . import neutral, stand_ins

PACKAGE = __name__.split(".")[0]


def load_rows() -> dict[str, Any]:
    """The rows of `closed_world.toml`."""
    return read_toml("closed_world.toml")


def hide(rows: dict[str, Any], stock: Rows) -> None:
    """Make the modules that nobody needs impossible to import, before anything is loaded."""
    for name in rows["hide"]["modules"]:
        if name not in stock.show:
            sys.modules[name] = None  # type: ignore[assignment]


def apply(rows: dict[str, Any], stock: Rows, file: str, *, tell_callers: bool) -> None:
    """Close the world. What this package itself still uses, it has imported by name before.

    Args:
        file: where those of the stock stand that an operator may have written, for errors.
        tell_callers: whether any library that asks for a frame is told what `native/callers.c` tells of it.
    """
    if "PIL.Image" in sys.modules:
        substitutes.import_plugins(vars(sys.modules["PIL.Image"]))
    takes = (Take("posix", None, tuple(rows["posix"]["keep"])), *take_rows(rows["take"]), *stock.take)
    taken = _taken([row for row in takes if ":" not in row.module])
    if tell_callers:
        taken[id(sys._getframe)] = (sys._getframe, core.caller)
        taken[id(sys.settrace)] = (sys.settrace, substitutes.settrace)
    replace_everywhere(taken)
    for row in takes:
        _take_of_class(row, file)
    for dotted, value in (*rows["patches"].items(), *stock.patches):
        module, _, attribute = dotted.rpartition(".")
        if sys.modules.get(module) is not None:  # else it is hidden, or nothing has loaded it
            setattr(sys.modules[module], attribute, value)
    there = {*stock.show, *(row.module for row in stock.stand_ins if not row.while_loading)}
    gone = {row.module for row in stock.stand_ins if row.while_loading}
    for name in {*rows["hide"]["modules"], *rows["drop"]["modules"], *gone} - there:
        sys.modules[name] = None  # type: ignore[assignment]
    stand_ins.close()
    sys.meta_path.clear()
    sys.path_hooks.clear()
    sys.path.clear()
    sys.path_importer_cache.clear()


def _taken(takes: Iterable[Take]) -> dict[int, tuple[object, object]]:
    """What is replaced, by id: the original (kept alive) and what takes its place."""
    found: dict[int, tuple[object, object]] = {}
    posix = sys.modules["posix"]
    for row in takes:
        module = sys.modules.get(row.module)
        for name, value in vars(module).items() if module is not None else ():
            if isinstance(value, BuiltinFunctionType) and row.takes(name):
                found[id(value)] = (value, substitutes.refused)
    for name, restricted in substitutes.make_stat(posix).items():
        found[id(getattr(posix, name))] = (getattr(posix, name), restricted)
    own = substitutes.make_own(posix, sys.modules["time"])
    for original, substitute in (*own, *_library_substitutes()):
        found[id(original)] = (original, substitute)
    return found


def _take_of_class(row: Take, file: str) -> None:
    """Take what a row says from a class, where it is one and there.

    Raises:
        ConfigurationError: the class does not let anything be taken.
    """
    module, _, name = row.module.partition(":")
    kind = getattr(sys.modules.get(module), name, None) if name else None
    for attribute in [key for key in vars(kind) if key[:2] != "__" and row.takes(key)] if kind else ():
        try:
            setattr(kind, attribute, substitutes.refused)
        except TypeError as error:  # one that C makes is immutable
            raise ConfigurationError(f"{file}: a row of [[take]] fails ({row.module}): {error}") from error


def _library_substitutes() -> Iterator[tuple[object, object]]:
    fonts, colours = sys.modules.get("PIL._imagingft"), sys.modules.get("PIL._imagingcms")
    if fonts is not None:
        yield fonts.getfont, substitutes.make_getfont(fonts.getfont)
    if colours is not None:
        yield colours.profile_open, substitutes.make_profile_open(colours.profile_frombytes)
    matrices = sys.modules.get("scipy.io._fast_matrix_market._fmm_core")
    if matrices is not None:
        yield matrices.open_read_file, data_substitutes.make_matrix_reader(matrices.open_read_stream)
        yield matrices.open_write_file, data_substitutes.make_matrix_writer(matrices.open_write_stream)
    if "matplotlib._qhull" in sys.modules:
        delaunay = sys.modules["matplotlib._qhull"].delaunay
        yield delaunay, data_substitutes.make_delaunay(delaunay)
    if "fpdf.deprecation" in sys.modules:
        yield sys.modules["fpdf.deprecation"].get_stack_level, substitutes.fpdf_stack_level
    if "inspect" in sys.modules:
        yield sys.modules["inspect"].stack, substitutes.inspect_stack


def replace_everywhere(taken: dict[int, tuple[object, object]]) -> None:
    """Put the second of each pair wherever the first stands, but for this package's own modules."""
    own = {id(vars(module)) for name, module in list(sys.modules.items()) if name.split(".")[0] == PACKAGE}
    own.add(id(taken))
    ids = frozenset(taken)
    held_by = HELD_BY | dict.fromkeys(neutral.kinds_of(type), _static_methods)

    def new(value: object) -> object:
        return taken[id(value)][1] if id(value) in taken else value

    for holder in gc.get_objects():
        held = held_by.get(type(holder))
        if held is not None and not ids.isdisjoint(map(id, held(holder))) and id(holder) not in own:
            _replace_in(holder, taken, new)


def _static_methods(kind: type) -> Iterator[object]:
    return (value.__func__ for value in vars(kind).values() if type(value) is staticmethod)


def _in_cell(cell: CellType) -> tuple[object, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # an empty cell
        return ()


HELD_BY: dict[type, Callable[[Any], Iterable[object]]] = {
    dict: dict.values,
    list: iter,
    set: iter,
    CellType: _in_cell,
    FunctionType: lambda function: function.__defaults__ or (),
}
"""What is looked at of an object of each type; of a class, static methods. Most objects are tuples, and passed over."""


def _replace_in(holder: Any, taken: dict[int, tuple[object, object]], new: Callable[[object], object]) -> None:
    """The same in one object that holds one of them."""
    kind = type(holder)
    if kind is dict:
        for key in [key for key, value in holder.items() if id(value) in taken]:
            holder[key] = new(holder[key])
    elif kind is list:
        holder[:] = [new(value) for value in holder]
    elif kind is set:
        gone = {value for value in holder if id(value) in taken}
        holder.difference_update(gone)
    elif kind is CellType:
        holder.cell_contents = new(holder.cell_contents)
    elif kind is FunctionType:
        holder.__defaults__ = tuple(new(value) for value in holder.__defaults__)
    else:
        _replace_in_type(holder, taken, new)


def _replace_in_type(kind: type, taken: dict[int, tuple[object, object]], new: Callable[[object], object]) -> None:
    for name, value in list(vars(kind).items()):
        if type(value) is staticmethod and id(value.__func__) in taken:
            setattr(kind, name, staticmethod(new(value.__func__)))  # type: ignore[arg-type]


def let_look_at_callers(rows: dict[str, Any], builtins: ModuleType) -> None:
    """Give the libraries that read variables of their callers a way to those of the program's own code alone."""
    row = rows["callers"]
    readable = [name for name in row["readable"] if name.partition(":")[0] in sys.modules]
    core.tell_callers(vars(builtins), tuple(pkgutil.resolve_name(name).__code__ for name in readable))
    for name in row["modules"]:
        if name in sys.modules:
            vars(sys.modules[name])["sys"] = substitutes.make_sys()


def program_builtins() -> ModuleType:
    """A copy of `builtins` for the program: what it changes there does not reach the libraries."""
    copy = ModuleType("builtins", builtins.__doc__)
    copy.__dict__.update(vars(builtins))
    return copy
