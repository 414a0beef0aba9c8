"""What the interpreter runs in a child right after a fork, before the child's first line: no more than is needed.

`threading`, `logging` and `concurrent.futures` make their locks anew there, for another thread could have held them. A
zygote has one thread, which holds none. `random` takes a new seed, by a method in Python around one in C. Code that
runs once in each child is never warm, and writes to pages that are then copied: all this was a quarter of them.
"""

from __future__ import annotations

import os
from _random import Random
from collections.abc import Callable
from typing import Any

NEEDLESS = ("threading", "logging", "concurrent.futures")
"""Modules that only make their locks anew."""

_register = os.register_at_fork


def register_what_is_needed(**callbacks: Callable[[], Any]) -> None:
    """os.register_at_fork, but for what `NEEDLESS` registers."""
    needed = {when: _in_c(call) for when, call in callbacks.items() if not _is_needless(call)}
    if needed:
        _register(**needed)


def _in_c(call: Callable[[], Any]) -> Callable[[], Any]:
    """`call` itself, unless it seeds a generator: what Python adds to that, a zygote's generator has not used."""
    generator = getattr(call, "__self__", None)
    seeds = isinstance(generator, Random) and getattr(call, "__name__", "") == "seed"
    return Random.seed.__get__(generator) if seeds else call


def _is_needless(call: Callable[[], Any]) -> bool:
    module = str(getattr(call, "__module__", ""))
    return any(module == name or module.startswith(f"{name}.") for name in NEEDLESS)


def begin() -> None:
    """From now on only what is needed is registered."""
    os.register_at_fork = register_what_is_needed  # type: ignore[assignment]


def end() -> None:
    """Put the interpreter's own function back, which the closed world takes."""
    os.register_at_fork = _register
