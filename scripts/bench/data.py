"""`make bench-data`: what the set `data` costs: the start, the memory, the imports, plots. Rounds interleaved.

SANDBOX_LIBRARIES=data PYTHONPATH=scripts .venv/bin/python -m bench.data [--rounds 40]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from contextlib import ExitStack, closing, suppress
from statistics import median

from scripts.proc import descendants, memory_bytes

from . import contenders, measure, report
from .contenders import BenchError, Http
from .programs import Program

HELLO = Program("hello", 'print("hello")')
FOUR = Program("four imports", "import pandas, matplotlib.pyplot, scipy.optimize, sklearn.linear_model")
BEGIN, END = "import matplotlib.pyplot as plt\n", '\nplt.savefig("plot.png")\nplt.close("all")'
PLOTS = [
    Program(name, BEGIN + code + END, returns=("plot.png",))
    for name, code in {
        "lines": 'plt.plot([1, 2, 3, 4], [1, 4, 9, 16])\nplt.title("Squares")\nplt.xlabel("n")\nplt.grid(True)',
        "bars": 'plt.bar(["a", "b", "c", "d"], [3, 1, 4, 1])\nplt.ylabel("count")\nplt.xticks(rotation=30)',
        "histogram": "import numpy as np\nplt.hist(np.random.default_rng(1).normal(size=2000), bins=30)",
        "seaborn": "import seaborn, pandas\nf = pandas.DataFrame({'x': [1, 2, 3], 'y': [1, 4, 9], 'k': list('aba')})\n"
        "seaborn.scatterplot(f, x='x', y='y', hue='k')",
    }.items()
]
BARE_ONE_IN = 8
"""Of the rounds, a bare interpreter imports in one in so many: it takes a second or more."""
START_TIMEOUT_S = 60.0


def first_answers(service: Http, began: float) -> tuple[float, float]:
    """Seconds from `began` to the first answer of a lean program, and of one with a library of the set."""
    found = []
    for program in (HELLO, FOUR):
        while True:
            try:
                service.time(program)
                break
            except BenchError:
                if time.monotonic() > began + START_TIMEOUT_S:
                    raise
                time.sleep(0.05)
        found.append(time.monotonic() - began)
    return found[0], found[1]


def memory_of_all() -> int:
    """What all that was started from here has, each shared page once (Pss, proc(5)). As root: runs are not dumpable."""
    total = 0
    for pid in descendants():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended
            total += memory_bytes(pid, "Pss:")
    return total


def timed(rounds: int) -> dict[str, list[float]]:
    """Seconds of each program in each round, by what is measured."""
    samples: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        engine = stack.enter_context(closing(contenders.start_engine()))
        warm = stack.enter_context(closing(contenders.Warm("lean")))  # with what its first run of a program imports
        bare = contenders.Command("bare python", [])
        for program in (HELLO, FOUR, *PLOTS):
            engine.time(program)
        for program in PLOTS:
            warm.time(program)
        for number in range(rounds):
            for program in (HELLO, FOUR, *PLOTS):
                time.sleep(measure.REST_S)
                samples[f"engine, {program.name}"].append(engine.time(program))
            for program in PLOTS:
                time.sleep(measure.REST_S)
                samples[f"warm interpreter, {program.name}"].append(warm.time(program))
            if number % BARE_ONE_IN == 0:
                samples[f"bare python, {FOUR.name}"].append(bare.time(FOUR))
            print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return samples


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench-data", description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="measurements of each program (40)")
    rounds = parser.parse_args().rounds
    began = time.monotonic()
    with closing(contenders.start_service()) as service:
        lean_s, data_s = first_answers(service, began)
        for program in (HELLO, FOUR, *PLOTS) * 3:
            service.time(program)
        memory = memory_of_all()
    samples = timed(rounds)
    p50 = {name: median(found) for name, found in samples.items()}
    four = p50["engine, four imports"]
    rows = [
        ("first answer of a lean program", f"{lean_s:.1f} s", "from the first second on"),
        ("first answer of one with the set", f"{data_s:.1f} s", "≤ 15 s"),
        ("memory of the service and all below it (PSS)", f"{memory / 1e6:.0f} MB", "≤ 900 MB"),
        ("four imports, of the engine's hello", f"{four / p50['engine, hello']:.2f} x", "≤ 3 x"),
        ("four imports, faster than bare Python", f"{p50['bare python, four imports'] / four:.0f} x", "≥ 300 x"),
    ]
    for program in PLOTS:
        ratio = p50[f"engine, {program.name}"] / p50[f"warm interpreter, {program.name}"]
        rows.append((f"{program.name} to PNG, of a warm interpreter's", f"{ratio:.2f} x", "≤ 1.3 x"))
    print(f"Measured by `make bench-data` on {report.machine()}; rounds interleaved.\n")
    print(report.table(["the set `data`", "measured", "target"], rows), end="\n\n")
    print(report.table(["ms: **p50** · p99 · n", ""], [[name, report.shown(found)] for name, found in samples.items()]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
