"""One table of settings: what is read, what is documented and what is refused are the same names."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from pysandbox import settings as reading
from pysandbox import settings_table
from pysandbox.errors import ConfigurationError
from pysandbox.policy import Limits, load_limits
from pysandbox.policy.load import limit_variable, read_toml
from pysandbox.rate_limit import open_rate_limiter
from pysandbox.settings import load_settings

from scripts import settings_doc

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_every_limit_can_be_set_within_its_bounds(name: str) -> None:
    row = read_toml("limits.toml")[name]
    for value in (row["minimum"], row["maximum"]):
        assert getattr(load_limits({limit_variable(name): str(value)}), name) == value
    for value in (row["minimum"] - 1, row["maximum"] + 1):
        with pytest.raises(ConfigurationError, match=limit_variable(name)):
            load_limits({limit_variable(name): str(value)})


def test_a_limits_variable_is_its_name_with_the_unit_written_out() -> None:
    assert limit_variable("max_disk_bytes") == "SANDBOX_MAX_DISK_BYTES"
    assert limit_variable("timeout_s") == "SANDBOX_TIMEOUT_SECONDS"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("SANDBOX_TIMEOUT_SECOND", "SANDBOX_TIMEOUT_SECONDS"),
        ("SANDBOX_TRUSTED_PROXY", "SANDBOX_TRUSTED_PROXIES"),
        ("SANDBOX_MAX_CODE_CHARS", "SANDBOX_MAX_CODE_CHARACTERS"),
        ("SANDBOX_xyz", "docs/settings.md"),
    ],
)
def test_a_name_that_is_no_setting_is_refused_with_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{wrong}: .*{right}"):
        load_settings({wrong: "1"})


def test_other_programs_variables_are_none_of_ours() -> None:
    assert load_settings({"SANDBOX": "1", "MY_SANDBOX_X": "1"}) == load_settings({})


def test_every_variable_that_the_code_reads_is_in_the_table_and_the_other_way_round() -> None:
    package = Path(reading.__file__).parent
    sources = [*package.rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    quoted = re.compile(r'"(SANDBOX_[A-Z_]+[A-Z])"')
    table = Path(settings_table.__file__)
    read = {name for path in sources if path != table for name in quoted.findall(path.read_text(encoding="utf-8"))}
    assert read == {row.variable for row in settings_table.OTHERS if row.variable.startswith("SANDBOX_")}


def test_the_document_is_what_the_table_says() -> None:
    assert settings_doc.DOCUMENT.read_text(encoding="utf-8") == settings_doc.text(), "make settings-doc"


@pytest.mark.parametrize("variable", ["SANDBOX_RUN_DIRECTORY", "SANDBOX_GUEST_LIBRARIES", "SANDBOX_EXTRA_IMPORTS"])
def test_a_path_that_is_not_there_is_refused_by_name(variable: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        load_settings({variable: str(tmp_path / "missing")})


@pytest.mark.parametrize(
    "variable", ["SANDBOX_RUN_DIRECTORY", "SANDBOX_GUEST_LIBRARIES", "SANDBOX_EXTRA_IMPORTS", "SANDBOX_LIBRARIES"]
)
def test_a_path_that_cannot_even_be_looked_at_is_refused_by_name(variable: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        load_settings({variable: "a" * 5000})  # ENAMETOOLONG; EACCES is the like for whoever is not root


def test_a_quota_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing" / "quota.sqlite", tmp_path):
        with pytest.raises(ConfigurationError, match="SANDBOX_RATE_LIMIT_STORE"):
            open_rate_limiter(load_settings({"SANDBOX_RATE_LIMIT_STORE": f"sqlite:///{path}"}))


@pytest.mark.parametrize(
    ("text", "required", "spared"),
    [
        ("", None, set()),
        ("all", None, set()),
        ("none", set(), set()),
        ("seccomp, landlock", {"seccomp", "landlock"}, set()),
        ("all,-namespaces", None, {"namespaces"}),
        ("all, -namespaces , -uid", None, {"namespaces", "uid"}),
    ],
)
def test_the_required_layers_are_all_none_some_or_all_but_some(
    text: str, required: set[str] | None, spared: set[str]
) -> None:
    settings = load_settings({"SANDBOX_REQUIRED_LAYERS": text})
    assert settings.required_layers == required
    assert settings.spared_layers == spared


@pytest.mark.parametrize("text", ["all,namespaces", "-namespaces", "all,-moat", "none,seccomp"])
def test_required_layers_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="SANDBOX_REQUIRED_LAYERS"):
        load_settings({"SANDBOX_REQUIRED_LAYERS": text})
