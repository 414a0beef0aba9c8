"""OpenTelemetry traces, as a collector receives them."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from pysandbox.api import create_app
from pysandbox.errors import ConfigurationError
from pysandbox.settings import load_settings

from tests.api.service import FakeRunner, make_settings, serving
from tests.servers import plain_http

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Collector:
    """Receives spans as OTLP over HTTP."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.resource: dict[str, str] = {}
        self.url = ""

    def take(self, body: bytes) -> None:
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resource |= {row.key: row.value.string_value for row in group.resource.attributes}
            for scope in group.scope_spans:
                self.spans += scope.spans

    def named(self, name: str) -> Span:
        (found,) = (span for span in self.spans if span.name == name)
        return found


@contextmanager
def collecting(collector: Collector) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            assert (self.path, self.headers["Content-Type"]) == ("/v1/traces", "application/x-protobuf")
            collector.take(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    received = Collector()
    with collecting(received):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", received.url)
        yield received


def attributes(span: Span) -> dict[str, Any]:
    return {row.key: row.value.string_value or row.value.int_value for row in span.attributes}


def ask(tmp_path: Path, collector: Collector, **environ: str) -> None:
    settings = make_settings(tmp_path, {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **environ})
    headers = {"traceparent": PARENT, "X-Forwarded-For": "192.0.2.1"}
    with serving(create_app(settings, FakeRunner())) as url, plain_http(url, headers=headers) as client:
        client.post("/execute", json={"code": "print('SECRET')"})
        client.post("/validate", json={"code": "import os"})
        client.get("/SECRET")


def test_a_request_is_a_span_and_its_run_is_one_within(tmp_path: Path, collector: Collector) -> None:
    ask(tmp_path, collector)
    request, run = collector.named("POST /execute"), collector.named("run")
    assert request.kind == Span.SPAN_KIND_SERVER
    told = attributes(request)
    assert (told["http.response.status_code"], told["pysandbox.verdict"]) == (200, "ran")
    assert attributes(run)["pysandbox.outcome"] == "completed"
    assert (run.trace_id, run.parent_span_id) == (request.trace_id, request.span_id)
    assert request.start_time_unix_nano <= run.start_time_unix_nano <= run.end_time_unix_nano
    assert run.end_time_unix_nano <= request.end_time_unix_nano
    assert attributes(collector.named("POST /validate"))["pysandbox.verdict"] == "ForbiddenImportError"
    assert collector.resource["service.name"] == "pysandbox"


def test_nothing_of_a_caller_is_in_a_span(tmp_path: Path, collector: Collector) -> None:
    ask(tmp_path, collector)
    text = "".join(map(str, collector.spans))
    assert "GET other" in {span.name for span in collector.spans}
    assert "SECRET" not in text
    assert "127.0.0.1" not in text
    assert "192.0.2.1" not in text


def test_a_trusted_proxys_trace_goes_on_and_nobody_elses(tmp_path: Path, collector: Collector) -> None:
    ask(tmp_path, collector)
    assert collector.named("POST /execute").parent_span_id == b""
    collector.spans.clear()
    ask(tmp_path, collector, SANDBOX_TRUSTED_PROXIES="127.0.0.1")
    span = collector.named("POST /execute")
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == tuple(PARENT.split("-")[1:3])


def test_a_failure_of_ours_is_an_error_in_the_trace(tmp_path: Path, collector: Collector) -> None:
    settings = make_settings(
        tmp_path,
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        },
    )
    runner = FakeRunner()
    runner.healthy = False
    with serving(create_app(settings, runner)) as url:
        assert httpx.get(f"{url}/health").status_code == 503
    assert collector.named("GET /health").status.code == Status.STATUS_CODE_ERROR


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "AWS_LAMBDA_FUNCTION_NAME": "api"},
    ],
)
def test_without_a_collector_there_are_no_traces(environ: dict[str, str]) -> None:
    assert not load_settings(environ).traces


def test_another_protocol_is_refused() -> None:
    environ = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://x", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
    with pytest.raises(ConfigurationError, match="http/protobuf"):
        load_settings(environ)


def test_without_the_library_the_start_says_so_in_one_line() -> None:
    hidden = "import sys; sys.modules['opentelemetry.sdk'] = None\n"
    start = "from pysandbox.serve import main; sys.exit(main({'OTEL_EXPORTER_OTLP_ENDPOINT': 'http://x', 'PORT': '0'}))"
    done = subprocess.run(
        [sys.executable, "-c", hidden + start], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 78
    (line,) = done.stderr.splitlines()
    assert "requirements/traces.txt" in line
