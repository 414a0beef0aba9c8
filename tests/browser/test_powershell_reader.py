"""The reader of PowerShell takes strings as PowerShell does, and refuses what PowerShell would refuse."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.browser import powershell
from tests.browser import powershell_library as library
from tests.browser.powershell_syntax import UnreadableError, literal, parse

CATCH = "try {{ {} }} catch {{ [Console]::Out.Write($_.Exception.Message) }}"

LETTERS = "([regex]::Unescape('\\u00e4\\u20ac'))"


def done(tmp_path: Path, script: str, edition: str = "7") -> subprocess.CompletedProcess[str]:
    (tmp_path / "a.ps1").write_bytes(script.encode())
    return powershell.run(tmp_path / "a.ps1", edition)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("''", ""),
        ("'it''s $x `n'", "it's $x `n"),
        ("'a\u2019\u2019b'", "a\u2019b"),
        ("@'\nit's\n\n ''\n'@", "it's\n\n ''"),
        ("@'\r\na\r\nb\r\n'@", "a\r\nb"),
        ("@'\n '@\n'@", " '@"),
        ('"a`tb`n`$c ""d"" `"e`" ``"', 'a\tb\n$c "d" "e" `'),
        ("\"$('x')-$(1)\"", "x-1"),
        ("\"saved $('x')\"", "saved x"),
        ("([regex]::Unescape('\\u00e4\\ud83d\\ude00\\\\n\\n'))", "\u00e4\U0001f600\\n\n"),
    ],
)
def test_a_string_is_worth_what_powershell_makes_of_it(tmp_path: Path, written: str, value: str) -> None:
    assert done(tmp_path, f"$a = {written}\n[Console]::Out.Write($a)").stdout == value


@pytest.mark.parametrize(
    "written",
    [
        *("'a", "'a'b'", "@'\na'@", '"a`"', "@{", "(1", "'a\u2019b'", "'a\u201bb'", '"a\u201cb"', "@'\na\n\u2018@\n'@"),
        *('"$x"', "$unknown", "[Console]::Out.Write('a'", "& 'a'", "1 + 1", "'a'.Replace('b', 'c') | Out-Null"),
    ],
)
def test_what_would_end_elsewhere_or_is_not_known_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises((UnreadableError, AssertionError)):
        done(tmp_path, f"$a = {written}")


@pytest.mark.parametrize("line", ["'x", "''", "'''"])
def test_the_grammar_refuses_an_empty_line_before_an_apostrophe_though_powershell_takes_it(line: str) -> None:
    """A limit of tree-sitter-powershell 0.26: only `make test-powershell` runs such a script."""
    written = f"@'\na\n\n{line}\n'@"
    assert literal(written) == f"a\n\n{line}"
    with pytest.raises(UnreadableError):
        parse(f"$a = {written}\n")


@pytest.mark.parametrize(("edition", "value"), [("7", "\u00e4"), ("5.1", "\u00c3\u00a4")])
def test_a_file_without_a_byte_order_mark_is_in_the_editions_encoding(tmp_path: Path, edition: str, value: str) -> None:
    assert done(tmp_path, "[Console]::Out.Write('\u00e4')", edition).stdout == value


def test_half_a_letter_ends_a_string_in_windows_powershell(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="ends earlier"):
        done(tmp_path, "[Console]::Out.Write('\u00d1')", "5.1")


@pytest.mark.parametrize(
    ("depth", "text"),
    [("", '{"a": {"b": {"c": "System.Collections.Hashtable"}}}'), (" -Depth 3", '{"a": {"b": {"c": {"d": 1}}}}')],
)
def test_json_is_as_deep_as_it_is_told(tmp_path: Path, depth: str, text: str) -> None:
    script = f"[Console]::Out.Write((@{{ a = @{{ b = @{{ c = @{{ d = 1 }} }} }} }} | ConvertTo-Json{depth}))"
    assert done(tmp_path, script).stdout == text


def test_the_console_of_windows_lacks_letters_which_write_host_shows(tmp_path: Path) -> None:
    script = f"$a = {LETTERS}\n[Console]::Out.Write($a)\nWrite-Host $a -NoNewline"
    assert done(tmp_path, script, "5.1").stdout == "\u00e4?\u00e4\u20ac"
    assert done(tmp_path, script, "7").stdout == "\u00e4\u20ac" * 2


def test_json_of_windows_powershell_holds_no_apostrophe() -> None:
    assert library.Machine("5.1", Path()).command("ConvertTo-Json", [{"a": "it's"}], {}) == '{"a": "it\\u0027s"}'


def test_a_missing_file_and_a_throw_end_the_script(tmp_path: Path) -> None:
    missing = done(tmp_path, "$a = (Resolve-Path -LiteralPath 'none').ProviderPath\n'after'")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "none" in missing.stderr
    caught = done(tmp_path, CATCH.format("throw 'found'") + "\n'after'")
    assert (caught.returncode, caught.stdout) == (0, "foundafter\n")
