"""A value of another kind than its key's, in a file that an operator writes, is told of with the file's name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pysandbox.errors import ConfigurationError
from pysandbox.policy import ImportPolicy, load_imports
from pysandbox.policy.libraries import LibrarySet, with_rows
from pysandbox.policy.stocks import KEYS, Rows

LISTED: dict[str, dict[str, type]] = {
    "category": {"name": str, "modules": list},
    "denied": {"module": str, "reason": str, "instead": str},
}
"""The tables of the import list, which has a file of its own too."""
RIGHT = {str: "'x.y'", list: "['x']", bool: "true", dict: "{ A = '1' }", object: "1"}
OTHERS = {
    str: ("3", "[3]", "{ a = 1 }", "true", "1979-05-27"),
    list: ("3", "'x'", "[3]", "[[1]]", "{ a = 1 }"),
    bool: ("3", "'x'", "[3]"),
    dict: ("3", "'x'", "[3]"),
    object: (),
}


def wrong_files(table: str, kinds: dict[str, type]) -> list[str]:
    """Files with one thing wrong each, in that table."""
    right = {key: RIGHT[kind] for key, kind in kinds.items()} | {"reason": "'x'"}
    rows = [right | {key: text} for key, kind in kinds.items() for text in OTHERS[kind]]
    files = ["\n".join([f"[[{table}]]", *(f"{key} = {text}" for key, text in row.items())]) for row in rows]
    return files + [f"{table} = {text}" for text in ("3", "'x'", "[3]", "{ a = 1 }")]


@pytest.mark.parametrize("table", [*KEYS, *LISTED])
def test_a_value_of_another_kind_in_an_operators_policy_names_the_file(tmp_path: Path, table: str) -> None:
    path = tmp_path / "policy.toml"
    for text in wrong_files(table, (KEYS | LISTED)[table]):
        path.write_text(text)
        with pytest.raises(ConfigurationError, match=re.escape(f"{path}: missing or malformed")) as caught:
            with_rows(LibrarySet("mine", ImportPolicy((), (), ()), Rows()), path)
        assert table in str(caught.value), text


@pytest.mark.parametrize("table", LISTED)
def test_a_value_of_another_kind_in_an_operators_import_list_names_the_file(tmp_path: Path, table: str) -> None:
    path = tmp_path / "more.toml"
    for text in wrong_files(table, LISTED[table]):
        path.write_text(text)
        with pytest.raises(ConfigurationError, match=re.escape(f"{path}: missing or malformed")):
            load_imports(path)


@pytest.mark.parametrize("text", ["3", "'x'", "[3]", "{ a = 3 }"])
def test_distributions_are_a_table_of_texts(tmp_path: Path, text: str) -> None:
    path = tmp_path / "more.toml"
    path.write_text(f"distributions = {text}")
    with pytest.raises(ConfigurationError, match="distributions"):
        load_imports(path)


@pytest.mark.parametrize("variable", ["A = 3", '"A=B" = "1"', '"" = "1"', 'A = "\\u0000"'])
def test_what_is_no_variable_is_refused(tmp_path: Path, variable: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f"[[environment]]\nreason = 'x'\nvariables = {{ {variable} }}")
    with pytest.raises(ConfigurationError, match=r"\[\[environment\]\]: .* is no variable"):
        with_rows(LibrarySet("mine", ImportPolicy((), (), ()), Rows()), path)
