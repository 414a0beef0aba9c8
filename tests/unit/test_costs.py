"""The formula behind the costs in docs/operations.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from pysandbox.uploads.s3 import RESULT_EXPIRY_S

from scripts import costs

OPERATIONS = Path(costs.ROOT) / "docs" / "operations.md"


def test_time_is_paid_by_memory_and_millisecond() -> None:
    prices = costs.load_prices()
    cost = costs.per_million(1000, 2000, costs.Sizes(1024, 512), prices, start_ms=1000)
    assert cost["runner function, time"] == cost["api function, time"] == pytest.approx(16.6667)
    fixed = cost["both functions, requests"] + cost["HTTP API"] + cost["DynamoDB"]
    assert fixed == pytest.approx(0.40 + 1.00 + 0.625 + 0.0625)
    assert cost["environments made anew"] == pytest.approx((16.6667 + 0.20) / 100)
    assert cost["in all"] == pytest.approx(sum(value for name, value in cost.items() if name != "in all"))
    arm = costs.per_million(1000, 2000, costs.Sizes(1024, 512), prices, "arm64")
    assert arm["runner function, time"] == pytest.approx(13.3334)


def test_an_answer_is_metered_once_for_each_beginning_512_kb() -> None:
    prices = costs.load_prices()
    assert [costs.http_price(size, prices) for size in (0, 1, 524_288, 524_289, 6_000_000)] == [1, 1, 1, 2, 12]


def test_sizes_are_the_templates() -> None:
    assert costs.sizes_of_template() == costs.Sizes(1769, 512, 100, 5, 20, 10, 30)


def test_what_strangers_can_cost_counts_every_way() -> None:
    sizes, prices = costs.sizes_of_template(), costs.load_prices()
    worst = costs.worst_month(sizes, prices)
    assert len(worst) == 4
    assert all(value > 0 for value in worst.values())
    fetched = costs.worst_month(sizes, prices, result_expiry_s=2 * RESULT_EXPIRY_S)
    assert list(fetched.values())[3] == pytest.approx(2 * list(worst.values())[3])


def test_results_urls_hold_as_long_as_the_table_says() -> None:
    assert f"({RESULT_EXPIRY_S} s)" in list(costs.worst_month(costs.sizes_of_template(), costs.load_prices()))[3]


def test_the_tables_in_the_documentation_are_the_scripts_own(capsys: pytest.CaptureFixture[str]) -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    command = next(line for line in text.splitlines() if line.startswith("scripts/costs.py "))
    assert costs.main(command.split()[1:]) == 0
    for table in capsys.readouterr().out.strip().split("\n\n")[1:]:
        assert table.strip() in text


def test_a_million_runs_cost_what_was_aimed_at() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    command = next(line for line in text.splitlines() if line.startswith("scripts/costs.py "))
    numbers = [float(word) for word in command.split()[1:5]]
    start_ms = float(command.split()[-1])
    sizes, prices = costs.sizes_of_template(), costs.load_prices()
    short, long = (
        costs.per_million(runner, api, sizes, prices, "arm64", start_ms)["in all"]
        for runner, api in zip(numbers[::2], numbers[1::2], strict=True)
    )
    assert short <= 5.00
    assert long <= 34.00


def test_half_a_pair_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert costs.main(["50"]) == 2
    assert "RUNNER_MS API_MS" in capsys.readouterr().err
