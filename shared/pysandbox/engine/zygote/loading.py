"""What a zygote loads before anything runs, for after this nothing more can be loaded (`closed_world`).

Of the product's own libraries, what is listed. What an operator's could come to load lazily nobody lists: every
submodule of every package of theirs, and of those that came with them, is imported; one that importing breaks (it
needs another system, a display, a package that is not installed) is left out, as it would fail in a run. Both the time
and the memory of that are bounded. In the end nothing tells where all that was loaded from (`neutral`).
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from fnmatch import fnmatchcase
from os import environ
from pathlib import Path

from ...errors import ConfigurationError
from ...policy import ImportPolicy
from ...policy.stocks import Rows
from ..child import traceback_text
from ..configuration import Configuration
from ..layers import namespaces
from ..native import core
from ..stock import Part, Stock
from . import closed_world, neutral, stand_ins, submodules, warm_up

MAX_SECONDS = 60.0
THREAD_TIMEOUT_S = 10.0

OF_THE_STANDARD_LIBRARY = (
    "importlib.readers",
    "importlib.simple",
    "importlib.resources._adapters",
    "importlib.resources.readers",
    "importlib.resources.simple",
)
"""What the standard library loads when a library first reads a file of its own."""

THREADS = (
    "a library starts threads as it loads, and what has threads cannot be forked. "
    "Forbid it here (a variable in [[environment]]), or take the library's line out of the requirements."
)
"""For the operator whose library it is."""

left_out = stand_ins.LeftOut()
"""What could not be imported, and why: for the operator's report, and for who imports it all the same."""


def load(config: Configuration, parts: tuple[Part, ...], rows: Rows, imports: ImportPolicy) -> None:
    """Import all that programs may import.

    Args:
        parts: of the stock; none for a probe, which names its modules itself.
        rows: those of all parts together.
        imports: what programs may import.
    """
    stock, closed = Stock(config["stock"]), "closed_world" in config["layers"]
    if closed:
        closed_world.hide(config["rows"], rows)
    if stock is Stock.PROBE:
        for name in config["preload"]:
            __import__(name)
        return
    names = {"LOADING": _loading_folder(config, stock), "GUEST": config["guest"]}
    for name, value in rows.environment:
        environ[name] = value.replace("LOADING", names["LOADING"]).replace("GUEST", names["GUEST"])
    gc.disable()  # until `shared_heap`: all that loads stays, and looking for what does not takes a quarter of the time
    with submodules.Record() as record:
        for part in parts:
            load_part(part, imports, closed=closed)
    if stock is Stock.ADDED:
        left_out.keep_distributions(config["guest"])
    warm_up.touch(stock)
    warm_up.warm(parts, names)
    # Libraries that nobody here has looked at may import in ways that are not recorded.
    only = rows.unbound if stock is Stock.ADDED else ("*",)
    submodules.take_off(record, imports.roots, only)
    submodules.bind_on_import()


def _loading_folder(config: Configuration, stock: Stock) -> str:
    """A folder that libraries can write to while they load; no run sees it, for each has its own in its place."""
    if "namespaces" not in config["layers"]:
        return config["staging"]
    if stock is Stock.ADDED:
        core.mount("tmpfs", namespaces.RUN_DIRECTORY, "tmpfs", namespaces.TMPFS_FLAGS, "mode=0700,size=4m")
    return namespaces.RUN_DIRECTORY


def load_part(part: Part, policy: ImportPolicy, *, closed: bool) -> None:
    """Import every root of a part of a stock, every listed module, and all submodules of every listed package.

    Args:
        closed: whether the layer is on, so that its stand-ins are needed.

    Raises:
        ConfigurationError: a listed module cannot be imported.
    """
    for row in part.rows.stand_ins if closed else ():
        stand_ins.put(row)
    for name in part.rows.show:
        if getattr(sys.modules.get(name), "__spec__", None) is None:
            sys.modules.pop(name, None)  # it was hidden, or another part had a stand-in for it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for missing, present in part.rows.aliases:
            module, _, attribute = missing.rpartition(".")
            with part.row("alias", missing):
                setattr(importlib.import_module(module), attribute, pkgutil.resolve_name(present))
        for name in sorted(part.roots):
            _import(name, part)
        _trim_star_imports(policy)
        if part.libraries:
            _load_submodules(part)
            return
        for name in _preload_names(part.rows):
            if name in part.rows.packages or sys.modules.get(name, False) is not None:
                _import(name, part)


def _import(name: str, part: Part) -> None:
    try:
        importlib.import_module(name)
    except BaseException as error:  # SystemExit too, which is no Exception
        what = f"{error}" if isinstance(error, Exception) else f"{type(error).__name__}: {error}"
        way_out = _way_out(name, error, part)
        raise ConfigurationError(f"{part.place(name)}: {name} cannot be imported: {what}. {way_out}") from error


def _way_out(name: str, error: BaseException, part: Part) -> str:
    """What the operator can write, in one sentence."""
    if not part.libraries:
        return "Take it out of that list." if name in part.extra else "This is the product's own list."
    file = part.libraries.policy_file
    missing = error.name if isinstance(error, ImportError) else None
    if missing == name and sys.modules.get(name, name) is None:
        return "It is not there for any program, for what it does has no place in a run: take the line out."
    stood_for = {row.module for row in part.rows.stand_ins}
    if missing and (sys.modules.get(missing, missing) is None or missing.rpartition(".")[0] in stood_for):
        row = f'a row [[stand_in]] with module = "{missing}", any = true and a reason'
        return f"{missing} is not there for any program: write {row} into {file}, or take the line out."
    if stand_ins.is_about_one(error):
        return "It works with what a stand-in is there for, already as it loads: it cannot run here, take the line out."
    if isinstance(error, ModuleNotFoundError):
        return f"Add what provides {missing} to the requirements, or take the line out."
    return f"See docs/libraries.md for what {file} can say, or take the line out."


def _trim_star_imports(policy: ImportPolicy) -> None:
    """Take denied submodules out of `__all__`, so that `from numpy import *` does not ask for them."""
    for name in policy.denied_modules:
        parent, _, child = name.rpartition(".")
        names = getattr(sys.modules.get(parent), "__all__", [])
        if child in names:
            names.remove(child)


def _preload_names(rows: Rows) -> Iterator[str]:
    yield from rows.modules
    for package in rows.packages:
        yield from _walk(package, rows.skip)


def _load_submodules(part: Part) -> None:
    """Import what can be imported of the packages of `part`."""
    deadline = time.monotonic() + MAX_SECONDS
    for name in (*OF_THE_STANDARD_LIBRARY, *part.rows.modules):
        _try(name)
    for package in part.rows.packages:
        for name in _walk(package, part.rows.skip):
            if time.monotonic() > deadline:
                left_out.told.append(f"{name} and all that comes after it: {MAX_SECONDS:.0f} s are over")
                return
            _try(name)
    _wait_for_threads()


def _walk(package: str, skip: tuple[str, ...]) -> Iterator[str]:
    """A package and the names below it, each before what is below it: that is seen once the caller has imported it."""
    yield package
    module = sys.modules.get(package)
    for info in pkgutil.iter_modules(getattr(module, "__path__", []), package + "."):
        if not any(fnmatchcase(info.name, pattern) for pattern in skip):
            if info.ispkg:
                yield from _walk(info.name, skip)
            else:
                yield info.name


def _try(name: str) -> None:
    if name in sys.modules:
        return
    try:
        importlib.import_module(name)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it would fail in a run as well
        sys.modules.pop(name, None)
        left_out.add(name, error)


def _wait_for_threads() -> None:
    """A zygote is single-threaded: a thread that a library has started while it loaded must have ended."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(THREAD_TIMEOUT_S)


def name_neutrally(config: Configuration, rows: Rows) -> None:
    """No path of the installation in what a program sees, before `_imp` and its like are taken away."""
    shown = (("site-packages", config["guest"]), ("lib/python3.13", config["standard_library"]))
    for name, folder in shown:
        core.prepare_sources(name, folder)
    traceback_text.install()
    ours = str(Path(__file__).resolve().parents[2])
    names = neutral.Names((ours, neutral.OURS), *((folder, name) for name, folder in shown))
    neutral.rename_code(names)
    variables = neutral.all_globals()
    if "closed_world" in config["layers"]:
        neutral.rename_modules(names, variables, in_guest(config, rows.readable))
    neutral.rename_kept(names, variables)
    core.name_sources(names.sources())


def in_guest(config: Configuration, folders: tuple[str, ...]) -> tuple[str, ...]:
    """These folders of the guest libraries, as runs find them."""
    return tuple(f"{config['guest']}/{folder}/" for folder in folders)
