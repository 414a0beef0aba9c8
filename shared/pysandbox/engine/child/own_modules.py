"""The engine's own modules, which no program may find: they have the functions that the closed world took from others.

A module's names are reached by any function of it, and a function by its class (`object.__subclasses__`) or by whoever
holds it. What only serves to load and to plan is emptied in the zygote. What forks and locks down is emptied by each
child, but only where a program could come to it: to empty a module writes to two or three pages, which are copied.
"""

from __future__ import annotations

import sys
from typing import Any

from ..zygote.closed_world import PACKAGE

type Names = dict[str, Any]
"""The namespace of a module."""

RUNNING = frozenset(
    {"core", "data_substitutes", "ending", "program", "protocol", "stand_ins", "substitutes", "traceback_text"}
)
"""Modules whose names a run still uses. They hold nothing that helps to get out, and are trusted with nothing."""

FORKING = frozenset(
    {
        "audit_hook",
        "child",
        "forking",
        "isolation",
        "kept_output",
        "landlock",
        "namespaces",
        "plan",
        "reaper",
        "rlimits",
        "shared_heap",
        "trace",
        "zygote",
    }
)
"""Modules whose names the zygote's loop and a child's lock-down use."""

_HELD = frozenset({"child", "trace", "zygote"})
"""Those of which a run, or who called it, holds a function."""


def take_out() -> tuple[tuple[Names, ...], tuple[Names, ...]]:
    """Take this package out of sys.modules.

    Returns:
        The namespaces that each child has to empty, and those that the zygote empties once it is warm.
    """
    ours = [name for name in sys.modules if name.split(".")[0] == PACKAGE]
    found = {name: vars(sys.modules.pop(name)) for name in ours}
    forking = {name for name, names in found.items() if _last(name) in FORKING and "__path__" not in names}
    kept = forking | {name for name in found if _last(name) in RUNNING}
    reachable = tuple(found[name] for name in found if name in forking and _is_reachable(name, found[name]))
    return reachable, tuple(names for name, names in found.items() if name not in kept)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _is_reachable(module: str, names: Names) -> bool:
    """Whether a program could come to the names."""
    return _last(module) in _HELD or any(isinstance(it, type) and it.__module__ == module for it in names.values())
