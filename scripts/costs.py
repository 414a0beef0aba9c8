#!/usr/bin/env python3
"""What a million runs cost on AWS, from billed milliseconds, the sizes in template.yaml and docs/prices.toml.

    scripts/costs.py RUNNER_MS API_MS [RUNNER_MS API_MS …] [--start-ms MS]

Each pair is the billed time of both functions for one kind of run, and becomes two columns of a Markdown table. The api
function waits while the runner works, so its time includes the runner's. A second table is what strangers can cost.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "shared" / "pysandbox" / "api" / "page"
MILLION = 1_000_000
MONTH_S = 730 * 3600
RUNNING_ROUTES = 3
"""POST /execute, /run and /mcp, each with a throttle of its own."""

START_MS = 1000.0
"""Billed for each environment that is made anew: what `make bench-lambda` measures as the runner's INIT phase."""

LINK_BITS_S = 1e9
"""What one address is taken to fetch at, of results by URL."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Defaults of the template's parameters: memory of both functions in MB, places, rates a second."""

    runner_mb: int
    api_mb: int
    runs_per_environment: int = 100
    places: int = 5
    rate: int = 20
    run_rate: int = 10
    requests_per_day: int = 30


def sizes_of_template() -> Sizes:
    """As template.yaml has them. Raises ValueError: one is not there."""
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")

    def default(parameter: str) -> int:
        found = re.search(rf"^  {parameter}:\n    Type: Number\n    Default: (\d+)$", text, re.MULTILINE)
        if found is None:
            raise ValueError(f"template.yaml has no parameter {parameter}")
        return int(found[1])

    names = ("RunnerMemoryMb", "ApiMemoryMb", "RunsPerEnvironment", "RunnerReservedConcurrency", "ThrottlingRate")
    return Sizes(*(default(name) for name in (*names, "RunThrottlingRate", "RequestsPerDay")))


def load_prices() -> dict[str, Any]:
    """docs/prices.toml."""
    return tomllib.loads((ROOT / "docs" / "prices.toml").read_text(encoding="utf-8"))


def time_price(milliseconds: float, memory_mb: int, prices: dict[str, Any], architecture: str) -> float:
    """US dollars for a million times that long."""
    return milliseconds * 1000 * memory_mb / 1024 * float(prices["lambda"][f"gb_second_{architecture}"])


def http_price(bytes_each_way: float, prices: dict[str, Any]) -> float:
    """US dollars for a million requests at the HTTP API, the larger of request and answer being of that size."""
    metered = math.ceil(max(bytes_each_way, 1) / (prices["http_api"]["metered_kb"] * 1024))
    return float(metered * prices["http_api"]["request_per_million"])


def per_million(
    runner_ms: float,
    api_ms: float,
    sizes: Sizes,
    prices: dict[str, Any],
    architecture: str = "x86_64",
    start_ms: float = START_MS,
) -> dict[str, float]:
    """US dollars for a million runs, by what they are paid for."""
    usage = prices["usage"]
    invocation = prices["lambda"]["request_per_million"]
    ended = time_price(start_ms, sizes.runner_mb, prices, architecture) + invocation
    parts = {
        "runner function, time": time_price(runner_ms, sizes.runner_mb, prices, architecture),
        "api function, time": time_price(api_ms, sizes.api_mb, prices, architecture),
        "both functions, requests": 2 * invocation,
        "HTTP API": http_price(max(usage["answer_bytes"], usage["request_bytes"]), prices),
        "DynamoDB": usage["read_units"] * prices["dynamodb"]["read_unit_per_million"]
        + usage["write_units"] * prices["dynamodb"]["write_unit_per_million"],
        "logs and metrics": usage["log_bytes"] / 1000 * prices["cloudwatch"]["log_gb"],
        "data out": usage["answer_bytes"] / 1000 * prices["data"]["out_gb"],
        "environments made anew": ended / sizes.runs_per_environment,
    }
    return {**parts, "in all": sum(parts.values())}


def table(pairs: list[tuple[float, float]], sizes: Sizes, prices: dict[str, Any], start_ms: float = START_MS) -> str:
    """The Markdown table: a row for each thing that is paid for, two columns (x86-64, arm64) for each pair."""
    columns = [
        (f"{runner:g} + {api:g} ms, {architecture}", per_million(runner, api, sizes, prices, architecture, start_ms))
        for runner, api in pairs
        for architecture in ("x86_64", "arm64")
    ]
    lines = ["| billed: runner + api | " + " | ".join(name for name, _ in columns) + " |"]
    lines.append("|---|" + "---:|" * len(columns))
    lines += [f"| {row} | " + " | ".join(f"{cost[row]:.2f}" for _, cost in columns) + " |" for row in columns[0][1]]
    return "\n".join(lines)


def largest_file_bytes() -> int:
    """Of the page, as it is: whoever asks for it uncompressed gets it so."""
    return max(path.stat().st_size for path in SITE.rglob("*") if path.is_file())


def worst_month(
    sizes: Sizes, prices: dict[str, Any], architecture: str = "arm64", result_expiry_s: int = 20
) -> dict[str, float]:
    """US dollars that strangers can make a month cost, by how: everything that the throttles let through, all month."""
    busy = time_price(1000, sizes.runner_mb + sizes.api_mb, prices, architecture) / MILLION * MONTH_S
    seconds = MONTH_S / MILLION  # in millions
    file_bytes = largest_file_bytes()
    request = prices["lambda"]["request_per_million"] + time_price(20, sizes.api_mb, prices, architecture)
    page = request + http_price(file_bytes, prices) + file_bytes / 1000 * prices["data"]["out_gb"]
    refused = request + http_price(1, prices) + prices["usage"]["log_bytes"] / 1000 * prices["cloudwatch"]["log_gb"]
    refused += (0.5 + 1) * prices["dynamodb"]["read_unit_per_million"]
    fetched_gb = LINK_BITS_S / 8 * result_expiry_s * sizes.requests_per_day / 1e9
    return {
        f"programs in all {sizes.places} places, all the time": sizes.places * busy,
        f"{RUNNING_ROUTES} times {sizes.run_rate} requests a second that are refused": RUNNING_ROUTES
        * sizes.run_rate
        * seconds
        * refused,
        f"the page's largest file ({file_bytes / 1000:.0f} KB), {sizes.rate} a second": sizes.rate * seconds * page,
        f"with uploads: one address that fetches results at 1 Gbit/s while their URLs hold ({result_expiry_s} s)": 30
        * fetched_gb
        * prices["data"]["out_gb"],
    }


def main(arguments: list[str]) -> int:
    """Print the tables. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("milliseconds", type=float, nargs="+")
    parser.add_argument("--start-ms", type=float, default=START_MS)
    try:
        given = parser.parse_args(arguments)
    except SystemExit:
        return 2
    numbers = given.milliseconds
    if len(numbers) % 2:
        print(__doc__, file=sys.stderr)
        return 2
    sizes, prices = sizes_of_template(), load_prices()
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    print(f"US dollars for a million runs; runner function {sizes.runner_mb} MB, api function {sizes.api_mb} MB\n")
    print(table(pairs, sizes, prices, given.start_ms))
    print("\n| the most that strangers can make a month cost, on arm64 | |\n|---|---:|")
    for way, cost in worst_month(sizes, prices).items():
        print(f"| {way} | {cost:,.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
