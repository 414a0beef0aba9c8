"""Submodules stand on their package once something imports them, as under CPython, although all are loaded before.

`import PIL` binds no `PIL.Image`; `from PIL import Image` binds that and what it imports in turn. So while the zygote
loads all that there is, it is recorded what imports what; then the submodules that no import of the package alone
would load are taken off it, and every later import binds what it would have loaded.
"""

from __future__ import annotations

import _frozen_importlib
import builtins
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from types import ModuleType
from typing import Any

type Import = Callable[..., Any]
type Binding = tuple[dict[str, Any], str, ModuleType]
"""The namespace of a package, the name of a submodule in it, and the submodule."""

_bootstrap: Any = _frozen_importlib
_needs: dict[str, tuple[Binding, ...]] = {}
"""What importing a module binds, where that is still to be done."""


class Record:
    """What every module imports while it is loaded, as long as the context lasts."""

    def __init__(self) -> None:
        self._edges: dict[str, set[str]] = {}
        self._loading: list[str] = []
        self._kept: tuple[Any, Any] = (None, None)
        self.before = frozenset(sys.modules)
        """What the interpreter and the engine have loaded: it stays where it is."""

    def __enter__(self) -> Record:
        find, real = self._kept = _bootstrap._find_and_load, builtins.__import__

        def find_and_load(name: str, import_: Import) -> Any:
            self._note(name)
            self._loading.append(name)
            try:
                return find(name, import_)
            finally:
                self._loading.pop()

        def noting_import(
            name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
        ) -> Any:
            result = real(name, globals, locals, fromlist, level)
            for imported in imported_names(name, globals, fromlist, level):
                self._note(imported)
            return result

        _bootstrap._find_and_load, builtins.__import__ = find_and_load, noting_import
        return self

    def __exit__(self, *_error: object) -> None:
        _bootstrap._find_and_load, builtins.__import__ = self._kept

    def _note(self, name: str) -> None:
        if self._loading:
            self._edges.setdefault(self._loading[-1], set()).add(name)

    def loaded_by(self, name: str) -> set[str]:
        """All that importing `name` alone loads."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._edges.get(name, ())
                waiting += [package] if (package := name.rpartition(".")[0]) else []
        return found

    def loaders_of(self, names: Iterable[str]) -> dict[str, list[str]]:
        """By module, those of `names` that importing it alone loads."""
        loaders: dict[str, set[str]] = {}
        known = {*sys.modules, *self._edges, *(one for imported in self._edges.values() for one in imported)}
        packages = {name.rpartition(".")[0] for name in known} - {""}
        while packages - known:
            known |= packages
            packages = {name.rpartition(".")[0] for name in packages} - {""}
        for name in known:
            for one in (*self._edges.get(name, ()), name.rpartition(".")[0]):
                loaders.setdefault(one, set()).add(name)
        found: dict[str, list[str]] = {}
        for name in names:
            seen, waiting = {name}, [name]
            while waiting:
                above = loaders.get(waiting.pop(), seen) - seen
                seen |= above
                waiting += above
            for loader in seen:
                found.setdefault(loader, []).append(name)
        return found


def imported_names(name: str, namespace: Any, fromlist: Any, level: int) -> Iterator[str]:
    """The modules that a finished call of `__import__` has imported.

    Args:
        namespace: the globals of the importing module.
    """
    if level:
        package = _bootstrap._calc___package__(namespace)
        name = _bootstrap._resolve_name(name, package, level)
    yield name
    module = sys.modules.get(name)
    for item in fromlist or ():
        items = getattr(module, "__all__", ()) if item == "*" else (item,)
        for child in items:
            submodule = sys.modules.get(f"{name}.{child}")
            if submodule is not None and vars(module).get(child, submodule) is submodule:
                yield f"{name}.{child}"


def take_off(record: Record, roots: Iterable[str], patterns: Iterable[str]) -> None:
    """Take submodules off the packages of `roots` that importing the root alone would not bind.

    Args:
        patterns: of the submodules that are considered.
    """
    bindings: dict[str, Binding] = {}
    matching = [name for name in sys.modules if "." in name and any(fnmatchcase(name, one) for one in patterns)]
    for root in {name.partition(".")[0] for name in matching} & set(roots):
        stays = record.loaded_by(root) | record.before
        for name in [name for name in matching if name.startswith(f"{root}.") and name not in stays]:
            package, _, child = name.rpartition(".")
            namespace = vars(sys.modules.get(package, builtins))
            module = namespace.get(child)
            if isinstance(module, ModuleType) and module is sys.modules[name]:
                bindings[name] = (namespace, child, module)
    for namespace, child, _ in bindings.values():
        del namespace[child]
    for loader, names in record.loaders_of(bindings).items():
        if loader in sys.modules:
            _needs[loader] = tuple(bindings[name] for name in names)


def add(name: str, module: ModuleType) -> None:
    """Let importing `name` bind `module`."""
    package, _, child = name.rpartition(".")
    _needs[name] = ((vars(sys.modules[package]), child, module),)


def bind_on_import() -> None:
    """From here on, let every import bind what it would have loaded."""
    real, nothing, needs = builtins.__import__, (), _needs
    modules, package_of, resolve = sys.modules, _bootstrap._calc___package__, _bootstrap._resolve_name
    text, attribute, has = str, getattr, hasattr

    def bind(name: str) -> None:
        for namespace, child, module in needs.pop(name, nothing):
            namespace.setdefault(child, module)

    def binding_import(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        result = real(name, globals, locals, fromlist, level)
        if type(name) is not text:
            return result
        if level:
            name = resolve(name, package_of(globals), level)
        bind(name)
        module = modules.get(name)
        for item in fromlist or nothing:
            for child in attribute(module, "__all__", nothing) if item == "*" else (item,):
                # What the package has by itself is not imported (_handle_fromlist, importlib/_bootstrap.py).
                if type(child) is text and f"{name}.{child}" in needs and not has(module, child):
                    bind(f"{name}.{child}")
        return result

    binding_import.__name__ = binding_import.__qualname__ = "__import__"
    builtins.__import__ = binding_import


@contextmanager
def binding_nothing() -> Iterator[None]:
    """While this lasts, an import binds nothing, so that a program's own first one still does."""
    kept = dict(_needs)
    _needs.clear()
    try:
        yield
    finally:
        _needs.update(kept)
