"""What a million runs cost on AWS, from billed milliseconds, the memory sizes in template.yaml and docs/prices.toml.

    scripts/costs.py RUNNER_MS API_MS [RUNNER_MS API_MS …]

Each pair is the billed time of both functions for one kind of run, and becomes one column of a Markdown table. The api
function waits while the runner works, so its time includes the runner's.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Memory:
    """Of both functions, in MB."""

    runner_mb: int
    api_mb: int


def memory_of_template() -> Memory:
    """The defaults of template.yaml's parameters."""
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")

    def default(parameter: str) -> int:
        found = re.search(rf"^  {parameter}:\n    Type: Number\n    Default: (\d+)$", text, re.MULTILINE)
        if found is None:
            raise ValueError(f"template.yaml has no parameter {parameter}")
        return int(found[1])

    return Memory(default("RunnerMemoryMb"), default("ApiMemoryMb"))


def load_prices() -> dict[str, Any]:
    """docs/prices.toml."""
    return tomllib.loads((ROOT / "docs" / "prices.toml").read_text(encoding="utf-8"))


def per_million(
    runner_ms: float, api_ms: float, memory: Memory, prices: dict[str, Any], architecture: str = "x86_64"
) -> dict[str, float]:
    """US dollars for a million runs, by what they are paid for."""
    million = 1_000_000
    gb_second = prices["lambda"][f"gb_second_{architecture}"]
    usage = prices["usage"]
    parts = {
        "runner function, time": million * runner_ms / 1000 * memory.runner_mb / 1024 * gb_second,
        "api function, time": million * api_ms / 1000 * memory.api_mb / 1024 * gb_second,
        "both functions, requests": 2 * prices["lambda"]["request_per_million"],
        "HTTP API": prices["http_api"]["request_per_million"],
        "DynamoDB": usage["write_units"] * prices["dynamodb"]["write_unit_per_million"],
        "logs and metrics": million * usage["log_bytes"] / 1e9 * prices["cloudwatch"]["log_gb"],
    }
    return {**parts, "in all": sum(parts.values())}


def table(pairs: list[tuple[float, float]], memory: Memory, prices: dict[str, Any]) -> str:
    """The Markdown table: a row for each thing that is paid for, two columns (x86-64, arm64) for each pair."""
    columns = [
        (f"{runner:g} + {api:g} ms, {architecture}", per_million(runner, api, memory, prices, architecture))
        for runner, api in pairs
        for architecture in ("x86_64", "arm64")
    ]
    lines = ["| billed: runner + api | " + " | ".join(name for name, _ in columns) + " |"]
    lines.append("|---|" + "---:|" * len(columns))
    lines += [f"| {row} | " + " | ".join(f"{cost[row]:.2f}" for _, cost in columns) + " |" for row in columns[0][1]]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the table. Returns the exit code."""
    numbers = [float(text) for text in arguments]
    if not numbers or len(numbers) % 2:
        print(__doc__, file=sys.stderr)
        return 2
    memory = memory_of_template()
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    print(f"US dollars for a million runs; runner function {memory.runner_mb} MB, api function {memory.api_mb} MB\n")
    print(table(pairs, memory, load_prices()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
