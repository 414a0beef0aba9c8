"""Time the built functions under Lambda's emulator, and work out what they cost: `make bench-lambda`.

Cold start is from the start of the emulator to the first answer, in a fresh environment each. Billed time is what the
emulator reports, as Lambda does. Environments are frozen between invocations; the machine's speed is this one's.
`--before REVISION` builds another revision in a temporary worktree and starts both in turn; `--cold` is that alone.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for `tests`: the emulator is part of them

from pysandbox.engine.models import RunRequest  # noqa: E402
from pysandbox.engine.sandbox import Sandbox  # noqa: E402
from pysandbox.runners import events  # noqa: E402
from pysandbox.settings import load_settings  # noqa: E402

from scripts.bench import cold_start  # noqa: E402
from scripts.costs import load_prices, per_million, sizes_of_template  # noqa: E402
from tests.aws.emulator.environment import ExecutionEnvironment  # noqa: E402
from tests.aws.emulator.launch import INTERPRETER, launch  # noqa: E402
from tests.aws.emulator.stack import BUILT, running_stack  # noqa: E402
from tests.aws.emulator.template import FunctionSpec, Template  # noqa: E402

PROGRAMS = {"hello": 'print("hello")', "50 ms": "import time\ntime.sleep(0.05)", "1 s": "import time\ntime.sleep(1)"}
DURATION = re.compile(r"INVOKE RTDONE\(status: success.*?duration: ([\d.]+)ms")
IMPORT = re.compile(r"^import time:\s+(\d+) \|\s+\d+ \|(.*)$", re.MULTILINE)
NOW, BEFORE = "now", "before"
WARM_TARGET_MS = 10


def percentile(samples: list[float], share: float) -> float:
    """The smallest sample that `share` of all samples do not exceed."""
    return sorted(samples)[min(len(samples) - 1, int(share * len(samples)))]


def line(name: str, samples: list[float], target: float | None = None) -> None:
    """Print one row of the table."""
    p50, p99 = percentile(samples, 0.5), percentile(samples, 0.99)
    verdict = "" if target is None else f"{'reached' if p50 < target else 'not reached'}: under {target:g}"
    print(f"| {name} | {p50:.1f} | {p99:.1f} | {len(samples)} | {verdict} |")


def break_down(name: str, spec: FunctionSpec, statements: Sequence[str], rounds: int) -> None:
    """Where the processor time of a start goes before the first event."""
    print(f"\n| start of the {name} function, step | processor time, ms: median (fastest) | n |\n|---|--:|--:|")
    for statement, taken in cold_start.steps(spec, statements, rounds).items():
        print(f"| `{statement}` | {median(taken):.1f} ({min(taken):.1f}) | {len(taken)} |")


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


def warm_hello(spec: FunctionSpec, rounds: int) -> None:
    """Hello inside one warm runner and, turn by turn, in an engine of this process, which is never frozen."""
    lambda_only = {  # the layers that Lambda's kernel gives
        "SANDBOX_DISABLED_LAYERS": "seccomp,landlock,namespaces,uid",
        "SANDBOX_UNSAFE": "1",
        "SANDBOX_GUEST_LIBRARIES": str(spec.layers[0] / "python"),
    }
    request, event = RunRequest(PROGRAMS["hello"]), run_event(PROGRAMS["hello"])
    with (
        ExecutionEnvironment(spec, cold_start.MANY_RUNS) as environment,
        closing(Sandbox(load_settings(lambda_only))) as own,
    ):
        own.start()
        alone = []
        for _ in range(rounds + 5):
            environment.invoke(event)
            alone.append(timed(lambda: own.run(request)))
        inside = [float(found) for found in DURATION.findall(environment.log.read_text(errors="replace"))]
    line("warm hello inside the runner function", inside[5:], WARM_TARGET_MS)
    line("warm hello of the engine alone", alone[5:])
    print(f"| the one in parts of the other | {median(inside[5:]) / median(alone[5:]):.2f} | | | |")


def billed(rounds: int) -> dict[str, tuple[float, float]]:
    """Mean billed milliseconds of the runner and of the api function, by program."""
    found = {}
    with (
        running_stack(cold_start.QUOTA, runner_environment=cold_start.MANY_RUNS) as stack,
        httpx.Client(base_url=stack.url, timeout=60) as client,
    ):

        def run(code: str) -> None:
            client.post("/execute", json={"code": code}).raise_for_status()

        def spent() -> list[float]:
            environments: tuple[list[ExecutionEnvironment], ...] = ([], [])
            for function, into in zip((stack.runner, stack.api), environments, strict=True):
                function.each(into.append)
            billed_ms = [float(sum(sum(row.billed_ms()) for row in rows)) for rows in environments]
            return [*billed_ms, sum(cold_start.processor_ms(row) for row in environments[1])]

        run(PROGRAMS["hello"])
        for name, code in PROGRAMS.items():
            before = spent()
            samples = [timed(lambda code=code: run(code)) for _ in range(rounds)]  # type: ignore[misc]
            runner_ms, api_ms, api_processor_ms = (
                (now - then) / rounds for now, then in zip(spent(), before, strict=True)
            )
            line(f"{name} over the whole stack, warm", samples)
            print(f"| of that, processor time of the api function, mean | {api_processor_ms:.1f} | | {rounds} | |")
            found[name] = (runner_ms, api_ms)
    return found


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
    parser.add_argument("--before", help="another revision, or the folder .aws-sam/build of one, to compare with")
    parser.add_argument("--cold", action="store_true", help="cold starts and their break-down alone")
    given = parser.parse_args()
    rounds: int = given.rounds
    cold_rounds = max(rounds // 5, 3)
    template = Template(BUILT, {})
    runner, api = (template.function(f"{kind}Function") for kind in ("Runner", "Api"))
    with ExitStack() as stack:
        builds = {NOW: BUILT}
        if given.before:
            builds[BEFORE] = stack.enter_context(cold_start.built(given.before))
        samples = cold_start.measure(builds, run_event(PROGRAMS["hello"]), cold_rounds)
    print(cold_start.table(samples, NOW, BEFORE))
    break_down("api", api, cold_start.API_STEPS, cold_rounds)
    break_down("runner", runner, cold_start.RUNNER_STEPS, cold_rounds)
    imports(api)
    if given.cold:
        return
    print("\n| ms | p50 | p99 | n | target |\n|---|---|---|---|---|")
    warm_hello(runner, 2 * rounds)
    times = billed(rounds)
    print("\n| artifact | MB unzipped |\n|---|---|")
    sizes()
    template_sizes, prices = sizes_of_template(), load_prices()
    start_ms = median(samples[cold_start.RUNNER][NOW].init)
    print("\n| run | billed runner ms | billed api ms | USD per million runs, arm64 |\n|---|---|---|---|")
    for name, (runner_ms, api_ms) in times.items():
        cost = per_million(runner_ms, api_ms, template_sizes, prices, "arm64", start_ms)["in all"]
        print(f"| {name} | {runner_ms:.1f} | {api_ms:.1f} | {cost:.2f} |")


if __name__ == "__main__":
    main()
