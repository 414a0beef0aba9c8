"""Modules in place of hidden ones: there to be imported, and to make classes of; nothing in them does anything.

Libraries import `ctypes` and its like for what no run has, and make classes of what they find there while they load.
Nothing here holds an original: a program that looks at it finds names.

In place of a module that broke as it was loaded there is why. Nothing can be loaded in a run, so that it would be one
that there is none of: "No module named 'pandas.io.formats.style'", although what is missing is Jinja2. A finder in the
place of all others says that.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

from ...policy.stocks import StandIn
from ..child.substitutes import refused

MAX_REASON_CHARACTERS = 100
MAX_MESSAGE_CHARACTERS = 400


class _Inert(type):
    """Classes that have every attribute; so do their instances."""

    def __getattr__(cls, name: str) -> Any:
        if name[:2] == "__":  # what Python asks every object for
            raise AttributeError(name)
        return cls

    def __mul__(cls, _times: object) -> Any:
        return cls

    __rmul__ = __mul__


class _Absent(_Inert):
    """The same; once everything has loaded, they refuse to be called."""

    def __call__(cls, *_arguments: object, **_options: object) -> Any:
        return cls


def _take_anything(_self: object, *_arguments: object, **_options: object) -> None:
    """An initializer."""


def make(row: StandIn) -> ModuleType:
    """The module that `row` describes."""
    module = ModuleType(row.module)
    kind = _Absent if row.any and not row.inert else _Inert
    # Exceptions, so that they can stand in an `except` clause too.
    body: dict[str, Any] = {"__module__": row.module, "__init__": _take_anything}
    thing: Any = kind("Absent", (Exception,), body)
    get = kind.__getattr__
    thing.__getattr__ = lambda _self, name: get(thing, name)
    for name in row.names:
        vars(module)[name] = thing if row.any else refused
    for name, value in row.returns:
        vars(module)[name] = lambda *_arguments, value=value, **_options: value
    if row.any:
        vars(module)["__getattr__"] = lambda name: get(thing, name)
    return module


def put(row: StandIn) -> None:
    """Put it where imports find it."""
    module = sys.modules[row.module] = make(row)
    package, _, child = row.module.rpartition(".")
    if sys.modules.get(package) is not None:
        vars(sys.modules[package])[child] = module


def close() -> None:
    """From here on what is not inert refuses to be called."""
    _Absent.__call__ = refused  # type: ignore[method-assign]


def is_about_one(error: BaseException) -> bool:
    """Whether an error tells of something that only stands in for another."""
    return any(kind.__name__ in str(error) for kind in (_Inert, _Absent))


class LeftOut:
    """What could not be imported, by name."""

    def __init__(self) -> None:
        self.told: list[str] = []
        """A line each, for the operator."""
        self.distributions: dict[str, Any] = {}
        """What is installed, by name."""
        self._reasons: dict[str, tuple[type[ImportError], str, str]] = {}

    def add(self, name: str, error: BaseException) -> None:
        """Keep why importing `name` broke, where that names no file of the installation."""
        self.told.append(f"{name}: {type(error).__name__}: {str(error)[:MAX_REASON_CHARACTERS]}")
        kind, text, missing = ImportError, f"{name} broke as it was loaded: {type(error).__name__}: {error}", name
        if isinstance(error, ImportError):
            missing = error.name or name
            kind = ModuleNotFoundError if isinstance(error, ModuleNotFoundError) else ImportError
            hidden = missing != name and sys.modules.get(missing, missing) is None
            text = f"No module named {missing!r}" if hidden else str(error)
        if "/" not in text and name.isascii():
            self._reasons[name] = (kind, text[:MAX_MESSAGE_CHARACTERS], missing)

    def find(self) -> tuple[str, ...]:
        """Have these found broken from here on; their names. What another module has loaded after all is not."""
        reasons = {name: reason for name, reason in self._reasons.items() if name not in sys.modules}
        if reasons or self.distributions:
            sys.meta_path[:] = [_finder(reasons, self.distributions)]
        return tuple(reasons)

    def keep_distributions(self, folder: str) -> None:
        """Keep what `importlib.metadata` tells of the libraries in a folder: versions, and what they offer by name.

        Without it `version("x")` finds nothing in a run, and a library finds none of its plug-ins.
        """
        metadata: Any = sys.modules.get("importlib.metadata")
        if metadata is None:
            return  # what no library has loaded, none will ask

        class Installed(metadata.Distribution):  # type: ignore[misc]
            __module__ = "importlib.metadata"

            def __init__(self, texts: dict[str, str | None]) -> None:
                self.texts = texts

            def read_text(self, filename: str) -> str | None:
                return self.texts.get(filename)

            def locate_file(self, path: Any) -> Any:
                return path

        for found in metadata.distributions(path=[folder]):
            found.metadata.json, found.entry_points  # noqa: B018 - loads what they are read with
            texts = {name: found.read_text(name) for name in ("METADATA", "entry_points.txt", "top_level.txt")}
            headers, _, _ = (texts["METADATA"] or "").partition("\n\n")  # what follows is the library's own page
            self.distributions[found._normalized_name] = Installed(texts | {"METADATA": headers + "\n\n"})


def _finder(reasons: dict[str, tuple[type[ImportError], str, str]], distributions: dict[str, Any]) -> Any:
    normal = sys.modules["importlib.metadata"].Prepared if distributions else None
    everything: Any = SimpleNamespace(name=None)

    def find_distributions(context: Any = everything) -> list[Any]:
        if context.name is None:
            return [*distributions.values()]
        found = distributions.get(normal(context.name).normalized)  # type: ignore[misc]
        return [] if found is None else [found]

    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name in reasons:
            kind, text, missing = reasons[name]
            raise kind(text, name=missing)

    return SimpleNamespace(find_spec=find_spec, find_distributions=find_distributions)
