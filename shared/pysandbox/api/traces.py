"""OpenTelemetry traces, where its own environment variables ask for them: one span for a request, one for its run.

The library reads those variables itself (opentelemetry.io, "SDK configuration"); it is imported only when they name a
collector. Like the log, a span says nothing of a program, its input, its files or its caller's address.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from .. import __version__
from ..errors import ConfigurationError
from ..settings import Settings
from .observe.observe import Observer
from .observe.record import RequestRecord

SERVICE_NAME = "pysandbox"


class TracingObserver:
    """Makes the spans of a request when it is over, and sends them in a thread of its own."""

    def __init__(self, then: Observer, provider: Any) -> None:
        """`then` is told as well. `provider` makes and exports spans."""
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._then = then
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE_NAME, __version__)
        self._extract = TraceContextTextMapPropagator().extract

    def finished(self, record: RequestRecord) -> None:
        """Make the spans of one request."""
        from opentelemetry.trace import SpanKind, StatusCode, set_span_in_context

        self._then.finished(record)
        end_ns, now = time.time_ns(), time.perf_counter()

        def at(moment: float) -> int:
            return end_ns - int((now - moment) * 1e9)

        span = self._tracer.start_span(
            f"{record.method} {record.route}",
            context=self._extract(record.trace_parent),
            kind=SpanKind.SERVER,
            attributes=_of_request(record),
            start_time=at(record.started),
        )
        if record.result is not None and record.ran_at is not None:
            run = self._tracer.start_span(
                "run", context=set_span_in_context(span), attributes=_of_run(record), start_time=at(record.ran_at)
            )
            run.end(at(min(record.ran_at + record.result.duration_s, now)))
        if record.status is None or record.status >= 500:
            span.set_status(StatusCode.ERROR)
        span.end(end_ns)

    def close(self) -> None:
        """Send what is not sent yet, as far as the collector takes it."""
        self._provider.shutdown()


def _of_request(record: RequestRecord) -> Mapping[str, Any]:
    attributes: dict[str, Any] = {
        "http.request.method": record.method,
        "http.route": record.route,
        "pysandbox.request_id": record.request_id,
        "pysandbox.verdict": record.verdict,
    }
    return attributes if record.status is None else attributes | {"http.response.status_code": record.status}


def _of_run(record: RequestRecord) -> Mapping[str, Any]:
    result = record.result
    assert result is not None
    return {
        "pysandbox.outcome": result.termination_reason.value,
        "pysandbox.cpu_ms": round(result.cpu_time_s * 1000, 1),
        "pysandbox.peak_memory_bytes": result.peak_memory_bytes,
    }


def open_tracing(settings: Settings, then: Observer) -> TracingObserver | None:
    """What makes traces; None where the settings ask for none.

    Raises:
        ConfigurationError: traces are wanted, and the library is not installed.
    """
    if not settings.traces:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigurationError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set and OpenTelemetry is not installed:"
            " pip install -r requirements/traces.txt, or OTEL_SDK_DISABLED=true"
        ) from error
    resource = Resource.create({"service.version": __version__})
    if str(resource.attributes.get("service.name", "")).startswith("unknown_service"):
        resource = resource.merge(Resource({"service.name": SERVICE_NAME}))
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return TracingObserver(then, provider)
