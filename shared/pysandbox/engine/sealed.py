"""Code of the engine that goes on working while a program runs, out of the program's reach.

A program can reach the module of any function or class that it finds, and the real `builtins` by `print.__self__`, and
put its own functions there. So what must keep its meaning runs on copies: each function is made anew with a namespace
and builtins that nothing else refers to. Classes are not copied: sealed code must not use any that is written in
Python, for the program can find those with `object.__subclasses__()`.
"""

from __future__ import annotations

import builtins
from types import FunctionType, ModuleType, SimpleNamespace


def seal(*modules: ModuleType) -> tuple[SimpleNamespace, ...]:
    """A private copy of each module's functions; where one of `modules` uses another, its copy uses the copy."""
    names = {id(module): dict(vars(module)) for module in modules}
    own_builtins = dict(vars(builtins))
    copies: dict[int, object] = {}
    for module in modules:
        private = names[id(module)]
        private["__builtins__"] = own_builtins
        for name, value in vars(module).items():
            if type(value) is FunctionType and value.__globals__ is vars(module):
                copy = FunctionType(value.__code__, private, name, value.__defaults__, value.__closure__)
                copy.__kwdefaults__ = value.__kwdefaults__
                copies[id(value)] = copy
        copies[id(module)] = SimpleNamespace()
    for module in modules:
        private = names[id(module)]
        private.update({name: copies[id(value)] for name, value in private.items() if id(value) in copies})
        public = copies[id(module)]
        vars(public).update({name: value for name, value in private.items() if not name.startswith("__")})
    return tuple(copies[id(module)] for module in modules)  # type: ignore[misc]
