"""What a program could see of what was done before it, in every module that there is: names, values, sizes."""

from __future__ import annotations

import sys
import types
from typing import Any

SIMPLE = (type(None), bool, int, float, complex, str, bytes)
DEEP = 3


def plain(value: Any, depth: int = 0) -> Any:
    """What can be compared of a value: itself where it is simple, what a container holds, else its type."""
    name = type(value).__name__
    if isinstance(value, SIMPLE):
        return repr(value)
    if depth < DEEP and isinstance(value, dict):
        return name, [(plain(key, DEEP), plain(dict.__getitem__(value, key), depth + 1)) for key in list(value)]
    if depth < DEEP and isinstance(value, list | tuple):
        return name, [plain(item, depth + 1) for item in value]
    return (name, len(value)) if isinstance(value, set | frozenset) else name


def everything(modules: list[str]) -> dict[str, Any]:
    """By name, what is in these modules and in their classes."""
    seen = {}
    for name in modules:
        for key, value in list(vars(sys.modules[name]).items()):
            seen[f"{name}.{key}"] = plain(value)
            if isinstance(value, type) and value.__module__ == name:
                seen |= {f"{name}.{key}.{attribute}": plain(held) for attribute, held in list(vars(value).items())}
    return seen


def changed_by(codes: list[str]) -> list[str]:
    """The names of what is another after `codes` have run, in modules that were there before."""
    loaded: dict[str, Any] = dict(sys.modules)
    modules = [name for name, module in loaded.items() if isinstance(module, types.ModuleType)]
    modules = [name for name in modules if name != "__main__"]
    before = everything(modules)
    for code in codes:
        exec(compile(code, "main.py", "exec"), {"__name__": "__main__"})
    after = everything(modules)
    gained = {name.rpartition(".")[2] for name in sys.modules}  # submodules, which are loaded before in a zygote
    return sorted(
        name
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name) and not (name not in before and name.rpartition(".")[2] in gained)
    )
