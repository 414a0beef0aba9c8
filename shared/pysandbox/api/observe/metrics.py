"""GET /metrics, in Prometheus' text format, on a port of its own: for whoever watches a service on one's own machine.

prometheus-client counts and serves; it is imported when `SANDBOX_METRICS_PORT` is set, and only then. With several
workers each counts into files, which one of them all serves together. Labels have few
values, all of them ours: nothing of a program, its input, its files or its caller is in them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ...errors import ConfigurationError
from ...settings import Settings
from ..execute import Service
from ..http.front import Front
from .observe import OUTCOMES, VERDICTS, Observer
from .record import RequestRecord
from .standing import Figures, families, figures_of

DURATIONS_S = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the histograms' buckets: from a warm hello to the time limit and the answer after it."""


class PrometheusObserver:
    """Counts requests and runs, and asks the service for the rest when it is asked itself."""

    def __init__(self, service: Service, front: Front, then: Observer) -> None:
        """`then` is told as well. Nothing listens yet; call `serve`."""
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self._then = then
        self._service, self._front = service, front
        self._server: MetricsServer | None = None
        self._registry = CollectorRegistry()
        names: dict[str, Any] = {"registry": self._registry, "namespace": "sandbox"}
        self._requests = Counter("requests", "Requests, by what came of them.", ["verdict"], **names)
        whole = "From the head of a request to the end of its answer."
        self._request_s = Histogram("request_duration_seconds", whole, buckets=DURATIONS_S, **names)
        self._runs = Counter("runs", "Programs that ran, by how they ended.", ["outcome"], **names)
        self._run_s = Histogram("run_duration_seconds", "Wall-clock time of programs.", buckets=DURATIONS_S, **names)
        self._cpu_s = Counter("run_cpu_seconds", "Processor time of programs.", **names)
        self._refused = Counter("quota_refusals", "Requests over a quota, by window.", ["window"], **names)
        self._store = Counter("rate_limit_store_errors", "Failures of the store of quotas.", **names)
        self._violations = Counter("violations", "Programs that were ended for what they tried.", **names)
        self._registry.register(_Standing(lambda: self.standing))

    def finished(self, record: RequestRecord) -> None:
        """Count one request."""
        self._then.finished(record)
        verdict = record.verdict if record.verdict in VERDICTS else "other"
        self._requests.labels(verdict).inc()
        self._request_s.observe(time.perf_counter() - record.started)
        if verdict == "RateLimitExceeded" and record.decision is not None and record.decision.refused_by is not None:
            self._refused.labels(record.decision.refused_by).inc()
        if record.store_errors:
            self._store.inc(record.store_errors)
        result = record.result
        if result is not None:
            outcome = result.termination_reason.value
            self._runs.labels(outcome if outcome in OUTCOMES else "other").inc()
            self._run_s.observe(result.duration_s)
            self._cpu_s.inc(max(result.cpu_time_s, 0.0))
            if result.violation is not None:
                self._violations.inc()

    @property
    def standing(self) -> Figures:
        """What is true of this process now."""
        return figures_of(self._service, self._front)

    def serve(self, settings: Settings) -> int:
        """Listen for Prometheus. Returns the port. Raises ConfigurationError."""
        self._server = MetricsServer(self._registry, settings)
        return self._server.port

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            self._server = None


class _Standing:
    """What is true at the moment of asking: read then, not kept up to date."""

    def __init__(self, ask: Callable[[], Figures]) -> None:
        self._ask = ask

    def collect(self) -> Iterator[Any]:
        """The figures of now."""
        return families(self._ask())


class MetricsServer:
    """GET /metrics on a port of its own, in a thread of its own."""

    def __init__(self, registry: Any, settings: Settings) -> None:
        """Listen.

        Raises:
            ConfigurationError: the port is in use, or the address is not this machine's.
        """
        from prometheus_client import start_http_server

        host, port = settings.metrics_host, settings.metrics_port or 0
        try:
            self._server, self._thread = start_http_server(port, host, registry)
        except OSError as error:
            message = f"SANDBOX_METRICS_PORT={port}: cannot listen on {host}: {error.strerror or error}"
            raise ConfigurationError(message) from error

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_port)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def registry_of_all(folder: Path, ask: Callable[[], Figures]) -> Any:
    """What several processes have counted in `folder`, also those that have ended, and what `ask` says of them now."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    registry.register(_Standing(ask))
    return registry
