"""The first answers of fresh execution environments, of several builds in turn, under Lambda's emulator.

The api function is measured inside its stack: DynamoDB Local and a warm runner stand where they would on AWS, so that
the first `POST /execute` makes its clients and calls both. Wall-clock time means little beside other work, and not even
its ratios mean much then: a kernel that shares the processors among sessions (autogroup) gives more of them to the
build that starts more processes. Processor time holds.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

import psutil

from tests.aws.emulator.environment import ExecutionEnvironment
from tests.aws.emulator.launch import INTERPRETER, launch
from tests.aws.emulator.stack import running_stack
from tests.aws.emulator.template import FunctionSpec

ROOT = Path(__file__).resolve().parents[2]
INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)")
QUOTA = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "1000000"}
RUNNER = "runner, a program"
MANY_RUNS = {"SANDBOX_RUNS_PER_ENVIRONMENT": "100000"}


@dataclass(frozen=True, slots=True)
class Start:
    """One function of one build, and the event that it is started with."""

    spec: FunctionSpec
    variables: dict[str, str]
    event: bytes


@dataclass(slots=True)
class Samples:
    """Milliseconds, a number for each start."""

    first_answer: list[float] = field(default_factory=list)
    """From the start of the emulator to the first answer."""
    init: list[float] = field(default_factory=list)
    """Of that, Lambda's INIT phase, as the emulator reports it."""
    processor: list[float] = field(default_factory=list)
    """What all processes of the function have used by then, user and kernel; the kernel counts in steps of 10 ms."""
    own: list[float] = field(default_factory=list)
    """Of that, the process that Lambda starts; the rest are zygotes, and probes of the layers."""


@contextmanager
def built(revision: str) -> Iterator[Path]:
    """The template that `sam build` makes of a revision, or of a folder that is one."""
    if (Path(revision) / "template.yaml").is_file():
        yield Path(revision) / "template.yaml"
        return
    with tempfile.TemporaryDirectory(prefix="pysandbox-before-") as folder:
        tree = Path(folder) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), revision], check=True)
        try:
            Path(folder).chmod(0o755)  # the function's user must be able to read it
            subprocess.run([str(tree / "scripts/build-aws")], check=True, cwd=tree)
            yield tree / ".aws-sam/build/template.yaml"
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


@contextmanager
def starts_of(template: Path, run_event: bytes) -> Iterator[dict[str, Start]]:
    """What is started of the build beside `template`, by name. Its stack is alive until the block ends."""
    with running_stack(QUOTA, template=template, runner_environment=MANY_RUNS) as stack:
        stack.runner.invoke(run_event)  # warm
        api = stack.api
        events = {name: (ROOT / f"events/{name}.json").read_bytes() for name in ("execute-hello", "limits")}
        yield {
            RUNNER: Start(stack.runner.spec, {}, run_event),
            "api, POST /execute": Start(api.spec, api.environment, events["execute-hello"]),
            "api, GET /limits": Start(api.spec, api.environment, events["limits"]),
        }


def start(what: Start, into: Samples) -> None:
    """Start it once, and add what it took."""
    began = time.perf_counter()
    with ExecutionEnvironment(what.spec, what.variables) as environment:
        done = environment.invoke(what.event)
        into.first_answer.append((time.perf_counter() - began) * 1000)
        assert done.error is None, done.payload[:1000]
        assert json.loads(done.payload).get("statusCode", 200) == 200, done.payload[:1000]
        into.processor.append(processor_ms(environment))
        into.own.append(processor_ms(environment, own=True))
        into.init += [float(text) for text in INIT.findall(environment.log.read_text(errors="replace"))]


def processor_ms(environment: ExecutionEnvironment, *, own: bool = False) -> float:
    """What the function's processes have used so far, with those that ended; `own`: the one that Lambda starts."""
    processes = psutil.Process(environment.process.pid).children()[0].children(recursive=True)
    if own:
        return sum(processes[0].cpu_times()[:2]) * 1000
    return sum(sum(process.cpu_times()[:4]) for process in processes) * 1000


def measure(builds: Mapping[str, Path], run_event: bytes, rounds: int) -> dict[str, dict[str, Samples]]:
    """By name of start, by build. Each round starts everything once; which build comes first changes."""
    with ExitStack() as stack:
        starts = {build: stack.enter_context(starts_of(path, run_event)) for build, path in builds.items()}
        names = list(next(iter(starts.values())))
        samples = {name: {build: Samples() for build in builds} for name in names}
        for number in range(rounds):
            for name in names:
                for build in builds if number % 2 else reversed(list(builds)):
                    start(starts[build][name], samples[name][build])
    return samples


def table(samples: Mapping[str, Mapping[str, Samples]], now: str, before: str) -> str:
    """Markdown: medians and fastest of each build, and `now` in parts of `before` where both were measured."""
    lines = [
        "| cold start, ms: median (fastest) | build | first answer | of it, INIT | processor time | of it, own | n |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    columns = ("first_answer", "init", "processor", "own")
    for name, builds in samples.items():
        for build, taken in builds.items():
            cells = [f"{median(row):.0f} ({min(row):.0f})" for row in (getattr(taken, column) for column in columns)]
            lines.append(f"| {name} | {build} | {' | '.join(cells)} | {len(taken.first_answer)} |")
        if before in builds:
            pairs = [(getattr(builds[now], column), getattr(builds[before], column)) for column in columns]
            ratios = [f"{median(new) / median(old):.2f} ({min(new) / min(old):.2f})" for new, old in pairs]
            lines.append(f"| {name} | {now} / {before} | {' | '.join(ratios)} | |")
    return "\n".join(lines)


API_STEPS = (
    "pass",
    "import awslambdaric.bootstrap",
    "from pydantic import BaseModel; BaseModel.model_config['defer_build'] = True",
    "import fastapi",
    "import mangum",
    "import pysandbox.api",
    "import app",
    "import boto3",
    "boto3.session.Session().client('dynamodb')",
)
RUNNER_STEPS = ("pass", "import awslambdaric.bootstrap", "import pysandbox.runners.lambda_host", "import app")
CLOCK = "import time; told = [time.process_time()]"
TELL = "told.append(time.process_time())"
END = "import json, os, sys; print('steps', json.dumps(told), file=sys.stderr, flush=True); os._exit(0)"


def steps(spec: FunctionSpec, statements: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Processor time of each statement where the function would run, one after the other, in milliseconds."""
    program = "\n".join([CLOCK, *(f"{statement}\n{TELL}" for statement in statements), END])
    taken: dict[str, list[float]] = {statement: [] for statement in statements}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "told"
            with path.open("wb") as output:
                launch(
                    Path(folder), spec, [INTERPRETER, "-c", program], {}, "lambda", stdout=output, stderr=output
                ).wait(60)
            text = path.read_text(errors="replace")
        found = re.search(r"^steps (\[.*\])$", text, re.MULTILINE)
        assert found, text[-2000:]
        told = [0.0, *json.loads(found[1])[1:]]
        for statement, (since, until) in zip(statements, pairwise(told), strict=True):
            taken[statement].append((until - since) * 1000)
    return taken
