"""Globs: the same matches as `fnmatch`'s, in a bounded number of steps whatever the pattern and the names."""

from __future__ import annotations

import re
from fnmatch import translate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysandbox.engine.files.globs import Glob, Steps, TooManyStepsError

pytestmark = pytest.mark.once

SIGNS = st.text(alphabet="ab*?[]!-^\\.&~|é", min_size=1, max_size=12)


@settings(max_examples=3000, deadline=None, derandomize=True)
@given(SIGNS.filter(lambda text: text != "**"), st.text(alphabet="ab[]!-^\\.&~|é*?", min_size=1, max_size=8))
def test_a_component_matches_what_fnmatch_matches(pattern: str, name: str) -> None:
    seen = bool(re.match(translate(pattern), name)) and (name[0] != "." or pattern[0] == ".")
    assert Glob([pattern]).matches(name, Steps()) is seen


@pytest.mark.parametrize(
    ("pattern", "path", "seen"),
    [
        ("**/f.txt", "d/e/f.txt", True),
        ("**/f.txt", "f.txt", True),
        ("**", "a/b", True),
        ("**/**/a/**", "a", True),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/.x/b", False),
        ("a/**/b", "b", False),
        ("*", "a/b", False),
        ("*/*", "a/b", True),
    ],
)
def test_any_number_of_folders_is_two_stars(pattern: str, path: str, seen: bool) -> None:
    assert Glob(pattern.split("/")).matches(path, Steps()) is seen


def test_a_match_is_counted_by_what_it_may_take() -> None:
    steps = Steps(1000)
    with pytest.raises(TooManyStepsError):
        Glob(["*" + "a" * 100 + "b*"]).matches("a" * 200, steps)
    for _ in range(10):
        Glob(["*.png"]).matches("picture.png", Steps(1000))


def test_a_pattern_that_no_name_is_long_enough_for_is_not_compiled() -> None:
    assert len(Glob(["[ab]" * 1000])._parts[0].regex.pattern) < 30  # type: ignore[union-attr]
