"""Attached modules: a file `NAME.py` beside the program can be imported as `NAME`, under the program's own rules.

The file is read in the run's directory and compiled and executed there, with the program's guarded builtins: it can do
what the program's own text could, no more. It never takes the place of a module that is on the list or loaded.
"""

from __future__ import annotations

import _frozen_importlib
import io
import linecache
import sys
import tokenize
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any

from ..models import ForbiddenImport, InputFile

SUFFIX = ".py"
PROGRAM_NAMES = frozenset({"main", "__main__"})
"""The program's own: a file of that name is just a file."""
MAX_CHECKED_BYTES = 16 * 1024
"""What is parsed before a run, of all modules together; the rest is held to the list while it runs alone. Hostile text
of that length keeps the host's interpreter for a quarter of a second at worst: nothing else runs there meanwhile."""


def importable(files: Iterable[InputFile]) -> dict[str, InputFile]:
    """The attached modules, by the name that imports them."""
    named = {file.name.removesuffix(SUFFIX): file for file in files if file.name.endswith(SUFFIX)}
    return {name: file for name, file in named.items() if name.isidentifier() and name not in PROGRAM_NAMES}


type Find = Callable[[bytes], tuple[list[ForbiddenImport], set[str]]]
"""What a source imports: the forbidden part, and the names of attached modules."""


def find_in_modules(program: Iterable[str], modules: Mapping[str, InputFile], find: Find) -> list[ForbiddenImport]:
    """What the attached modules import that is not on the list, as far as the program reaches them.

    Args:
        program: the names that the program imports.
    """
    found: list[ForbiddenImport] = []
    room, seen = MAX_CHECKED_BYTES, set()
    waiting = [name for name in program if name in modules]
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        file = modules[name]
        room -= len(file.content)
        if room >= 0:
            rows, names = find(file.content)
            found += [ForbiddenImport(row.module, row.line, file.name) for row in rows]
            waiting += sorted(names)
    return found


def make_loader(
    program_builtins: dict[str, Any], attached: SimpleNamespace, may_load: Callable[[str], bool]
) -> Callable[..., Any]:
    """The function that gives an attached module, loaded at its first call; None where there is no such file.

    It lives in a closure: nothing of it may be found through globals, which a run empties.

    Args:
        attached: `modules` is where it keeps them, by name, in the order in which they were loaded.
    """
    modules, cache, module_type = sys.modules, linecache.cache, ModuleType
    new_spec, read_file, detect = _frozen_importlib.ModuleSpec, io.open, tokenize.detect_encoding
    as_text, to_lines = io.TextIOWrapper, io.BytesIO
    compile_source, execute, names, suffix = compile, exec, PROGRAM_NAMES, SUFFIX

    def keep_lines(path: str, source: bytes) -> None:
        try:
            encoding, _ = detect(to_lines(source).readline)
            lines = as_text(to_lines(source), encoding, line_buffering=True).readlines()
        except (SyntaxError, ValueError, LookupError):
            return  # the compiler says what is wrong with it
        cache[path] = (len(source), None, lines, path)

    def load(name: str, *, new: bool = True) -> Any:
        loaded = attached.modules
        if name in loaded or not new:
            return loaded.get(name)
        if name in names or not name.isidentifier() or not may_load(name):
            return None
        path = name + suffix
        try:
            with read_file(path, "rb") as file:
                source = file.read()
        except OSError:
            return None
        spec: Any = new_spec(name, None, origin=path)
        spec._set_fileattr = spec._initializing = True
        module = module_type(name)
        module.__dict__.update(__file__=path, __spec__=spec, __package__="", __builtins__=program_builtins)
        loaded[name] = module
        ours = modules.setdefault(name, module) is module  # one that a library uses stays the library's
        keep_lines(path, source)
        try:
            execute(compile_source(source, path, "exec", dont_inherit=True), module.__dict__)
        except BaseException:
            loaded.pop(name, None)
            if ours:
                modules.pop(name, None)
            raise
        finally:
            spec._initializing = False
        loaded[name] = loaded.pop(name, module)  # to the end, as _load_unlocked has it (importlib/_bootstrap.py)
        if ours:
            modules[name] = modules.pop(name, module)
        return loaded[name]

    return load
