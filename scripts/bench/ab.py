"""`make bench-ab BASE=REV`: two revisions beside each other, rounds alternating; the ratio of each, and its spread.

PYTHONPATH=scripts .venv/bin/python -m bench.ab BASE [--rounds 200]

BASE gets a git worktree in a temporary folder, with its own set-up. Both engines and both services are alive all the
time, so that whatever else this machine does meets both alike. Exit status 1: something is slower, beyond doubt.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from .contenders import BenchError, Contender, Http, start_service
from .programs import Program, programs
from .report import table

ROOT = Path(__file__).parents[2]
HELPER = Path(__file__).with_name("ab_engine.py")
WHICH = ("hello", "import numpy", "8 MB in and out")
REST_S = 0.01
RESAMPLES = 1000
CONFIDENCE = 0.95
SLOWER = 1.05
"""A ratio whose whole interval lies above this is a regression."""

NEW, BASE = "new", "base"


class Engine(Contender):
    """A helper process with the engine of the revision in `tree`."""

    name = "engine"

    def __init__(self, tree: Path, listed: Sequence[Program]) -> None:
        """Raises BenchError: it does not start."""
        command = [str(tree / ".venv/bin/python"), "-P", str(HELPER)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        described = {
            program.name: {
                "code": program.code,
                "files": {name: base64.b64encode(content).decode() for name, content in program.files.items()},
                "returns": program.returns,
            }
            for program in listed
        }
        self._ask(json.dumps(described))

    def time(self, program: Program) -> float:
        return float(self._ask(program.name))

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise BenchError("the engine's helper ended")
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@dataclass(frozen=True, slots=True)
class Ratio:
    """How the medians of two samples compare; `low` to `high` holds the true ratio in 95 of 100 cases (bootstrap)."""

    value: float
    low: float
    high: float

    @property
    def is_slower(self) -> bool:
        """Whether the new one is slower, beyond doubt."""
        return self.low > SLOWER


def compare(new: Sequence[float], base: Sequence[float], seed: int = 1) -> Ratio:
    """New against base, measured in the same rounds."""
    chance = random.Random(seed)
    pairs = list(zip(new, base, strict=True))
    ratios = []
    for _ in range(RESAMPLES):
        drawn = chance.choices(pairs, k=len(pairs))  # rounds, since what slows one slows the other
        ratios.append(median(pair[0] for pair in drawn) / median(pair[1] for pair in drawn))
    ratios.sort()
    outside = int(RESAMPLES * (1 - CONFIDENCE) / 2)
    return Ratio(median(new) / median(base), ratios[outside], ratios[-1 - outside])


@contextmanager
def base_tree(revision: str) -> Iterator[Path]:
    """A worktree of `revision` that is set up; gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="pysandbox-ab-") as folder:
        tree = Path(folder) / "base"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), revision], check=True)
        try:
            # The uid of a run must be able to read its libraries.
            Path(folder).chmod(0o755)
            subprocess.run([str(tree / "scripts" / "setup")], check=True, cwd=tree)
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


type Samples = dict[tuple[str, str], dict[str, list[float]]]
"""Seconds by revision, by level and program."""


def measure(pairs: Sequence[tuple[Contender, Contender]], listed: Sequence[Program], rounds: int) -> Samples:
    """`pairs` are new and base at one level. Which of the two comes first changes from round to round."""
    for pair in pairs:
        for contender in pair:
            for program in listed:
                contender.time(program)  # once unmeasured
    samples: Samples = {(pair[0].name, program.name): {NEW: [], BASE: []} for pair in pairs for program in listed}
    for number in range(rounds):
        due = [program for program in listed if int((number + 1) * program.share) > int(number * program.share)]
        for program in due:
            for new, base in pairs:
                order = [(NEW, new), (BASE, base)]
                for revision, contender in order if number % 2 else reversed(order):
                    time.sleep(REST_S)
                    samples[new.name, program.name][revision].append(contender.time(program))
        print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return samples


def as_table(samples: Samples) -> tuple[str, bool]:
    """The result in Markdown, and whether something is slower."""
    rows, slower = [], False
    for (level, program), sides in samples.items():
        ratio = compare(sides[NEW], sides[BASE])
        slower |= ratio.is_slower
        rows.append(
            [
                f"{level}, {program}",
                *(f"{median(sides[side]) * 1000:.2f} ({_p99(sides[side]) * 1000:.2f})" for side in (BASE, NEW)),
                f"{ratio.value:.3f}",
                f"{ratio.low:.3f} to {ratio.high:.3f}" + (" slower" if ratio.is_slower else ""),
                str(len(sides[NEW])),
            ]
        )
    head = ["", "base, ms: median (p99)", "new, ms: median (p99)", "new / base", "95 % of resamples", "rounds"]
    return table(head, rows), slower


def _p99(sample: Sequence[float]) -> float:
    return quantiles(sample, n=100, method="inclusive")[98] if len(sample) > 1 else sample[0]


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="bench.ab", description="Time this tree beside another revision.")
    parser.add_argument("base", help="a revision that git knows")
    parser.add_argument("--rounds", type=int, default=200, help="measurements of the quickest program (200)")
    options = parser.parse_args(argv)
    listed = [program for program in programs() if program.name in WHICH]
    with ExitStack() as stack:
        trees = (ROOT, stack.enter_context(base_tree(options.base)))

        def started(contender: Contender) -> Contender:
            return stack.enter_context(closing(contender))

        engines = [started(Engine(tree, listed)) for tree in trees]
        services: list[Http] = [start_service(str(tree / ".venv/bin/python")) for tree in trees]
        for service in services:
            started(service)
        samples = measure([(engines[0], engines[1]), (services[0], services[1])], listed, options.rounds)
    text, slower = as_table(samples)
    print(text)
    return int(slower)


if __name__ == "__main__":
    sys.exit(main())
