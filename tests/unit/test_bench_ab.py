"""The comparison of two revisions: what it calls slower, and that its rounds alternate."""

from __future__ import annotations

import random

import pytest

from scripts.bench import ab
from scripts.bench.contenders import Contender
from scripts.bench.programs import Program


def around(center: float, seed: int, count: int = 300) -> list[float]:
    chance = random.Random(seed)
    return [center * chance.lognormvariate(0, 0.2) for _ in range(count)]


@pytest.mark.parametrize(("factor", "slower"), [(1.0, False), (0.5, False), (1.02, False), (1.3, True), (2.0, True)])
def test_what_is_slower_beyond_doubt_is_called_so(factor: float, slower: bool) -> None:
    ratio = ab.compare(around(factor, 1), around(1, 2))
    assert ratio.low <= ratio.value <= ratio.high
    assert ratio.low < factor < ratio.high
    assert ratio.is_slower is slower


def test_noise_widens_the_interval_instead_of_blaming_the_new_one() -> None:
    few = ab.compare(around(1.2, 3, 8), around(1, 4, 8))
    many = ab.compare(around(1.2, 3, 400), around(1, 4, 400))
    assert few.high - few.low > 2 * (many.high - many.low)


class Noted(Contender):
    """Says who was asked."""

    def __init__(self, name: str, who: str, asked: list[str], took_s: float) -> None:
        self.name, self._who, self._asked, self._took_s = name, who, asked, took_s

    def time(self, program: Program) -> float:
        self._asked.append(f"{self._who} {program.name}")
        return self._took_s


def test_rounds_alternate_and_leave_the_first_out() -> None:
    asked: list[str] = []
    pair = (Noted("engine", "new", asked, 2.0), Noted("engine", "base", asked, 1.0))
    listed = [Program("often", ""), Program("seldom", "", 0.5)]
    samples = ab.measure([pair], listed, 4)
    warm, rounds = asked[:4], asked[4:]
    assert sorted(warm) == ["base often", "base seldom", "new often", "new seldom"]
    assert [name for name in rounds if "often" in name] == ["base often", "new often", "new often", "base often"] * 2
    assert samples["engine", "seldom"] == {"new": [2.0, 2.0], "base": [1.0, 1.0]}
    text, slower = ab.as_table(samples)
    assert slower
    assert "| engine, often | 1000.00 (1000.00) | 2000.00 (2000.00) | 2.000 | 2.000 to 2.000 slower | 4 |" in text
