"""The import guard: the import list, held statically (AST) before a run and at run time by a guarded `__import__`.

The guard stands in the program's own `__builtins__`; libraries keep the real `__import__`, so their lazy imports go
on working. It is a filter for honest mistakes and the first hurdle for others: `print.__self__.__import__` walks round
it, and the closed world stands behind.
"""

from __future__ import annotations

import ast
import builtins
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from types import ModuleType, SimpleNamespace
from typing import Any

from ...policy import ImportPolicy
from ...settings import Settings
from ..models import ForbiddenImport, InputFile
from ..zygote import submodules
from . import attached_modules

_parse_lock = threading.Lock()  # warnings.catch_warnings swaps global state
BYTE_ORDER_MARK = "\ufeff"


def _parse(code: str | bytes) -> ast.AST | None:
    """The syntax tree, or None for whatever the parser will not take; the run itself then says why."""
    with _parse_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code.removeprefix(BYTE_ORDER_MARK) if isinstance(code, str) else code)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return None


def find_forbidden_imports(
    code: str, policy: ImportPolicy, files: Sequence[InputFile] = ()
) -> tuple[ForbiddenImport, ...]:
    """Every import statement that names a module outside the list, in the order of lines. Never raises.

    Those of the attached modules among `files` follow, as far as the program's statements lead to them.
    """
    modules = attached_modules.importable(file for file in files if file.name.endswith(attached_modules.SUFFIX))
    own = frozenset(name for name in modules if name not in policy.roots)
    found, names = _imports(code, policy, own)
    return (*found, *attached_modules.find_in_modules(sorted(names), modules, lambda text: _imports(text, policy, own)))


def _may_import(code: str | bytes) -> bool:
    """Whether there can be an import statement. In text a keyword is written as it is; bytes have any encoding."""
    return not isinstance(code, str) or "import" in code


def _imports(code: str | bytes, policy: ImportPolicy, own: frozenset[str]) -> tuple[list[ForbiddenImport], set[str]]:
    """What `code` imports: what is not on the list, and which of the attached modules `own`."""
    tree = _parse(code) if _may_import(code) else None
    found: list[ForbiddenImport] = []
    attached: set[str] = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module] if not policy.allows(node.module) else [f"{node.module}.{a.name}" for a in node.names]
        else:
            continue
        attached.update(own.intersection(name.partition(".")[0] for name in names))
        outside = [name for name in names if not policy.allows(name) and name.partition(".")[0] not in own]
        found += [ForbiddenImport(name, node.lineno) for name in outside]
    return sorted(found, key=lambda row: row.line or 0), attached


def check_imports(code: str, settings: Settings, files: Sequence[InputFile] = ()) -> tuple[ForbiddenImport, ...]:
    """The static half of the layer as the settings have it: finds nothing where `import_guard` is switched off."""
    if "import_guard" in settings.disabled_layers:
        return ()
    return find_forbidden_imports(code, settings.imports, files)


def make_error_type() -> type[ImportError]:
    """`ForbiddenImportError` as a program sees it: an ImportError that lives among the builtins."""
    return type("ForbiddenImportError", (ImportError,), {"__module__": "builtins"})


def apply(
    policy: ImportPolicy,
    program_builtins: ModuleType,
    attached: SimpleNamespace,
    error_type: type[ImportError],
    blocked: Callable[[str], None],
) -> None:
    """Guard the program's `__import__`, and let what stands in for denied modules say why.

    Args:
        program_builtins: the program's own copy of the module.
        attached: `modules` is where attached modules are kept that the program imports.
        blocked: told the name of each module that was refused.
    """
    refuse = _make_refuse(policy, error_type, blocked)
    for row in policy.denied:
        package, _, child = row.module.rpartition(".")
        if child.startswith("_"):
            continue  # a library asks whether such a one is there (PIL.features); it is not
        if sys.modules.get(package) is not None and sys.modules.get(row.module) is None:
            sys.modules[row.module] = _stand_in(row.module, refuse)
            submodules.add(row.module, sys.modules[row.module])
    program_builtins.__dict__["__import__"] = _make_import(policy, program_builtins, attached, refuse)
    program_builtins.__dict__["ForbiddenImportError"] = error_type


def _make_refuse(
    policy: ImportPolicy, error_type: type[ImportError], blocked: Callable[[str], None]
) -> Callable[[str], None]:
    reasons = {row.module: f"{row.reason} {row.instead}".rstrip() for row in policy.denied}

    def refuse(name: str) -> None:
        blocked(name)
        reason = ""
        for denied, why in reasons.items():
            if name == denied or name.startswith(f"{denied}."):
                reason = f": {why}"
        raise error_type(f"import of {name!r} is not allowed in the sandbox{reason}", name=name)

    return refuse


def _stand_in(name: str, refuse: Callable[[str], None]) -> ModuleType:
    """What a library gets that imports the denied module `name` for itself: each use of it says that it is denied."""
    module = ModuleType(name)
    absent = AttributeError

    def get(attribute: str) -> Any:
        if attribute[:2] == "__":  # what Python asks every module for
            raise absent(attribute)
        refuse(name)

    module.__dict__["__getattr__"] = get
    return module


def _make_allows(policy: ImportPolicy) -> Callable[[str], bool]:
    roots, denied = policy.roots, policy.denied_modules

    def allows(name: str) -> bool:
        parts = name.split(".")
        if parts[0] not in roots:
            return False
        return not any(".".join(parts[:length]) in denied for length in range(2, len(parts) + 1))

    return allows


def _make_smuggled(
    allows: Callable[[str], bool], load_attached: Callable[..., ModuleType | None]
) -> Callable[[Any, str], str | None]:
    modules, module_type = sys.modules, ModuleType

    def smuggled(module: Any, item: str) -> str | None:
        """The name of a forbidden module that `from module import item` would hand over."""
        value = module.__dict__.get(item) if isinstance(module, module_type) else None
        if not isinstance(value, module_type):
            return None
        name = value.__dict__.get("__name__")
        # A forged __name__ names another module, which is not this one.
        listed = type(name) is str and modules.get(name) is value and allows(name)
        known = listed or (type(name) is str and load_attached(name, new=False) is value)
        return None if known else f"{module.__name__}.{item}"

    return smuggled


def _make_import(  # noqa: C901 - closures, because nothing of them may be found through globals
    policy: ImportPolicy,
    program_builtins: ModuleType,
    attached: SimpleNamespace,
    refuse: Callable[[str], None],
) -> Callable[..., Any]:
    roots, denied = policy.roots, policy.denied_modules
    real_import, modules, exact_text = builtins.__import__, sys.modules, str.__str__
    load_attached = attached_modules.make_loader(program_builtins.__dict__, attached, lambda name: name not in roots)
    allows = _make_allows(policy)
    smuggled = _make_smuggled(allows, load_attached)

    def import_attached(name: str, items: tuple[str, ...]) -> Any:
        root, _, below = name.partition(".")
        module = load_attached(root)
        if module is None:
            refuse(name)
        if below:
            raise ModuleNotFoundError(f"No module named {name!r}; {root!r} is not a package", name=name)
        if items:
            getattr(module, "__path__", None)  # what CPython asks every module, by its own __getattr__ too
        return module

    def guarded_import(
        name: str, globals: object = None, locals: object = None, fromlist: Any = (), level: int = 0
    ) -> Any:
        if not isinstance(name, str):
            raise TypeError(f"module name must be a string, not {type(name).__name__}")
        if level:
            raise ImportError("attempted relative import with no known parent package")
        name = exact_text(name)  # a subclass could change between check and use
        if type(fromlist) is list and not fromlist and globals is not None and globals is locals:
            # This is how C code imports for itself (PyImport_Import): it drops the result and looks in sys.modules.
            real_import(name)
            return None
        items = tuple(exact_text(item) for item in fromlist or () if isinstance(item, str))
        if name and not allows(name):
            module = import_attached(name, items)
        else:
            for item in items:
                if f"{name}.{item}" in denied:
                    refuse(f"{name}.{item}")
            if name in modules and modules[name] is None:  # the end of the program has come to it (`ending`)
                raise ModuleNotFoundError(f"import of {name} halted; None in sys.modules", name=name)
            module = real_import(name, None, None, items, 0)
        for item in items:
            hidden = smuggled(module, item)
            if hidden is not None:
                refuse(hidden)
        return module

    guarded_import.__name__ = guarded_import.__qualname__ = "__import__"
    return guarded_import
