"""Read the policy files beside this module into frozen dataclasses; a malformed file is refused whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError

DIRECTORY = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of `limits.toml` after the operator's variables; units are in the names."""

    requests_per_minute: int
    requests_per_day: int
    max_concurrency: int
    timeout_s: float
    memory_mb: int
    max_code_characters: int
    max_attachments: int
    max_attachment_bytes: int
    max_return_files: int
    max_return_file_bytes: int
    max_return_bytes: int
    collect_timeout_s: float
    max_file_name_bytes: int
    max_stream_bytes: int
    max_output_bytes: int
    max_disk_bytes: int
    max_disk_files: int
    max_processes: int
    max_open_files: int
    max_body_bytes: int
    max_bytes_under_way: int
    caller_share: float
    max_connections: int
    max_head_bytes: int
    head_timeout_s: float
    answer_grace_s: float
    min_answer_bytes_per_second: int
    free_requests_per_minute: int
    body_timeout_s: float
    body_idle_timeout_s: float
    max_inline_attachment_bytes: int
    max_answer_bytes: int
    upload_expiry_s: int
    max_upload_store_bytes: int
    memory_reserve_bytes: int
    stack_bytes: int


@dataclass(frozen=True, slots=True)
class ImportCategory:
    """A named group of importable modules, as the reference page shows it."""

    name: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Denied:
    """A submodule of an allowed root that stays forbidden, why, and what does in its place (may be empty)."""

    module: str
    reason: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class ImportPolicy:
    """What a program may import: allowed roots with all that is below them, minus the denied submodules."""

    categories: tuple[ImportCategory, ...]
    denied: tuple[Denied, ...]
    distributions: tuple[tuple[str, str], ...]

    def __add__(self, more: ImportPolicy) -> ImportPolicy:
        return ImportPolicy(
            self.categories + more.categories, self.denied + more.denied, self.distributions + more.distributions
        )

    @property
    def roots(self) -> frozenset[str]:
        return frozenset(module for category in self.categories for module in category.modules)

    @property
    def denied_modules(self) -> frozenset[str]:
        return frozenset(row.module for row in self.denied)

    def allows(self, module: str) -> bool:
        """Whether `import module` is on the list. `module` is dotted and absolute."""
        parts = module.split(".")
        if parts[0] not in self.roots:
            return False
        denied = self.denied_modules
        return not any(".".join(parts[:n]) in denied for n in range(2, len(parts) + 1))


_WORDS = {str: "a text", bool: "true or false", list: "a list of texts", dict: "a table"}
"""What an operator is to write, by the kind that a value has to be of."""


def read_toml(name: str, directory: Path = DIRECTORY) -> dict[str, Any]:
    """One policy file as a dict.

    Raises:
        ConfigurationError: the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads((directory / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"policy file {directory / name}: {error}") from error


def check_rows(data: Mapping[str, Any], table: str, kinds: Mapping[str, type]) -> None:
    """Hold that the rows of a table are tables, and that the values in them are of the kinds of their keys.

    Raises:
        TypeError: one is not; the message says which, and what to write.
    """
    rows = data.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TypeError(f"{table}: write [[{table}]]")
    for row in rows:
        for key, kind in kinds.items():
            value = row.get(key, kind())
            texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
            if not (texts if kind is list else isinstance(value, kind)):
                raise TypeError(f"`{key}` of [[{table}]]: write {_WORDS[kind]}, not {value!r}")


def limit_variable(name: str) -> str:
    """The environment variable that sets the limit `name`."""
    return "SANDBOX_" + (f"{name[:-2]}_seconds" if name.endswith("_s") else name).upper()


def _number(name: str, row: Mapping[str, Any], environ: Mapping[str, str]) -> int | float:
    default: int | float = row["value"]
    variable = limit_variable(name)
    text = environ.get(variable, "").strip()
    if not text:
        return default
    try:
        value = type(default)(text)
    except ValueError:
        raise ConfigurationError(f"{variable}={text!r} is not a number") from None
    if not row["minimum"] <= value <= row["maximum"]:
        raise ConfigurationError(f"{variable}={text} is outside {row['minimum']}..{row['maximum']}")
    return value


def load_limits(environ: Mapping[str, str] | None = None) -> Limits:
    """The limits of `limits.toml`, overridden by their variables (`limit_variable`).

    Raises:
        ConfigurationError: a variable is not a number or is outside its bounds.
    """
    rows = read_toml("limits.toml")
    if set(rows) != {field.name for field in fields(Limits)}:
        raise ConfigurationError("limits.toml and the class Limits name different limits")
    values: dict[str, Any] = {name: _number(name, row, environ or {}) for name, row in rows.items()}
    return Limits(**values)


def import_policy(data: Mapping[str, Any]) -> ImportPolicy:
    """The import list that the tables of a file are."""
    check_rows(data, "category", {"name": str, "modules": list})
    check_rows(data, "denied", {"module": str, "reason": str, "instead": str})
    distributions = data.get("distributions", {})
    if not isinstance(distributions, dict) or not all(isinstance(name, str) for name in distributions.values()):
        raise TypeError(f"distributions: write a table of texts, not {distributions!r}")
    return ImportPolicy(
        tuple(ImportCategory(row["name"], tuple(row["modules"])) for row in data.get("category", ())),
        tuple(Denied(row["module"], row["reason"], row.get("instead", "")) for row in data.get("denied", ())),
        tuple(distributions.items()),
    )


def load_imports(extra: Path | None = None) -> ImportPolicy:
    """The import list, with the operator's own file (same shape) added when there is one.

    Raises:
        ConfigurationError: a file is missing, malformed, or lacks a key.
    """
    try:
        policy = import_policy(read_toml("imports.toml"))
        if extra is None:
            return policy
        more = import_policy(read_toml(extra.name, extra.parent))
    except (KeyError, TypeError) as error:
        raise ConfigurationError(f"import list {extra or 'imports.toml'}: missing or malformed {error}") from error
    return policy + more
