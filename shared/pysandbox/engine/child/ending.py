"""The end of a program, step by step as CPython takes itself apart (finalize_modules, Python/pylifecycle.c).

Code of the program still runs here: `__del__`, the `finally` of generators, callbacks of weak references. It finds what
it would find under CPython at that step: first no new import, then no module, then no builtin that CPython adds late.
"""

from __future__ import annotations

import builtins
import gc
import sys
import warnings
from collections.abc import Callable
from itertools import takewhile
from types import ModuleType, SimpleNamespace
from typing import Any

from ..native import core
from . import traceback_text

__builtins__ = dict(vars(builtins))  # type: ignore[assignment] # as in `program`

_DELETED = ("path", "argv", "ps1", "ps2", "last_exc", "path_importer_cache", "meta_path", "__interactivehook__")
"""What of `sys` goes first (`sys_deletes`)."""
_STREAMS = ("stdin", "stdout", "stderr")
_ADDED_LATE = ("open", "copyright", "credits", "exit", "help", "license", "quit")
"""What stands among the builtins only after CPython has taken the copy that it falls back to: io's and site's."""


def _clear(namespace: dict[str, Any]) -> None:
    """Take away the names of a module in the order of _PyModule_ClearDict: `_x` first, then all."""
    for private in (True, False):
        for name in [name for name in namespace if type(name) is str]:
            if (name[:1] == "_" != name[1:2]) or (not private and name != "__builtins__"):
                namespace[name] = None


def _no_import(*_arguments: object, **_options: object) -> Any:
    raise ImportError("sys.meta_path is None, Python is likely shutting down")


def _library_import(name: object, *_arguments: object, **_options: object) -> Any:
    """The same, but for the module that C imports to show a warning: without it, it would name this file."""
    return warnings if name == "warnings" else _no_import()


def collect(attached: SimpleNamespace) -> None:
    """Collect what is garbage, with the attached modules held as a CPython holds them that has loaded nothing before.

    The collector comes to objects in an order that depends on where their holders stand, and what dies together later
    dies in that order. The zygote's own stand before all that is young; under CPython sys.modules stands behind it.
    """
    modules, frozen = sys.modules, attached.modules
    ours = {name: module for name, module in frozen.items() if modules.get(name) is module}
    for name in ours:
        del modules[name]
    attached.modules = dict(frozen)
    frozen.clear()
    gc.collect()
    modules.update(ours)


def _let_go(held: list[ModuleType], attached: dict[str, ModuleType], before: tuple[str, ...]) -> None:
    """Take the modules out of sys.modules one after the other: what nothing else holds dies at its turn.

    Args:
        before: the modules that come before the program's.
    """
    modules = sys.modules
    core.watch_death(held[0].__dict__)
    for name in attached:
        core.watch_death(attached[name].__dict__)
    for name in before:
        modules[name] = None  # type: ignore[assignment]
    held.clear()
    modules["__main__"] = None  # type: ignore[assignment]
    for name in list(attached):
        if modules.get(name) is attached.get(name):
            modules[name] = None  # type: ignore[assignment]
        attached.pop(name, None)


def make_leave(
    held: list[ModuleType], attached: SimpleNamespace, program_builtins: dict[str, Any]
) -> Callable[[], None]:
    """The function that lets go of a program and all that is left of it, once its garbage is collected (`collect`).

    Args:
        held: the program's module alone, which dies by this.
        attached: `modules` are its attached modules, by name and in the order in which they were loaded; they die too.
        program_builtins: what they find as builtins.
    """
    original = dict(program_builtins)
    original["__import__"], import_for_libraries = _no_import, _library_import
    before = tuple(takewhile("__main__".__ne__, sys.modules))
    collect_all, let_go, clear = gc.collect, _let_go, _clear
    end_of_lines, still_there = traceback_text.end, core.still_there
    set_of_sys, streams, added_late = dict.fromkeys(_DELETED), _STREAMS, _ADDED_LATE
    of_sys, of_libraries = vars(sys), vars(builtins)

    def leave() -> None:
        for name in set_of_sys:
            of_sys[name] = None
        for name in streams:
            of_sys[name] = of_sys.get(f"__{name}__")
        end_of_lines()
        let_go(held, attached.modules, before)
        program_builtins.clear()
        program_builtins.update(original)
        for name in added_late:
            program_builtins.pop(name, None)
            of_libraries.pop(name, None)
        of_libraries["__import__"] = import_for_libraries
        collect_all()
        for namespace in reversed(still_there()):  # a library holds functions of it
            clear(namespace)
        namespace = None
        collect_all()

    return leave
