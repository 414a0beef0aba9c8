"""From samples to tables, a plot, and what was reached of the targets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import matplotlib as mpl
from matplotlib import pyplot

from .measure import Samples
from .programs import Program

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "pysandbox"  # the same data give the same file


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that `share` of all samples do not exceed."""
    return sorted(samples)[min(len(samples) - 1, int(share * len(samples)))]


def shown(samples: Sequence[float]) -> str:
    """Median, p99 and number, in milliseconds."""
    return f"**{median(samples) * 1000:.1f}** · {percentile(samples, 0.99) * 1000:.1f} · {len(samples)}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def latency_table(samples: Samples, programs: Sequence[Program]) -> str:
    """Who took how long for what: **median** · p99 · n."""
    names = list(dict.fromkeys(name for name, _ in samples))
    rows = [
        [name, *(shown(found) if (found := samples.get((name, program.name))) else "" for program in programs)]
        for name in names
    ]
    return table(["ms: **p50** · p99 · n", *(program.name for program in programs)], rows)


@dataclass(frozen=True, slots=True)
class Target:
    """One target of the project, and what was measured."""

    name: str
    bound: str
    measured: str
    reached: bool


def targets(samples: Samples, rates: Samples, alone: Sequence[float]) -> list[Target]:
    """What was reached. `alone` are the engine's hellos while nothing else was timed."""

    def p50(name: str, program: str) -> float:
        return median(samples[name, program]) * 1000

    hello, floor = p50("engine", "hello"), p50("floor: fork of the full zygote", "hello")
    lean = p50("floor: fork of the lean zygote", "hello")
    faster = p50("bare python", "hello") / hello
    libraries = p50("bare python", "all libraries") / p50("engine", "all libraries")
    above = p50("HTTP", "hello") - hello
    tail = percentile(alone, 0.99) / median(alone)
    rate, bare = median(rates["HTTP", "hello"]), median(rates["bare python", "hello"])
    copy = p50("HTTP", "8 MB in and out") / p50("codec in one process", "8 MB in and out")
    grey = p50("engine", "grey 2000x1500 JPEG") / p50("warm interpreter", "grey 2000x1500 JPEG")
    return [
        Target(
            "engine, hello, against the fork floor of the full zygote",
            "≤ 1.5 x",
            f"{hello / floor:.2f} x",
            hello / floor <= 1.5,
        ),
        Target(
            "the same, against the fork floor of the lean zygote that serves it",
            "≤ 1.5 x",
            f"{hello / lean:.2f} x",
            hello / lean <= 1.5,
        ),
        Target("engine, hello, against bare `python -I -c pass`", "≥ 3 x faster", f"{faster:.1f} x", faster >= 3),
        Target("engine, all libraries, against bare python", "≥ 60 x faster", f"{libraries:.0f} x", libraries >= 60),
        Target("HTTP on top of the engine, hello, p50", "≤ 2.5 ms", f"{above:.1f} ms", above <= 2.5),
        Target(
            f"engine, hello, p99 / p50, one at a time (n {len(alone)}, on its own)", "≤ 2", f"{tail:.2f}", tail <= 2
        ),
        Target("throughput, hello, 5 at a time over HTTP", "≥ 200 runs/s", f"{rate:.0f}", rate >= 200),
        Target("the same, against bare python with 5 workers", "≥ 8 x", f"{rate / bare:.1f} x", rate / bare >= 8),
        Target("8 MB in and out over HTTP, against the codec alone", "≤ 2.5 x", f"{copy:.2f} x", copy <= 2.5),
        Target("grey 2000x1500, against a warm interpreter", "≤ 1.1 x", f"{grey:.2f} x", grey <= 1.1),
    ]


def target_table(found: Sequence[Target]) -> str:
    """The targets with what was reached."""
    rows = [[row.name, row.bound, row.measured, "reached" if row.reached else "**not reached**"] for row in found]
    return table(["", "target", "measured", ""], rows)


def rate_table(rates: Samples, samples: Samples, programs: Sequence[Program]) -> str:
    """Throughput, and the latency meanwhile."""
    names = list(dict.fromkeys(name for name, _ in rates))
    rows = [
        [name, *(f"**{median(rates[name, row.name]):.0f}/s** {shown(samples[name, row.name])}" for row in programs)]
        for name in names
    ]
    return table(["5 at a time: runs a second, ms: **p50** · p99 · n", *(row.name for row in programs)], rows)


def steps_table(steps: Sequence[tuple[str, float]]) -> str:
    """A break-down."""
    return table(["until", "ms"], [[name, f"{took:.2f}"] for name, took in steps])


def plot(samples: Samples, programs: Sequence[Program], path: Path) -> None:
    """Medians of the contenders on a logarithmic scale, one group of bars for each program."""
    names = [name for name in dict.fromkeys(name for name, _ in samples) if (name, programs[1].name) in samples]
    figure, axes = pyplot.subplots(figsize=(9, 5))
    height = 0.8 / len(names)
    for index, name in enumerate(names):
        widths = [median(samples[name, program.name]) * 1000 for program in programs]
        places = [row + index * height for row in range(len(programs))]
        bars = axes.barh(places, widths, height * 0.9, label=name)
        axes.bar_label(bars, fmt="%.1f", padding=2, fontsize=7)
    axes.set_yticks([row + 0.4 - height / 2 for row in range(len(programs))], [program.name for program in programs])
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds, median, logarithmic")
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
    path.write_text("\n".join(line.rstrip() for line in path.read_text().splitlines()) + "\n")


def machine() -> str:
    """What the figures were taken on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "",
    )
    return f"{os.cpu_count()} cores ({model}), Linux {os.uname().release.split('-')[0]}, load {os.getloadavg()[0]:.1f}"
