"""Globs over the names in a run's directory: compiled once, and matched within a number of steps.

The pattern is the caller's and the names are the program's, so both may be made to take long. A pattern is compiled in
time linear in its length (`fnmatch.translate` looks for the end of every `[` anew). What lies between two `*` is
looked for once, from the left, and never again (an atomic group): a name takes at most its length times that of the
longest such part, and the sum of these products is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WILD = re.compile(r"[*?[]")

NAME_MAX = 255  # linux/limits.h, in bytes

MAX_STEPS = 10_000_000
"""Of all patterns of one run together: less than a tenth of a second. 20 patterns of the kind `*.png` over 1,000 names
of ten characters take a twentieth of it."""


class TooManyStepsError(Exception):
    """The patterns and names of a run take longer to match than they may."""


class Steps:
    """What is left of the steps of a run."""

    def __init__(self, most: int = MAX_STEPS) -> None:
        self._left = most

    def take(self, count: int) -> None:
        """Count steps before they are made.

        Raises:
            TooManyStepsError: there are not so many left.
        """
        self._left -= count
        if self._left < 0:
            raise TooManyStepsError


@dataclass(frozen=True, slots=True)
class _Component:
    """One part of a path's pattern; `regex` is None where it is a plain name."""

    text: str
    regex: re.Pattern[str] | None
    shortest: int
    """Characters that a match has at least."""
    cost: int
    """Steps for each character of a name."""

    def matches(self, name: str, steps: Steps) -> bool:
        if name.startswith(".") and not self.text.startswith("."):
            return False
        if self.regex is None:
            return name == self.text
        if len(name) < self.shortest:
            return False
        steps.take(len(name) * self.cost)
        return self.regex.match(name) is not None


class Glob:
    """A relative path's pattern: `*`, `?` and `[...]` within a component, `**` for any number of components."""

    def __init__(self, parts: list[str]) -> None:
        """`parts` are the components of the pattern."""
        self._parts: list[_Component | None] = []  # None is `**`
        for part in parts:
            if part != "**":
                self._parts.append(_compile(part))
            elif not self._parts or self._parts[-1] is not None:
                self._parts.append(None)
        self._shortest = sum(part is not None for part in self._parts)

    def matches(self, path: str, steps: Steps) -> bool:
        """Whether it matches; a leading dot in a component must be named.

        All ways to match are followed at once, so that none takes longer than both lengths' product.

        Raises:
            TooManyStepsError: `steps` are used up.
        """
        names = path.split("/")
        if len(names) < self._shortest:
            return False
        at = self._past_any_number({0})
        for name in names:
            steps.take(1 + len(at))
            following = set()
            for index in at:
                part = self._parts[index] if index < len(self._parts) else ...
                if part is None and not name.startswith("."):
                    following.add(index)
                elif isinstance(part, _Component) and part.matches(name, steps):
                    following.add(index + 1)
            at = self._past_any_number(following)
        return len(self._parts) in at

    def _past_any_number(self, at: set[int]) -> set[int]:
        """The positions, and those that `**` matching nothing leads to (two of it never follow one another)."""
        return at | {index + 1 for index in at if index < len(self._parts) and self._parts[index] is None}


def _compile(text: str) -> _Component:
    if not WILD.search(text):
        return _Component(text, None, len(text), 0)
    runs: list[list[str]] = [[]]  # what lies between the stars, a regular expression for each character
    position, last_bracket = 0, text.rfind("]")
    while position < len(text):
        character = text[position]
        position += 1
        if character == "*":
            if runs[-1] or len(runs) == 1:
                runs.append([])
        elif character == "?":
            runs[-1].append(".")
        elif character == "[" and position < last_bracket and (end := _end_of_set(text, position)) > 0:
            runs[-1].append(_set(text[position:end]))
            position = end + 1
        else:
            runs[-1].append(re.escape(character))
    first, *middle = ["".join(run) for run in runs]
    source = first
    if middle:
        *middle, last = middle
        source += "".join(f"(?>.*?{run})" for run in middle)
        source += f"(?=.{{{len(runs[-1])}}}).*+(?<={last})" if last else ".*+"
    inner = [len(run) for run in runs[1:-1]]
    shortest = sum(len(run) for run in runs)
    if shortest > NAME_MAX:
        source = "(?!)"  # no name is so long: not worth compiling
    return _Component(text, re.compile(rf"(?s:{source})\Z"), shortest, 2 + max(inner, default=0))


def _end_of_set(text: str, start: int) -> int:
    """Where the `]` is that ends the set whose first character is at `start`; -1 where none is."""
    if text[start : start + 1] == "!":
        start += 1
    return text.find("]", start + 1)  # a `]` right at the beginning stands for itself


def _set(text: str) -> str:
    """A regular expression for one character of a set, as `fnmatch` has it: `!` negates, `a-c` is a range."""
    negated = text.startswith("!")
    characters, position, rows = text[negated:], 0, []
    while position < len(characters):
        if position + 2 < len(characters) and characters[position + 1] == "-":
            low, high = characters[position], characters[position + 2]
            if low <= high:
                rows.append(f"{re.escape(low)}-{re.escape(high)}")
            position += 3
        else:
            rows.append(re.escape(characters[position]))
            position += 1
    if not rows:
        return "." if negated else "(?!)."  # a range that is empty: nothing, or anything, and one character wide
    return f"[{'^' * negated}{''.join(rows)}]"
