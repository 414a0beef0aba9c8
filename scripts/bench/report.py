"""From samples to tables, a plot, and what was reached of the targets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .measure import Samples
from .programs import Program


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


def targets(samples: Samples, rates: Samples, alone: Sequence[float], spares: Sequence[int]) -> list[Target]:
    """What was reached.

    Args:
        alone: the engine's hellos while nothing else was timed.
        spares: the bytes that waiting spares have for themselves.
    """

    def p50(name: str, program: str) -> float:
        return median(samples[name, program]) * 1000

    def at_most(name: str, bound: float, measured: float, unit: str = "x") -> Target:
        return Target(name, f"≤ {bound:g} {unit}", f"{measured:.2f} {unit}", measured <= bound)

    def at_least(name: str, bound: float, measured: float, unit: str) -> Target:
        return Target(name, f"≥ {bound:g} {unit}", f"{measured:.1f} {unit}", measured >= bound)

    hello, bare, http = p50("engine", "hello"), p50("bare python", "hello"), p50("HTTP", "hello")
    copy = "8 MB in and out"
    libraries = p50("bare python", "all libraries") / p50("engine", "all libraries")
    tail = percentile(samples["engine", "hello"], 0.99) * 1000 / hello
    rate = median(rates["HTTP", "hello"])
    parse = p50("HTTP, /validate alone", copy) / p50("json.loads of the body", copy)
    grey = p50("engine", "grey 2000x1500 JPEG") / p50("warm interpreter", "grey 2000x1500 JPEG")
    return [
        at_least("engine, hello, against bare `python -I -c pass`", 10, bare / hello, "x faster"),
        at_most("engine, import numpy, against engine, hello", 1.3, p50("engine", "import numpy") / hello),
        at_least("engine, all libraries, against bare python", 250, libraries, "x faster"),
        at_most(
            "engine, hello, against fork, `_exit` and wait of the same warm interpreter",
            0.5,
            hello / p50("floor: fork of the full zygote", "hello"),
        ),
        at_most(
            "the same, against the lean zygote that serves it",
            0.5,
            hello / p50("floor: fork of the lean zygote", "hello"),
        ),
        at_most("engine, hello, p99 / p50, one at a time, interleaved", 2.5, tail),
        at_most(f"the same on its own (n {len(alone)})", 2.5, percentile(alone, 0.99) / median(alone)),
        at_most("HTTP on top of the engine, hello, p50", 1.2, http - hello, "ms"),
        at_least("HTTP, hello, against bare `python -I -c pass`", 5, bare / http, "x faster"),
        at_least("throughput, hello, 5 at a time over HTTP", 200, rate, "runs/s"),
        at_least("the same, against bare python with 5 workers", 4, rate / median(rates["bare python", "hello"]), "x"),
        at_most(
            "8 MB in and out over HTTP, against the codec alone",
            0.6,
            p50("HTTP", copy) / p50("codec in one process", copy),
        ),
        at_least("8 MB in and out over HTTP, 5 at a time", 30, median(rates["HTTP", copy]), "runs/s"),
        at_most("`POST /validate` of that body, against `json.loads` of it", 1.67, parse),
        at_most("grey 2000x1500, against a warm interpreter", 1.1, grey),
        at_most(f"a waiting spare's own memory (n {len(spares)})", 1, median(spares) / 1e6, "MB"),
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
    import matplotlib as mpl  # half a second, which the comparison of revisions has no use for
    from matplotlib import pyplot

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "pysandbox"  # the same data give the same file
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
