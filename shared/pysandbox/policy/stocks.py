"""Read what a stock is made of: the libraries that a zygote loads before it forks, and what they need to work.

`stocks/lean.toml` and `stocks/full.toml` are the documented import list. Another set of libraries, an operator's own
(with what `stocks/operators.toml` says of all of them) or the one called `data`, has the same tables, in which
everything may be left out:

- `category`, `denied`, `distributions`: what it adds to the import list, as in imports.toml;
- `preload`: `packages`, of which every submodule is loaded, and `modules`;
- `skip`, `unbound`: patterns of modules that are not loaded, or not bound to their package;
- `stand_in`: an empty `module` in place of a hidden one, with these `names`, or with `any`; `returns` gives
  functions their answers, `inert` lets what is in it be called, `while_loading` takes it away again;
- `alias`: a `name` that a library asks for, and what it gets instead (`as`);
- `show`: hidden or dropped modules that are there all the same;
- `readable`: `folders` of the libraries that may be read during a run;
- `environment`: `variables` that are set before anything loads, where LOADING is a folder that can be written until all
  has loaded, and GUEST that of the libraries;
- `take`: functions of a `module`, or of a class (`MODULE:CLASS`), that act without being announced: `only` these, or
  all but those to `keep`;
- `allow`: audit events that announce and do nothing;
- `refuse`: audit events that end no run but are a PermissionError, for libraries that go on without;
- `pickle`: `classes` that a pickle may name, `MODULE:NAME`, because they make a value and call nothing;
- `patch`: a `name` and its `value`, set once everything has loaded;
- `warm`: `code` that is run once, to do what is lazy; it finds LOADING and GUEST as names, while it runs;
- `rehearse`: `code` that is run as a program is, a few times, last of all: what programs do first is then as fast as
  what they do again. It writes no file, and leaves nothing that a program could see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..errors import ConfigurationError
from .load import DIRECTORY, check_rows, read_toml

FOLDER = DIRECTORY / "stocks"

KEYS: dict[str, dict[str, type]] = {
    "preload": {"packages": list, "modules": list},
    "skip": {"modules": list},
    "unbound": {"modules": list},
    "stand_in": {"module": str, "names": list, "any": bool, "inert": bool, "returns": dict, "while_loading": bool},
    "alias": {"name": str, "as": str},
    "show": {"modules": list},
    "readable": {"folders": list},
    "environment": {"variables": dict},
    "take": {"module": str, "only": list, "keep": list},
    "allow": {"events": list},
    "refuse": {"events": list},
    "pickle": {"classes": list},
    "patch": {"name": str, "value": object},
    "warm": {"code": str},
    "rehearse": {"code": str},
}
"""The keys of a row of each table, and of what kind their values are; `reason` goes with all of them."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A module in place of one that is hidden: nothing that is in it does anything."""

    module: str
    names: tuple[str, ...] = ()
    any: bool = False
    """Whether any other name is there as well: a class that refuses to be called once everything has loaded."""
    inert: bool = False
    """Whether such classes may be called all the same, to no effect."""
    returns: tuple[tuple[str, Any], ...] = ()
    """Functions by name, and what each returns."""
    while_loading: bool = False
    """Whether it is taken away again once everything has loaded."""


@dataclass(frozen=True, slots=True)
class Take:
    """Functions of a module or class that are taken away."""

    module: str
    """`MODULE`, or `MODULE:CLASS`."""
    only: tuple[str, ...] | None
    keep: tuple[str, ...]
    """What stays, where there is no `only`."""

    def takes(self, name: str) -> bool:
        return name in self.only if self.only is not None else name not in self.keep


@dataclass(frozen=True, slots=True)
class Rows:
    """What a stock is made of; the names are those of the tables."""

    packages: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    show: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    take: tuple[Take, ...] = ()
    allow: tuple[str, ...] = ()
    refuse: tuple[str, ...] = ()
    pickle: tuple[str, ...] = ()
    patches: tuple[tuple[str, Any], ...] = ()
    warm: tuple[str, ...] = ()
    rehearse: tuple[str, ...] = ()

    def __add__(self, other: Rows) -> Rows:
        """Both; where they say different things of one module or variable, the second is right."""
        both: dict[str, Any] = {
            field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)
        }
        both["stand_ins"] = tuple({row.module: row for row in both["stand_ins"]}.values())
        for name in ("aliases", "environment", "patches"):
            both[name] = tuple(dict(both[name]).items())
        return Rows(**both)


def read_rows(data: Mapping[str, Any], place: str) -> Rows:
    """The tables of a stock in a file that is read already.

    Args:
        place: the file's name, for errors.

    Raises:
        ConfigurationError: a row lacks what it needs, or has a key that there is none of.
    """
    try:
        _check(data)
        return _rows(data)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(f"{place}: missing or malformed: {error}") from error


def _check(data: Mapping[str, Any]) -> None:
    for table, known in KEYS.items():
        check_rows(data, table, known)
        for row in data.get(table, ()):
            unknown = set(row) - set(known) - {"reason"}
            if unknown:
                raise ValueError(f"[[{table}]] has no key {min(unknown)}; it has {', '.join(sorted(known))}, reason")
            if not row.get("reason"):
                raise ValueError(f"a row of [[{table}]] has no reason")
    for row in data.get("environment", ()):
        for name, value in row["variables"].items():
            if not isinstance(value, str) or "\0" in value or not name or set(name) & set("=\0"):
                raise ValueError(f'[[environment]]: {name!r} = {value!r} is no variable: write NAME = "text"')


def _rows(data: Mapping[str, Any]) -> Rows:
    def joined(table: str, key: str) -> tuple[str, ...]:
        return tuple(value for row in data.get(table, ()) for value in row.get(key, ()))

    def pairs(table: str, key: str, value: str) -> tuple[tuple[str, Any], ...]:
        return tuple((row[key], row[value]) for row in data.get(table, ()))

    return Rows(
        packages=joined("preload", "packages"),
        modules=joined("preload", "modules"),
        skip=joined("skip", "modules"),
        unbound=joined("unbound", "modules"),
        stand_ins=tuple(
            StandIn(
                row["module"],
                tuple(row.get("names", ())),
                bool(row.get("any", False)),
                bool(row.get("inert", False)),
                tuple(row.get("returns", {}).items()),
                bool(row.get("while_loading", False)),
            )
            for row in data.get("stand_in", ())
        ),
        aliases=pairs("alias", "name", "as"),
        show=joined("show", "modules"),
        readable=joined("readable", "folders"),
        environment=tuple(item for row in data.get("environment", ()) for item in row["variables"].items()),
        take=take_rows(data.get("take", ())),
        allow=joined("allow", "events"),
        refuse=joined("refuse", "events"),
        pickle=joined("pickle", "classes"),
        patches=pairs("patch", "name", "value"),
        warm=tuple(row["code"] for row in data.get("warm", ())),
        rehearse=tuple(row["code"] for row in data.get("rehearse", ())),
    )


def take_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Take, ...]:
    """The rows of `take`, here and in closed_world.toml."""
    return tuple(
        Take(row["module"], tuple(row["only"]) if "only" in row else None, tuple(row.get("keep", ()))) for row in rows
    )


def load_rows(name: str) -> Rows:
    """The rows of `stocks/NAME.toml`."""
    return read_rows(read_toml(f"{name}.toml", FOLDER), f"{name}.toml")
