"""Nothing in the zygote names a folder of the installation: programs see `site-packages/…` and `lib/python3.13/…`.

Code objects get their neutral file names in place, modules and their specs likewise; so tracebacks, warnings and
`__file__` agree with no help from anybody while a program runs. The engine's own code goes by one name, which
tracebacks leave out (`native/traceback.c`).
"""

from __future__ import annotations

import _imp
import gc
import sys
from collections.abc import Callable
from operator import attrgetter
from traceback import FrameSummary
from types import AsyncGeneratorType, CodeType, CoroutineType, FunctionType, GeneratorType, ModuleType
from typing import Any

OURS = "<sandbox>"
KEPT = frozenset({"reportlab", "reportlab.rl_config", "reportlab.lib.utils"})
"""Modules beside which the library itself and honest programs look for data (fonts, hyphenation) during a run."""

PREFIX = "/usr"
"""What `sys.prefix` and its like say, and whatever was worked out from them."""


class Names:
    """Neutral names for paths, each text made once."""

    def __init__(self, *shown: tuple[str, str]) -> None:
        """`shown`: folders of the installation, and what each is called instead; the first that fits is taken."""
        self._shown = tuple((old.rstrip("/") + "/", new) for old, new in shown)
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """`path` itself where it lies in no folder of the installation."""
        if path not in self._known:
            self._known[path] = self._make(path)
        return self._known[path]

    def sources(self) -> tuple[str, ...]:
        """The sources of what was named: none but those of libraries, and none that tells how Python was installed."""
        found = {new for old, new in self._known.items() if new not in (old, OURS) and new.endswith(".py")}
        return tuple(sorted(name for name in found if "_sysconfigdata" not in name))

    def _make(self, path: str) -> str:
        for old, new in self._shown:
            if path.startswith(old):
                return new if new == OURS else f"{new}/{path.removeprefix(old)}"
            if path + "/" == old:
                return new
        return path


def rename_code(names: Names) -> None:
    """Give all code that there is its neutral file name."""
    for code in _codes():
        _imp._fix_co_filename(code, names.of(code.co_filename))  # type: ignore[attr-defined]


def rename_modules(names: Names, namespaces: list[dict[str, Any]], readable: tuple[str, ...]) -> None:
    """Rename what modules and `sys` tell of files. Nothing more can be imported afterwards.

    Args:
        namespaces: all that there are.
        readable: folders that programs may read; a module in one of them finds its data beside it.
    """
    prefix = sys.base_prefix
    for namespace in namespaces:
        if namespace.get("__name__") not in KEPT and not _is_below(readable, namespace):
            _rename(namespace, names)
        for table in (namespace, *(value for value in list(namespace.values()) if type(value) in (dict, list))):
            _replace_prefix(table, prefix)
    for function in [holder for holder in gc.get_objects() if type(holder) is FunctionType]:
        defaults = function.__defaults__
        if defaults and any(type(value) is str and prefix in value for value in defaults):
            function.__defaults__ = tuple(_without(prefix, value) for value in defaults)
    _forget_prefixes()


def _is_below(folders: tuple[str, ...], namespace: dict[str, Any]) -> bool:
    """Whether the module's file, or a package's folder, lies in one of `folders`."""
    places = [namespace.get("__file__"), *_path_of(namespace)]
    return any(type(place) is str and f"{place}/".startswith(folders) for place in places)


def _path_of(namespace: dict[str, Any]) -> list[Any]:
    """A package's folders."""
    path = namespace.get("__path__")
    try:
        return [] if path is None else list(path)
    except KeyError:  # a namespace package looks at its parent's, which is no more where that broke as it was loaded
        return list(getattr(path, "_path", ()))


def rename_kept(names: Names, namespaces: list[dict[str, Any]]) -> None:
    """Rename what libraries have kept of their own places in the stack, to know them again in a traceback."""
    for namespace in namespaces:
        for key, value in [(key, value) for key, value in namespace.items() if type(value) is tuple]:
            namespace[key] = _renamed(value, names)
    for holder in [holder for holder in gc.get_objects() if type(holder) is FrameSummary]:
        holder.filename = names.of(holder.filename)


def _renamed(place: tuple[Any, ...], names: Names) -> tuple[Any, ...]:
    """A file and a line, with the file's neutral name; anything else as it is."""
    return (names.of(place[0]), place[1]) if [type(part) for part in place] == [str, int] else place


def all_globals() -> list[dict[str, Any]]:
    """Those of all modules, and of those that are no more but for their functions."""
    found: dict[int, dict[str, Any]] = {}
    modules = kinds_of(ModuleType)
    for holder in gc.get_objects():
        kind = type(holder)
        if kind is FunctionType:
            found[id(holder.__globals__)] = holder.__globals__
        elif kind in modules:
            found[id(vars(holder))] = vars(holder)
    return list(found.values())


def kinds_of(base: type) -> frozenset[type]:
    """A class and all that derive from it. To ask objects for their type alone costs a third of `isinstance`."""
    found = [base]
    for kind in found:
        found += type.__subclasses__(kind)
    return frozenset(found)


CODE_OF: dict[type, Callable[[Any], CodeType | None]] = {
    FunctionType: attrgetter("__code__"),
    GeneratorType: attrgetter("gi_code"),
    CoroutineType: attrgetter("cr_code"),
    AsyncGeneratorType: attrgetter("ag_code"),
}


def _codes() -> list[CodeType]:
    """Code of every function and every generator there is; what is nested in it is renamed with it."""
    found: dict[int, CodeType] = {}
    for holder in gc.get_objects():
        code_of = CODE_OF.get(type(holder))
        code = code_of(holder) if code_of else None
        if code is not None:
            found[id(code)] = code
    return list(found.values())


def _rename(namespace: dict[str, Any], names: Names) -> None:
    for key in ("__file__", "__cached__"):
        if type(namespace.get(key)) is str:
            namespace[key] = names.of(namespace[key])
    spec = namespace.get("__spec__")
    for holder, attributes in (
        (spec, ("origin", "cached")),
        (getattr(spec, "loader_state", None), ("filename",)),
        (namespace.get("__loader__"), ("path",)),
        (getattr(spec, "loader", None), ("path",)),
    ):
        for attribute in attributes:
            value = getattr(holder, attribute, None)
            if type(value) is str:
                setattr(holder, attribute, names.of(value))
    if namespace.get("__path__") is not None:  # of a namespace package not a list, and the loader's too
        folders = [names.of(path) for path in _path_of(namespace)]
        namespace["__path__"] = folders
        if spec is not None:
            spec.submodule_search_locations = folders
        if hasattr(namespace.get("__loader__"), "_path"):
            namespace["__loader__"]._path = folders


def _replace_prefix(table: Any, prefix: str) -> None:
    """What was worked out from `sys.prefix`, as `sysconfig`, `site` and `gettext` do."""
    items = table.items() if type(table) is dict else enumerate(table)
    for key in [key for key, value in items if type(value) is str and prefix in value]:
        table[key] = _without(prefix, table[key])


def _without(prefix: str, value: Any) -> Any:
    return value.replace(prefix, PREFIX) if type(value) is str else value


def _forget_prefixes() -> None:
    interpreter = f"{PREFIX}/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    values: dict[str, Any] = dict.fromkeys(("prefix", "exec_prefix", "base_prefix", "base_exec_prefix"), PREFIX)
    values |= {"executable": interpreter, "_base_executable": interpreter, "orig_argv": [interpreter]}
    values |= {"_stdlib_dir": f"{PREFIX}/lib/python{sys.version_info.major}.{sys.version_info.minor}"}
    for name, value in values.items():
        setattr(sys, name, value)
    if "platform" in sys.modules:  # its answers until now were the host's
        vars(sys.modules["platform"]).update(_uname_cache=None, _platform_cache={})
