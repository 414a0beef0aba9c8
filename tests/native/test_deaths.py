"""Dictionaries that are watched: told of while they live, and never held."""

from __future__ import annotations

import gc
from collections.abc import Callable
from types import FunctionType

import pytest
from pysandbox.engine.native import core


def make() -> dict[str, object]:
    return {"name": "value"}


def in_a_circle() -> Callable[[], None]:
    """A function that holds its namespace, which holds it."""
    namespace = make()
    function = FunctionType(make.__code__, namespace)
    namespace["itself"] = function
    return function


def test_what_lives_is_told_of_in_the_order_of_watching_and_what_died_is_not() -> None:
    first, second = make(), make()
    for names in (first, second, first):
        core.watch_death(names)
    assert [names for names in core.still_there() if names is first or names is second] == [first, second]
    address = id(first)
    del first, names
    assert address not in map(id, core.still_there())
    assert any(names is second for names in core.still_there())


def test_what_dies_by_the_collector_is_not_told_of_either() -> None:
    function = in_a_circle()
    address = id(function.__globals__)
    core.watch_death(function.__globals__)
    assert address in map(id, core.still_there())
    del function
    assert address in map(id, core.still_there())
    gc.collect()
    assert address not in map(id, core.still_there())


def test_a_new_dictionary_in_the_same_place_is_not_the_old_one() -> None:
    for _ in range(50):
        names = make()
        core.watch_death(names)
        del names
        later = make()
        assert not any(found is later for found in core.still_there())


def test_more_than_there_is_room_for_are_not_told_of_and_nothing_else_is_refused() -> None:
    many = [make() for _ in range(200)]
    for names in many:
        core.watch_death(names)
    assert len(core.still_there()) == 64
    with pytest.raises(TypeError, match="not a dictionary"):
        core.watch_death([])  # type: ignore[arg-type]
