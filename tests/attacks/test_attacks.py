"""Every attack of the corpus ends exactly as its row says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock
from pysandbox.settings import LAYERS

from tests.attacks import corpus

ATTACKS = corpus.load()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One with every layer, that still serves at the end."""
    with corpus.started() as sandbox:
        yield sandbox
        assert sandbox.run(RunRequest("print(1)")).stdout == b"1\n"


def in_each_stock() -> list[tuple[corpus.Attack, Stock]]:
    """Every attack in the full zygote, and in the lean one what names no library: those are all that it lacks."""
    lean = [(row, Stock.LEAN) for row in ATTACKS if not corpus.NAMES_LIBRARY.search(row.code)]
    return [*((row, Stock.FULL) for row in ATTACKS), *lean]


@pytest.mark.parametrize(
    ("attack", "stock"),
    [pytest.param(row, stock, id=f"{stock}-{row.family}: {row.name}") for row, stock in in_each_stock()],
)
def test_deny_an_attack_at_its_boundary(
    sandbox: Sandbox, attack: corpus.Attack, stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "stock_for", lambda *_: stock)
    result = attack.run(sandbox)
    assert corpus.THROUGH not in result.stdout
    if stock is Stock.LEAN and (attack.family, attack.name) in corpus.NOT_LOADED_IN_LEAN:
        assert result.exception is not None
        assert result.exception.type == "KeyError"
        return
    corpus.check_end(attack, result)


def test_every_program_fits_into_a_request() -> None:
    assert {row.name for row in ATTACKS if len(row.code) > corpus.MAX_CODE_CHARACTERS} == set()


def test_there_are_at_least_260_in_every_family_and_every_layer_has_its_own() -> None:
    assert len({row.key for row in ATTACKS}) == len(ATTACKS) >= 260
    families = {family: sum(row.family == family for row in ATTACKS) for family in corpus.FAMILIES}
    assert {row.family for row in ATTACKS} == set(families)
    assert all(count >= 7 for count in families.values()), families
    assert frozenset().union(*(row.alone or () for row in ATTACKS)) == frozenset(LAYERS)
