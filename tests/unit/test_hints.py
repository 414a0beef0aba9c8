from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from pysandbox.api.answers.error_details import KINDS, error_details
from pysandbox.api.answers.schemas import ErrorDetails
from pysandbox.errors import ConfigurationError
from pysandbox.policy import hints, load_imports
from pysandbox.policy.libraries import load_libraries
from pysandbox.policy.load import read_toml


@pytest.fixture(autouse=True)
def _fresh() -> None:
    hints.load_hints.cache_clear()


def use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    (tmp_path / "hints.toml").write_text(text)
    monkeypatch.setattr(hints, "read_toml", lambda name: read_toml(name, tmp_path))


def test_every_kind_of_error_is_described_and_has_the_same_fields() -> None:
    assert set(get_args(ErrorDetails.model_fields["type"].annotation)) == set(KINDS)
    for kind in KINDS:
        details = error_details(kind, "…")
        ErrorDetails.model_validate(details, strict=True)
        assert {"retryable", "retry_after_seconds", "hint"} <= set(details)


def test_hints_are_sentences_and_for_errors_that_there_are() -> None:
    for kind, table in hints.load_hints().items():
        assert all(hint[0].isupper() or hint[0] == "`" for hint in table.values()), kind
        assert all(hint.endswith(".") for hint in table.values()), kind
    assert set(hints.load_hints()["error"]) <= set(KINDS)


def test_a_dotted_name_has_the_hint_of_its_longest_beginning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(
        monkeypatch,
        tmp_path,
        '[[module]]\nnames=["a"]\nhint="For a."\n[[module]]\nnames=["a.b"]\nhint="For b."\n',
    )
    assert hints.hint_for("module", "a.b.c") == "For b."
    assert hints.hint_for("module", "a.c", "a", "a.b") == "For a. For b."
    assert hints.hint_for("module", "ab") is None
    assert hints.hint_for("nothing", "a") is None


@pytest.mark.parametrize("row", ['names=["a"]', 'hint="x"', 'names=["a","a"]\nhint="x"', "names=3\nhint='x'"])
def test_a_malformed_row_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, row: str) -> None:
    use(monkeypatch, tmp_path, f"[[module]]\n{row}\n")
    with pytest.raises(ConfigurationError, match=r"hints\.toml, module"):
        hints.load_hints()


def test_a_known_kind_may_have_a_better_hint() -> None:
    details: dict[str, Any] = error_details("ValidationError", "…", hint="Do this.", retryable=True, retry_after_s=3)
    assert (details["hint"], details["retryable"], details["retry_after_seconds"]) == ("Do this.", True, 3)


POLICY = load_imports()
WITH_DATA = POLICY + load_libraries("data", Path()).imports


def test_modules_that_people_miss_most_have_a_hint_of_their_own() -> None:
    missed = ["csv", "os", "sys", "io", "os.path", "pathlib", "requests", "urllib.request", "pandas", "doctest"]
    missed += ["matplotlib.pyplot", "subprocess", "unittest", "pickle"]
    rows = {name for row in hints.load_module_hints() for name in row.names}
    assert all(name in rows or name.partition(".")[0] in rows for name in missed)
    assert len(rows) >= 60
    assert not {name for name in rows if POLICY.allows(name)}


def test_what_comes_near_is_on_the_list() -> None:
    assert [
        (row.names, name) for row in hints.load_module_hints() for name in row.near if not WITH_DATA.allows(name)
    ] == []
    without = replace(POLICY, categories=POLICY.categories[1:])
    assert "`numpy`." not in str(hints.hint_for_imports(["scipy"], without)).split("Nearest")[-1]
    assert "Nearest on the list: `numpy`" in str(hints.hint_for_imports(["scipy"], POLICY))


@pytest.mark.parametrize(
    ("modules", "wanted"),
    [
        (["nmupy"], "Did you mean `numpy`?"),
        (["maths"], "Did you mean `math`?"),
        (["qqqqqq"], "Nothing on the list comes near `qqqqqq`: do without."),
        (["x" * 5000], "comes near `" + "x" * 40 + "`"),
        (["PIL.ImageShow"], "save the picture"),
        (["numpy.conftest.x"], "The rest of `numpy` is allowed, `numpy.conftest` is not: "),
        (["csv", "os.path"], "line.split"),
    ],
)
def test_every_import_outside_the_list_has_a_hint(modules: list[str], wanted: str) -> None:
    assert wanted in str(hints.hint_for_imports(modules, POLICY))
    assert hints.hint_for_imports([], POLICY) is None


@pytest.mark.parametrize(
    ("name", "message", "facts", "wanted"),
    [
        ("EOFError", "", {"stdin_given": False}, "had nothing to read"),
        ("EOFError", "", {"stdin_given": True}, "more lines"),
        ("ValueError", "x", {"unreturned": ["a.txt"]}, "`return_files`: `a.txt`."),
        ("ValueError", "x", {"unreturned": list("abcdefg")}, "`e`, …."),
        ("ValueError", "x", {}, None),
        ("PermissionError", "[Errno 1] not permitted: 'urllib.Request'", {}, "no network"),
        ("NameError", "name 'sys' is not defined. Did you forget to import 'sys'?", {}, "SystemExit"),
        ("NameError", "name 'x' is not defined", {}, None),
    ],
)
def test_an_exception_has_the_hint_of_the_first_row_that_fits(
    name: str, message: str, facts: dict[str, Any], wanted: str | None
) -> None:
    hint = hints.hint_for_exception(name, message, **facts)
    assert hint is None if wanted is None else wanted in str(hint)


def test_a_pattern_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hints.load_exception_hints.cache_clear()
    use(monkeypatch, tmp_path, '[[exception]]\nnames=["E"]\nmessage="("\nhint="X."\n')
    with pytest.raises(ConfigurationError, match=r"hints\.toml, exception"):
        hints.load_exception_hints()
    hints.load_exception_hints.cache_clear()
