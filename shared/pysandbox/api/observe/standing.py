"""What is true at the moment of asking, as figures for Prometheus: of one process, or of several together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...engine.models import LayerState
from ...runners import Watched
from ..execute import Service
from ..http.front import Front

Figures = Mapping[str, float]
"""By name; layers have names with a prefix."""

LAYER = "layer_active."
RESTARTS = "zygote_restarts"


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure."""

    name: str
    meaning: str
    together: Callable[[Sequence[float]], float]
    """What it is for several processes."""


GAUGES = (
    Gauge("workers", "Processes that serve together.", sum),
    Gauge("healthy", "Whether a program could run now.", max),
    Gauge("places", "Programs that may run at a time.", max),
    Gauge("places_taken", "Programs that run now.", max),  # each process knows of all of them
    Gauge("bytes_under_way", "Bodies, answers and downloads under way.", sum),
    Gauge("bytes_under_way_limit", "As many as there may be.", sum),
    Gauge("connections", "Open connections.", sum),
    Gauge("connections_limit", "As many as there may be.", sum),
    Gauge("troubles", "What fails now of what goes on in the background.", sum),
    Gauge("ready_spares", "Children that wait for a program.", sum),
    Gauge("wanted_spares", "Children that wait for a program, when there are as many as there should be.", sum),
)


def figures_of(service: Service, front: Front) -> Figures:
    """Of this process."""
    runner = service.runner
    figures: dict[str, float] = {
        "healthy": float(runner.healthy),
        "places": service.settings.limits.max_concurrency,
        "places_taken": runner.active,
        "bytes_under_way": front.budget.held_bytes,
        "bytes_under_way_limit": front.budget.total_bytes,
        "connections": len(front.connections),
        "connections_limit": front.connections.most,
    }
    if isinstance(runner, Watched):
        figures["troubles"] = len(runner.troubles)
        figures |= {
            name: runner.figures[name] for name in ("ready_spares", "wanted_spares", RESTARTS) if name in runner.figures
        }
    return figures | {LAYER + layer.name: float(layer.state is LayerState.ACTIVE) for layer in runner.layers}


def together(all_figures: Sequence[Figures]) -> Figures:
    """Of several processes: a layer holds where it holds in each."""
    rules = {gauge.name: gauge.together for gauge in GAUGES} | {RESTARTS: sum}
    names = {name for figures in all_figures for name in figures}
    return {
        name: rules.get(name, min)([figures[name] for figures in all_figures if name in figures])
        for name in sorted(names)
    }


def families(figures: Figures) -> Iterator[Any]:
    """As Prometheus takes them."""
    from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily

    for gauge in GAUGES:
        if gauge.name in figures:
            yield GaugeMetricFamily(f"sandbox_{gauge.name}", gauge.meaning, figures[gauge.name])
    restarts = figures.get(RESTARTS, 0)
    yield CounterMetricFamily(f"sandbox_{RESTARTS}", "Zygotes that had to be started again.", restarts)
    layers = GaugeMetricFamily("sandbox_layer_active", "Isolation layers, as tested at the start.", labels=["layer"])
    for name, value in figures.items():
        if name.startswith(LAYER):
            layers.add_metric([name.removeprefix(LAYER)], value)
    yield layers
