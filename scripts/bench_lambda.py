"""Time the built functions under Lambda's emulator, and work out what they cost: `make bench-lambda`.

Cold start is from the start of the emulator to the first answer, in a fresh environment each. Billed time is what the
emulator reports, as Lambda does. Environments are frozen between invocations; the machine's speed is this one's.
`--before FOLDER` measures another revision's build beside it, turn by turn.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for `tests`: the emulator is part of them

from pysandbox.engine.models import RunRequest  # noqa: E402
from pysandbox.engine.sandbox import Sandbox  # noqa: E402
from pysandbox.runners import events  # noqa: E402
from pysandbox.settings import load_settings  # noqa: E402

from scripts.costs import load_prices, per_million, sizes_of_template  # noqa: E402
from tests.aws.emulator.environment import ExecutionEnvironment  # noqa: E402
from tests.aws.emulator.launch import INTERPRETER, launch  # noqa: E402
from tests.aws.emulator.stack import BUILT, running_stack  # noqa: E402
from tests.aws.emulator.template import FunctionSpec, Template  # noqa: E402

PROGRAMS = {"hello": 'print("hello")', "50 ms": "import time\ntime.sleep(0.05)", "1 s": "import time\ntime.sleep(1)"}
QUOTA = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "1000000"}
MANY_RUNS = {"SANDBOX_RUNS_PER_ENVIRONMENT": "100000"}
INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)")
IMPORT = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|(.*)$", re.MULTILINE)
NOW, BEFORE = "now", "before"
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


def cold_starts(builds: dict[str, Template], rounds: int) -> None:
    """The first answer of fresh environments, of every build in turn: what else the machine does hits all alike."""
    limits = (ROOT / "events/limits.json").read_bytes()
    kinds = {"runner": ("RunnerFunction", run_event(PROGRAMS["hello"])), "api": ("ApiFunction", limits)}
    first: dict[tuple[str, str], list[float]] = {}
    init: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for kind, (function, event) in kinds.items():
            for build, template in builds.items():
                started = time.perf_counter()
                with ExecutionEnvironment(template.function(function), {}) as environment:
                    done = environment.invoke(event)
                    first.setdefault((kind, build), []).append((time.perf_counter() - started) * 1000)
                    assert done.error is None, done.payload[:1000]
                    found = INIT.findall(environment.log.read_text(errors="replace"))
                    init.setdefault((kind, build), []).extend(float(text) for text in found)
    for (kind, build), samples in first.items():
        line(f"{build}: cold start of the {kind} function, start to first answer", samples, COLD_START_TARGET_MS)
        line(f"{build}: of that, its INIT phase", init[kind, build])
    for kind in kinds:
        if BEFORE in builds:
            now, before = (percentile(first[kind, build], 0.5) for build in (NOW, BEFORE))
            print(f"| {kind} function, {NOW} / {BEFORE} | {now / before:.2f} | | | |")


def imports(spec: FunctionSpec) -> None:
    """Where the api function's imports go: the modules that take longest, themselves alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "told"
        with path.open("wb") as told:
            command = [INTERPRETER, "-X", "importtime", "-c", "import app"]
            launch(Path(folder), spec, command, {}, "lambda", stdout=told, stderr=told).wait(60)
        rows = IMPORT.findall(path.read_text(errors="replace"))
    of_package: dict[str, int] = {}
    for spent, name in rows:
        package = name.strip().partition(".")[0]
        of_package[package] = of_package.get(package, 0) + int(spent)
    print("\n| imports of the api function | ms |\n|---|---|")
    for package, spent_us in sorted(of_package.items(), key=lambda row: -row[1])[:12]:
        print(f"| {package} | {spent_us / 1000:.1f} |")
    print(f"| all {len(rows)} modules | {sum(of_package.values()) / 1000:.1f} |")


def run_event(code: str) -> bytes:
    """The event that runs `code`."""
    return json.dumps(events.encode_request(RunRequest(code))).encode()


def engines_own(rounds: int) -> float:
    """The median of hello in this process, with the layers that Lambda's kernel gives, and none of its freezing."""
    lambda_only = {
        "SANDBOX_DISABLED_LAYERS": "seccomp,landlock,namespaces,uid",
        "SANDBOX_UNSAFE": "1",
        "SANDBOX_GUEST_LIBRARIES": str(BUILT.parent / "GuestLibrariesLayer/python"),
    }
    sandbox = Sandbox(load_settings(lambda_only))
    sandbox.start()
    try:
        request = RunRequest(PROGRAMS["hello"])
        samples = [timed(lambda: sandbox.run(request)) for _ in range(rounds + 5)][5:]
    finally:
        sandbox.close()
    line("warm hello of the engine alone", samples)
    return percentile(samples, 0.5)


def warm_runner(spec: FunctionSpec, rounds: int) -> None:
    """Hello inside one warm runner, and what of it is not the engine's own."""
    duration = re.compile(r"INVOKE RTDONE\(status: success.*?duration: ([\d.]+)ms")
    with ExecutionEnvironment(spec, MANY_RUNS) as environment:
        for _ in range(rounds + 5):
            environment.invoke(run_event(PROGRAMS["hello"]))
        samples = [float(found) for found in duration.findall(environment.log.read_text(errors="replace"))]
    line("warm hello inside the runner function", samples[5:], WARM_TARGET_MS)
    print(f"| of that, the engine's own is one in | {percentile(samples[5:], 0.5) / engines_own(rounds):.2f} | | | |")


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


def timed(work: Callable[[], object]) -> float:
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
    parser.add_argument("--before", type=Path, help="the folder .aws-sam/build of another revision, to compare with")
    given = parser.parse_args()
    rounds = given.rounds
    template = Template(BUILT, {})
    runner = template.function("RunnerFunction")
    builds = {NOW: template} | ({BEFORE: Template(given.before / "template.yaml", {})} if given.before else {})
    print("| ms | p50 | p99 | n | target |\n|---|---|---|---|---|")
    cold_starts(builds, max(rounds // 5, 3))
    warm_runner(runner, 2 * rounds)
    times = billed(rounds)
    imports(template.function("ApiFunction"))
    print("\n| artifact | MB unzipped |\n|---|---|")
    sizes()
    template_sizes, prices = sizes_of_template(), load_prices()
    print("\n| run | billed runner ms | billed api ms | USD per million runs, arm64 |\n|---|---|---|---|")
    for name, (runner_ms, api_ms) in times.items():
        cost = per_million(runner_ms, api_ms, template_sizes, prices, "arm64")["in all"]
        print(f"| {name} | {runner_ms:.1f} | {api_ms:.1f} | {cost:.2f} |")


if __name__ == "__main__":
    main()
