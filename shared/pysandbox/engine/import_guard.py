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
from collections.abc import Callable
from types import ModuleType
from typing import Any

from ..policy import ImportPolicy
from ..settings import Settings
from .models import ForbiddenImport

_parse_lock = threading.Lock()  # warnings.catch_warnings swaps global state


def _parse(code: str) -> ast.AST | None:
    """The syntax tree, or None for whatever the parser will not take; the run itself then says why."""
    with _parse_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return None


def find_forbidden_imports(code: str, policy: ImportPolicy) -> tuple[ForbiddenImport, ...]:
    """Every import statement of `code` that names a module outside the list, in the order of lines. Never raises."""
    tree = _parse(code)
    found: list[ForbiddenImport] = []
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module] if not policy.allows(node.module) else [f"{node.module}.{a.name}" for a in node.names]
        else:
            continue
        found += [ForbiddenImport(name, node.lineno) for name in names if not policy.allows(name)]
    return tuple(sorted(found, key=lambda row: row.line or 0))


def check_imports(code: str, settings: Settings) -> tuple[ForbiddenImport, ...]:
    """The static half of the layer as the settings have it: finds nothing where `import_guard` is switched off."""
    return () if "import_guard" in settings.disabled_layers else find_forbidden_imports(code, settings.imports)


def make_error_type() -> type[ImportError]:
    """`ForbiddenImportError` as a program sees it: an ImportError that lives among the builtins."""
    return type("ForbiddenImportError", (ImportError,), {"__module__": "builtins"})


def apply(
    policy: ImportPolicy, program_builtins: ModuleType, error_type: type[ImportError], blocked: Callable[[str], None]
) -> None:
    """Guard the program's `__import__`.

    Args:
        program_builtins: the program's own copy of the module.
        blocked: told the name of each module that was refused.
    """
    program_builtins.__dict__["__import__"] = _make_import(policy, error_type, blocked)
    program_builtins.__dict__["ForbiddenImportError"] = error_type


def _make_import(  # noqa: C901 - one closure, because nothing of it may be found through globals
    policy: ImportPolicy, error_type: type[ImportError], blocked: Callable[[str], None]
) -> Callable[..., Any]:
    roots, denied = policy.roots, policy.denied_modules
    real_import, modules, module_type = builtins.__import__, sys.modules, ModuleType
    exact_text = str.__str__

    def allows(name: str) -> bool:
        parts = name.split(".")
        if parts[0] not in roots:
            return False
        return not any(".".join(parts[:length]) in denied for length in range(2, len(parts) + 1))

    def refuse(name: str) -> None:
        blocked(name)
        raise error_type(f"import of {name!r} is not allowed in the sandbox", name=name)

    def smuggled(module: Any, item: str) -> str | None:
        """The name of a forbidden module that `from module import item` would hand over."""
        value = module.__dict__.get(item) if isinstance(module, module_type) else None
        if not isinstance(value, module_type):
            return None
        name = value.__dict__.get("__name__")
        # A forged __name__ names another module, which is not this one.
        known = type(name) is str and modules.get(name) is value and allows(name)
        return None if known else f"{module.__name__}.{item}"

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
        if name and not allows(name):
            refuse(name)
        items = tuple(exact_text(item) for item in fromlist or () if isinstance(item, str))
        for item in items:
            if f"{name}.{item}" in denied:
                refuse(f"{name}.{item}")
        module = real_import(name, None, None, items, 0)
        for item in items:
            hidden = smuggled(module, item)
            if hidden is not None:
                refuse(hidden)
        return module

    guarded_import.__name__ = guarded_import.__qualname__ = "__import__"
    return guarded_import
