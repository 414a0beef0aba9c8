"""The formula behind the costs in docs/operations.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import costs

OPERATIONS = Path(costs.ROOT) / "docs" / "operations.md"


def test_time_is_paid_by_memory_and_millisecond() -> None:
    prices = costs.load_prices()
    cost = costs.per_million(1000, 2000, costs.Memory(1024, 512), prices)
    assert cost["runner function, time"] == cost["api function, time"] == pytest.approx(16.6667)
    assert cost["in all"] == pytest.approx(2 * 16.6667 + 0.40 + 1.00 + 1.25 + 1.50)
    arm = costs.per_million(1000, 2000, costs.Memory(1024, 512), prices, "arm64")
    assert arm["runner function, time"] == pytest.approx(13.3334)


def test_memory_is_the_templates() -> None:
    assert costs.memory_of_template() == costs.Memory(1769, 1024)


def test_the_table_in_the_documentation_is_the_scripts_own() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    command = next(line for line in text.splitlines() if line.startswith("scripts/costs.py "))
    numbers = [float(word) for word in command.split()[1:]]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    assert costs.table(pairs, costs.memory_of_template(), costs.load_prices()) in text


def test_half_a_pair_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert costs.main(["50"]) == 2
    assert "RUNNER_MS API_MS" in capsys.readouterr().err
