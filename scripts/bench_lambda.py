"""Time the built functions under Lambda's emulator, and work out what they cost: `make bench-lambda`.

Cold start is from the start of the emulator to the first answer, in a fresh environment each. Billed time is what the
emulator reports, as Lambda does. Environments are frozen between invocations; the machine's speed is this one's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for `tests`: the emulator is part of them

from pysandbox.engine.models import RunRequest  # noqa: E402
from pysandbox.runners import events  # noqa: E402

from scripts.costs import load_prices, memory_of_template, per_million  # noqa: E402
from tests.aws.emulator.environment import ExecutionEnvironment  # noqa: E402
from tests.aws.emulator.stack import BUILT, running_stack  # noqa: E402
from tests.aws.emulator.template import FunctionSpec, Template  # noqa: E402

PROGRAMS = {"hello": 'print("hello")', "50 ms": "import time\ntime.sleep(0.05)", "1 s": "import time\ntime.sleep(1)"}
QUOTA = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "1000000"}
MANY_RUNS = {"SANDBOX_RUNS_PER_ENVIRONMENT": "100000"}
INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)")
COLD_START_TARGET_MS = 800
WARM_TARGET_MS = 10


def percentile(samples: list[float], share: float) -> float:
    """The smallest sample that `share` of all samples do not exceed."""
    return sorted(samples)[min(len(samples) - 1, int(share * len(samples)))]


def line(name: str, samples: list[float], target: float | None = None) -> None:
    """Print one row of the table."""
    p50, p99 = percentile(samples, 0.5), percentile(samples, 0.99)
    verdict = "" if target is None else f"{'reached' if p50 < target else 'not reached'}: under {target:g}"
    print(f"| {name} | {p50:.1f} | {p99:.1f} | {len(samples)} | {verdict} |")


def cold_starts(name: str, spec: FunctionSpec, variables: dict[str, str], event: bytes, rounds: int) -> None:
    """The first answer of fresh environments."""
    first, init = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        with ExecutionEnvironment(spec, variables) as environment:
            done = environment.invoke(event)
            first.append((time.perf_counter() - started) * 1000)
            assert done.error is None, done.payload[:1000]
            init += [float(found) for found in INIT.findall(environment.log.read_text(errors="replace"))]
    line(f"cold start of the {name} function, start to first answer", first, COLD_START_TARGET_MS)
    line("of that, its INIT phase", init)


def run_event(code: str) -> bytes:
    """The event that runs `code`."""
    return json.dumps(events.encode_request(RunRequest(code))).encode()


def warm_runner(spec: FunctionSpec, rounds: int) -> None:
    """Hello inside one warm runner."""
    duration = re.compile(r"INVOKE RTDONE\(status: success.*?duration: ([\d.]+)ms")
    with ExecutionEnvironment(spec, MANY_RUNS) as environment:
        for _ in range(rounds + 5):
            environment.invoke(run_event(PROGRAMS["hello"]))
        samples = [float(found) for found in duration.findall(environment.log.read_text(errors="replace"))]
    line("warm hello inside the runner function", samples[5:], WARM_TARGET_MS)


def billed(rounds: int) -> dict[str, tuple[float, float]]:
    """Mean billed milliseconds of the runner and of the api function, by program."""
    found = {}
    with (
        running_stack(QUOTA, runner_environment=MANY_RUNS) as stack,
        httpx.Client(base_url=stack.url, timeout=60) as client,
    ):

        def run(code: str) -> None:
            client.post("/execute", json={"code": code}).raise_for_status()

        def spent() -> tuple[int, int]:
            totals = [0, 0]
            for index, function in enumerate((stack.runner, stack.api)):
                function.each(lambda environment, index=index: add(totals, index, sum(environment.billed_ms())))  # type: ignore[misc]
            return totals[0], totals[1]

        run(PROGRAMS["hello"])
        for name, code in PROGRAMS.items():
            before = spent()
            samples = [timed(lambda code=code: run(code)) for _ in range(rounds)]  # type: ignore[misc]
            after = spent()
            line(f"{name} over the whole stack, warm", samples)
            found[name] = ((after[0] - before[0]) / rounds, (after[1] - before[1]) / rounds)
    return found


def add(totals: list[int], index: int, value: int) -> None:
    """Add `value` in place."""
    totals[index] += value


def timed(work: Callable[[], None]) -> float:
    """How long `work` takes, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def sizes() -> None:
    """Unzipped sizes of the artifacts."""
    total = 0
    for folder in sorted(path for path in BUILT.parent.iterdir() if path.is_dir()):
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        total += size
        print(f"| {folder.name} | {size / 1e6:.1f} |")
    print(f"| together (Lambda's limit for one function is 262 MB) | {total / 1e6:.1f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    rounds = parser.parse_args().rounds
    template = Template(BUILT, {})
    runner, api = template.function("RunnerFunction"), template.function("ApiFunction")
    limits = (ROOT / "events/limits.json").read_bytes()
    print("| ms | p50 | p99 | n | target |\n|---|---|---|---|---|")
    cold_starts("runner", runner, {}, run_event(PROGRAMS["hello"]), max(rounds // 5, 3))
    cold_starts("api", api, {}, limits, max(rounds // 5, 3))
    warm_runner(runner, 2 * rounds)
    times = billed(rounds)
    print("\n| artifact | MB unzipped |\n|---|---|")
    sizes()
    memory, prices = memory_of_template(), load_prices()
    print("\n| run | billed runner ms | billed api ms | USD per million runs |\n|---|---|---|---|")
    for name, (runner_ms, api_ms) in times.items():
        cost = per_million(runner_ms, api_ms, memory, prices)["in all"]
        print(f"| {name} | {runner_ms:.1f} | {api_ms:.1f} | {cost:.2f} |")


if __name__ == "__main__":
    main()
