"""What a zygote has loaded, and which one a program gets.

Fork costs what it copies, and most of a full zygote is libraries that most programs do not use. A program is run once,
so the choice is made before, from its text: one that names a library gets a full child, and so does one that could
import by a name that is computed (`policy/stock.toml`). The lean zygote in turn has loaded all that the standard
library of the import list may come to load by itself, codecs included. A program that finds another way still to what
is not loaded finds that it is not there, as for any module that no zygote has.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from ..errors import ConfigurationError
from ..policy import ImportPolicy, load_imports
from ..policy.libraries import LibrarySet
from ..policy.load import read_toml
from ..policy.stocks import Rows, load_rows
from .models import InputFile

MAX_READ_BYTES = 64 * 1024
"""Of an attached module; a longer one is not looked at, and gets a full child."""

_DUNDER = re.compile(r"__\w+__")


class Stock(StrEnum):
    """What a zygote has loaded before it forks."""

    FULL = "full"  # all of the documented import list, and what SANDBOX_EXTRA_IMPORTS adds
    LEAN = "lean"  # of that, the standard library
    ADDED = "added"  # all of that, and what SANDBOX_LIBRARIES adds
    PROBE = "probe"  # just the modules that a probe names


LEAN_NEEDS = frozenset({"audit_hook", "closed_world"})
"""The layers without which a library could be loaded from disk: a lean child would not behave as a full one."""


def is_standard(name: str) -> bool:
    """Whether a module belongs to the standard library."""
    return name.partition(".")[0] in sys.stdlib_module_names


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a zygote has loaded."""

    rows: Rows
    roots: frozenset[str]
    """Of the import list, what this part has."""
    libraries: LibrarySet | None = None
    """The operator's set that it is; None: the documented list."""
    extra: frozenset[str] = frozenset()
    """Of the roots, those that SANDBOX_EXTRA_IMPORTS has added to the documented list."""

    @property
    def file(self) -> str:
        """Where its rows stand, for errors."""
        return self.libraries.policy_file if self.libraries else "policy/stocks"

    def place(self, module: str) -> str:
        """Where it is written that a module is to be loaded."""
        if self.libraries:
            return self.libraries.place(module)
        return "SANDBOX_EXTRA_IMPORTS" if module in self.extra else "policy/stocks"

    @contextmanager
    def row(self, table: str, words: str) -> Iterator[None]:
        """Whatever is raised in the block, a row of this part is to blame for.

        Raises:
            ConfigurationError: it says of which table, and which by some `words` of it.
        """
        try:
            yield
        except BaseException as error:
            what = f"{type(error).__name__}: {error}"
            raise ConfigurationError(f"{self.file}: a row of [[{table}]] fails ({words}): {what}") from error


def parts_of(stock: Stock, imports: ImportPolicy, libraries: LibrarySet | None) -> tuple[Part, ...]:
    """What a zygote of a stock loads, in this order.

    Args:
        imports: the whole import list.
        libraries: what SANDBOX_LIBRARIES adds to it.
    """
    added = libraries.imports.roots if libraries else frozenset[str]()
    listed = imports.roots - added
    extra = listed - load_imports().roots
    if stock is Stock.LEAN:
        return (Part(load_rows("lean"), frozenset(filter(is_standard, listed)), extra=extra),)
    full = Part(load_rows("full"), listed, extra=extra)
    return (full, Part(libraries.rows, added, libraries)) if stock is Stock.ADDED and libraries else (full,)


def rows_of(parts: Iterable[Part]) -> Rows:
    """The rows of all parts together."""
    return sum((part.rows for part in parts), Rows())


class Choice:
    """Tells by the text of a program which stock it can do with."""

    def __init__(self, policy: ImportPolicy, libraries: LibrarySet | None = None) -> None:
        """`policy` is the deployment's: what SANDBOX_EXTRA_IMPORTS has added, only the full zygote has whole."""
        rows = read_toml("stock.toml")
        added = libraries.imports.roots if libraries else frozenset[str]()
        own = {name for name in load_imports().roots if is_standard(name)}
        self._largest = Stock.ADDED if libraries else Stock.FULL
        self._computed = _pattern(rows["words"]["computed"])
        self._added = _pattern(sorted(added))
        self._listed = _pattern(sorted(policy.roots - added - own))
        self._ordinary = frozenset(rows["dunders"]["ordinary"])

    def stock(self, code: str, files: Iterable[InputFile] = ()) -> Stock:
        """The smallest stock that has whatever the program, or a module attached to it, could come to import."""
        stocks = {self._of_text(code), *(self._of_file(file) for file in files)}
        return next(stock for stock in (Stock.ADDED, Stock.FULL, Stock.LEAN) if stock in stocks)

    def _of_file(self, file: InputFile) -> Stock:
        if not file.name.endswith(".py"):
            return Stock.LEAN  # whatever runs it is in the program's own text
        if len(file.content) > MAX_READ_BYTES:
            return self._largest
        return self._of_text(file.content.decode("utf-8", "replace"))

    def _of_text(self, text: str) -> Stock:
        if not text.isascii():  # identifiers are compared in this form (PEP 3131)
            text += "\n" + unicodedata.normalize("NFKC", text)
        if self._computed.search(text) or not self._ordinary.issuperset(_DUNDER.findall(text)):
            return self._largest
        if self._added.search(text):
            return Stock.ADDED
        return Stock.FULL if self._listed.search(text) else Stock.LEAN


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, wherever it stands; without words, nothing."""
    alternatives = "|".join(map(re.escape, words))
    # re.compile is no way in, and common.
    return re.compile(rf"(?<!\bre\.)\b(?:{alternatives})\b" if alternatives else r"(?!)")
