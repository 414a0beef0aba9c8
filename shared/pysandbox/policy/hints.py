"""What to do instead, in one sentence: the rows of `hints.toml`, written for whoever must decide on a next step.

One table for API, page and MCP alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..errors import ConfigurationError
from .load import ImportPolicy, read_toml

MAX_TOLD = 5
"""Names of files or modules that a hint repeats."""
MAX_SEARCHED_CHARACTERS = 1000
"""Of an exception's message, which is the program's word."""
_MAX_EDITS = 2
_MAX_WORD = 40


@dataclass(frozen=True, slots=True)
class ModuleHint:
    """What helps in place of some modules, and which modules come next to them."""

    names: tuple[str, ...]
    near: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True)
class ExceptionHint:
    """What helps against an uncaught exception. No name: any type. `when` is a fact of the run, or empty."""

    names: tuple[str, ...]
    message: re.Pattern[str]
    when: str
    hint: str

    def fits(self, name: str, message: str, facts: frozenset[str]) -> bool:
        """Whether it is for such an exception of such a run."""
        return self.when in facts and (not self.names or name in self.names) and bool(self.message.search(message))


@cache
def load_hints() -> dict[str, dict[str, str]]:
    """Hints by kind (a table of `hints.toml`) and by what they are about (a name of its rows).

    Raises:
        ConfigurationError: a row lacks a key, or a name has two hints.
    """
    hints: dict[str, dict[str, str]] = {}
    for kind, rows in _rows().items():
        table = hints.setdefault(kind, {})
        for row in rows if kind != "exception" else ():
            for name in row["names"]:
                if name in table:
                    raise ConfigurationError(f"hints.toml, {kind}: {name!r} has two hints")
                table[name] = row["hint"]
    return hints


def _rows() -> dict[str, list[dict[str, Any]]]:
    data = read_toml("hints.toml")
    for kind, rows in data.items():
        for row in rows:
            try:
                names, _ = row["names"], row["hint"]
            except (KeyError, TypeError) as error:
                raise ConfigurationError(f"hints.toml, {kind}: missing or malformed {error}") from error
            if not isinstance(names, list):
                raise ConfigurationError(f"hints.toml, {kind}: names must be a list")
    return data


@cache
def load_module_hints() -> tuple[ModuleHint, ...]:
    """The rows about modules."""
    return tuple(
        ModuleHint(tuple(row["names"]), tuple(row.get("near", ())), row["hint"]) for row in _rows().get("module", ())
    )


@cache
def load_exception_hints() -> tuple[ExceptionHint, ...]:
    """The rows about exceptions, in their order.

    Raises:
        ConfigurationError: a pattern is not a regular expression.
    """
    try:
        return tuple(
            ExceptionHint(tuple(row["names"]), re.compile(row.get("message", "")), row.get("when", ""), row["hint"])
            for row in _rows().get("exception", ())
        )
    except re.error as error:
        raise ConfigurationError(f"hints.toml, exception: {error}") from error


def hint_for(kind: str, *names: str) -> str | None:
    """What to do about `names`, all of one kind (`error`: types of errors; `outcome`: how a run ended).

    A dotted name has the hint of the longest part of it, from its beginning, that has one. None where no row helps.
    """
    table = load_hints().get(kind, {})
    found: list[str] = []
    for name in names:
        parts = name.split(".")
        candidates = (table.get(".".join(parts[:length])) for length in range(len(parts), 0, -1))
        hint = next((hint for hint in candidates if hint), None)
        if hint and hint not in found:
            found.append(hint)
    return " ".join(found) or None


def hint_for_imports(modules: Iterable[str], policy: ImportPolicy) -> str | None:
    """What to use in place of `modules`, which are not on the list; None where there are none."""
    told = dict.fromkeys(_module_hint(name, policy) for name in list(dict.fromkeys(modules))[:MAX_TOLD])
    return " ".join(told) or None


def _module_hint(module: str, policy: ImportPolicy) -> str:
    parts = module.split(".")
    for row in policy.denied:
        if f"{module}.".startswith(f"{row.module}."):
            return row.instead or f"The rest of `{parts[0]}` is allowed, `{row.module}` is not: {row.reason}"
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        hint = next((row for row in load_module_hints() if name in row.names), None)
        if hint is not None:
            usable = [f"`{name}`" for name in hint.near if policy.allows(name)]
            return hint.hint + (f" Nearest on the list: {', '.join(usable)}." if usable else "")
    near = _nearest(parts[0], policy)
    if near:
        return f"Did you mean `{near}`?"
    return f"Nothing on the list comes near `{parts[0][:_MAX_WORD]}`: do without."


def hint_for_exception(
    name: str, message: str, *, stdin_given: bool = True, unreturned: Sequence[str] = ()
) -> str | None:
    """What helps against an uncaught exception; None where there is nothing to say.

    Args:
        name: its type's.
        stdin_given: whether the request had standard input.
        unreturned: files that the run left and the request does not ask for.
    """
    facts = frozenset({"", *([] if stdin_given else ["no_stdin"]), *(["unreturned"] if unreturned else [])})
    short = message[:MAX_SEARCHED_CHARACTERS]
    row = next((row for row in load_exception_hints() if row.fits(name, short, facts)), None)
    return None if row is None else _with_names(row.hint, unreturned if row.when == "unreturned" else ())


def hint_for_outcome(reason: str, unreturned: Sequence[str] = ()) -> str | None:
    """What helps after a run that ended so (`termination_reason`), or that left files which nobody asked for."""
    hint = hint_for("outcome", reason)
    if hint is None and unreturned:
        return _with_names(load_hints()["outcome"]["unreturned"], unreturned)
    return hint


def _with_names(hint: str, names: Sequence[str]) -> str:
    if not names:
        return hint
    told = ", ".join(f"`{name}`" for name in names[:MAX_TOLD]) + (", …" if len(names) > MAX_TOLD else "")
    return f"{hint.removesuffix('.')}: {told}."


def _nearest(word: str, policy: ImportPolicy) -> str | None:
    """The name on the list that `word` may be a slip of: at most two edits away, and a third of its length."""
    if len(word) > _MAX_WORD:
        return None
    edits, name = min((_edits(word.lower(), name.lower()), name) for name in sorted(policy.roots))
    return name if edits <= min(_MAX_EDITS, len(word) // 3) else None


def _edits(one: str, other: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other."""
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
