#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Usage: main.py [--verbose]

A script with everything that scripts begin and end with.
"""
from __future__ import annotations

__version__ = "1.0.2"
__author__ = "Somebody"
__all__ = ["main", "Options"]

from typing import NamedTuple, Sequence

VERBOSE: bool = False


class Options(NamedTuple):
    verbose: bool = False
    names: Sequence[str] = ()


def parse(argv: list[str]) -> Options:
    options = Options(names=tuple(a for a in argv if not a.startswith("-")))
    unknown = [a for a in argv if a.startswith("-") and a not in ("-v", "--verbose")]
    if unknown:
        print(__doc__)
        raise SystemExit(f"main.py: error: unrecognized arguments: {' '.join(unknown)}")
    return options._replace(verbose="-v" in argv or "--verbose" in argv)


def main(argv: list[str] | None = None) -> int:
    global VERBOSE
    options = parse(argv or [])
    VERBOSE = options.verbose
    if VERBOSE:
        print(f"{__name__} {__version__} by {__author__}", __doc__.splitlines()[0], sep="\n")
    for i, name in enumerate(options.names or ["World"], start=1):
        print(f"{i}. Hello, {name}!")
    return len(options.names)


if __name__ == "__main__":
    print(main.__module__, Options.__module__, main.__annotations__, __spec__, __package__, __builtins__ is not None)
    print(__annotations__, main(), main(["-v", "Ann", "Böb"]))
    try:
        main(["--help"])
    except SystemExit as e:
        print("exit:", e.code)
    import __future__
    print(__future__.annotations.compiler_flag, [n for n in dir() if not n.startswith("__")])
    exit(main(["a", "b", "c", "d"]))
