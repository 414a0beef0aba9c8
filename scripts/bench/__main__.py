"""`make bench`: measure, print, and write the measured part of docs/performance.md and its plot.

PYTHONPATH=scripts .venv/bin/python -m bench [--rounds 100] [--lambda-url http://127.0.0.1:9000] [--no-write]
"""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import ExitStack, closing
from pathlib import Path

from . import contenders, measure, report
from .programs import programs

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "images" / "performance.svg"
CALLERS = 5
API = "pysandbox.api"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench", description="Time the engine and the service beside their peers.")
    parser.add_argument("--rounds", type=int, default=100, help="measurements of the quickest programs (100)")
    parser.add_argument("--bursts", type=int, default=5, help="measurements of the throughput (5)")
    parser.add_argument("--lambda-url", default="", help="a built stack that is served there: `make run-lambda`")
    parser.add_argument("--no-write", action="store_true", help="print only")
    return parser.parse_args()


def measured(options: argparse.Namespace) -> str:
    """Everything that the bench finds, as Markdown; the plot is drawn beside it."""
    listed = programs()
    with ExitStack() as stack:
        keep = stack.enter_context
        started: list[contenders.Contender] = [
            keep(closing(contenders.start_engine())),
            keep(closing(contenders.start_service())),
        ]
        if options.lambda_url:
            started.append(keep(closing(contenders.Stack(options.lambda_url))))
        started += contenders.peers()
        warm, lean = keep(closing(contenders.Warm("full"))), keep(closing(contenders.Warm("lean")))
        tail = measure.alone(started[0], listed[0], 4 * options.rounds)
        samples = measure.one_at_a_time(started, listed, warm, lean, options.rounds)
        rates, together = measure.together(started, listed, CALLERS, options.bursts)
    if not options.no_write:
        report.plot(samples, listed, PLOT)
    parts = [
        f"Measured by `make bench` on {report.machine()}; rounds interleaved; every layer on.",
        report.target_table(report.targets(samples, rates, tail, measure.spare_bytes())),
        report.latency_table(samples, listed),
        "![The same as bars](images/performance.svg)",
        report.rate_table(rates, together, listed),
    ]
    for code in (listed[0].code, listed[1].code):
        stock, steps = measure.break_down(code, options.rounds)
        parts.append(f"Where the time goes, `{code}`, a child of the {stock} zygote:")
        parts.append(report.steps_table(steps))
    rows = [[name, f"{took:.0f}"] for name, took in measure.import_times(API)]
    parts.append("What importing the api costs, by package, from compiled files:")
    parts.append(report.table([f"`-X importtime`, `{API}`", "ms"], rows))
    return "\n\n".join(parts)


def main() -> int:
    """Returns the exit code."""
    options = arguments()
    text = measured(options)
    print(text)
    if not options.no_write:
        page = PAGE.read_text(encoding="utf-8")
        begin, end = "<!-- measured: begin -->", "<!-- measured: end -->"
        page = re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n\n{text}\n\n{end}", page, flags=re.DOTALL)
        PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
