"""Interleaved rounds: in each, every contender runs every program that is due, so that all see the same machine."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from statistics import median

from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox
from pysandbox.engine.stock import Stock
from pysandbox.engine.trace import Marks
from pysandbox.settings import load_settings

from scripts.proc import descendants, memory_bytes, parents

from .contenders import Contender, Http, Warm
from .programs import Program

REST_S = 0.01
"""Between two measurements: spares are made again in it, as they are between two callers."""

WARM_UP_RUNS = 20
"""Unmeasured: memory that the machine has never used before costs more."""

type Samples = dict[tuple[str, str], list[float]]
"""Seconds, or runs a second, by contender and program."""


def alone(contender: Contender, program: Program, runs: int) -> list[float]:
    """Latency while nothing else is timed: its tail is then the contender's own, once it has run a while."""
    took = []
    for _ in range(WARM_UP_RUNS + runs):
        time.sleep(2 * REST_S)
        took.append(contender.time(program))
    return took[WARM_UP_RUNS:]


def one_at_a_time(
    contenders: Sequence[Contender], programs: Sequence[Program], warm: Warm, lean: Warm, rounds: int
) -> Samples:
    """Latency."""
    samples: Samples = defaultdict(list)
    for contender in contenders:
        for program in programs:
            contender.time(program)  # once unmeasured: files into the page cache
    by_hand: dict[tuple[str, str], Callable[[], float]] = {
        ("floor: fork of the full zygote", "hello"): lambda: warm.ask(kind="fork"),
        ("floor: fork of the lean zygote", "hello"): lambda: lean.ask(kind="fork"),
        ("codec in one process", "8 MB in and out"): lambda: warm.ask(kind="codec", folder="/tmp"),  # nosec B108
    }
    grey = next(program for program in programs if program.name.startswith("grey"))
    by_hand["warm interpreter", grey.name] = lambda: warm.time(grey)
    copy = next(program for program in programs if program.name.startswith("8 MB"))
    service = next(contender for contender in contenders if isinstance(contender, Http))
    by_hand["HTTP, /validate alone", copy.name] = lambda: service.validate(copy)
    by_hand["json.loads of the body", copy.name] = lambda: _timed(lambda: json.loads(service.body(copy)))
    for number in range(rounds):
        due = [program for program in programs if int((number + 1) * program.share) > int(number * program.share)]
        for program in due:
            for contender in contenders:
                time.sleep(REST_S)
                samples[contender.name, program.name].append(contender.time(program))
            for key, work in by_hand.items():
                if key[1] == program.name:
                    time.sleep(REST_S)
                    samples[key].append(work())
        print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return samples


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def together(
    contenders: Sequence[Contender], programs: Sequence[Program], callers: int, bursts: int
) -> tuple[Samples, Samples]:
    """Throughput: runs a second of each burst, and the latency of each run."""
    rates: Samples = defaultdict(list)
    samples: Samples = defaultdict(list)
    with ThreadPoolExecutor(callers) as pool:
        for number in range(bursts):
            for program in programs:
                for contender in contenders:
                    runs = program.burst // contender.one_in
                    time.sleep(10 * REST_S)
                    start = time.perf_counter()
                    took = list(pool.map(lambda _, who=contender, what=program: who.time(what), range(runs)))
                    rates[contender.name, program.name].append(runs / (time.perf_counter() - start))
                    samples[contender.name, program.name] += took
            print(f"\rburst {number + 1} of {bursts}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return rates, samples


def break_down(code: str, rounds: int) -> tuple[Stock, list[tuple[str, float]]]:
    """Where a run's time goes: the median milliseconds from each mark to the next, as the engine itself takes them."""
    told: list[Marks] = []
    sandbox = Sandbox(load_settings(), told.append)
    sandbox.start()
    try:
        told.clear()
        stock = sandbox.stock_for(code)
        for _ in range(rounds):
            while sandbox.ready_spares < sandbox.wanted_spares:
                time.sleep(0.001)
            time.sleep(REST_S)
            sandbox.run(RunRequest(code))
    finally:
        sandbox.close()
    steps: dict[str, list[float]] = defaultdict(list)
    for marks in told:
        for (_, before), (name, at) in pairwise(marks):
            steps[name].append((at - before) * 1000)
    return stock, [(name, median(steps[name])) for name, _ in told[-1][1:]]


def spare_bytes() -> list[int]:
    """The memory that each waiting spare of the lean zygote has for itself (smaps_rollup, proc(5)). As root: they are
    not dumpable.
    """
    sandbox = Sandbox(load_settings())
    sandbox.start()
    try:
        while sandbox.ready_spares < sandbox.wanted_spares:
            time.sleep(0.01)
        spares = set(descendants(sandbox.zygote_pids[Stock.LEAN])) - set(parents().values())
        return [memory_bytes(pid, "Private_") for pid in spares]
    finally:
        sandbox.close()


def import_times(module: str) -> list[tuple[str, float]]:
    """Milliseconds that each top-level package costs on the way to importing `module`, the dearest first."""
    command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stderr.splitlines()
    own: dict[str, float] = defaultdict(float)
    for line in lines:
        own_us, _, name = line.removeprefix("import time:").split("|")
        if own_us.strip().isdigit():
            own[name.strip().partition(".")[0]] += int(own_us) / 1000
    total = sum(own.values())
    return [("all", total), *sorted(own.items(), key=lambda row: -row[1])[:12]]
