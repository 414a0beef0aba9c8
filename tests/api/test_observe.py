"""What CloudWatch is told: metrics in its embedded format, and Powertools' log lines. Neither tells of the caller."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import jsonschema
import pytest
from pysandbox.api import create_app
from pysandbox.api.answers.error_details import KINDS
from pysandbox.api.callers.client_ip import Caller
from pysandbox.api.observe import observe
from pysandbox.api.observe.record import RequestRecord
from pysandbox.engine.models import RunRequest, RunResult, TerminationReason
from pysandbox.errors import RateLimitStoreError, RunnerUnavailableError, ServerBusyError
from pysandbox.rate_limit import Decision, RateLimiter, open_rate_limiter

from tests.api.service import HELLO, FakeRunner, make_settings, serving
from tests.servers import plain_http

SECRET = "secret-words-of-the-caller"

EMF = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "properties": {
                "Timestamp": {"type": "integer", "minimum": 1_600_000_000_000},
                "CloudWatchMetrics": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "properties": {
                            "Namespace": {"type": "string", "minLength": 1, "maxLength": 1024},
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "array",
                                    "minItems": 1,
                                    "maxItems": 30,
                                    "items": {"type": "string"},
                                },
                            },
                            "Metrics": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name", "Unit"],
                                    "properties": {
                                        "Name": {"type": "string", "minLength": 1},
                                        "Unit": {"enum": ["Count", "Milliseconds"]},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}
"""CloudWatch's specification of the embedded metric format, with the two units that are used here."""


class BrokenLimiter:
    """A store that is away."""

    def admit(self, caller: str, now: float | None = None) -> Decision:
        raise RateLimitStoreError(SECRET)

    peek = admit_upload = admit

    def refund(self, decision: Decision) -> None:
        raise RateLimitStoreError(SECRET)

    def close(self) -> None:
        pass


@contextmanager
def observed(folder: Path, runner: FakeRunner, limiter: RateLimiter | None = None) -> Iterator[httpx.Client]:
    settings = make_settings(folder, {"SANDBOX_METRICS_NAMESPACE": "sandbox-test"})
    limiter = limiter or open_rate_limiter(settings)
    with serving(create_app(settings, runner, limiter)) as url, plain_http(url, timeout=30) as client:
        yield client


def metrics(capsys: pytest.CaptureFixture[str]) -> list[tuple[dict[str, str], dict[str, float]]]:
    """Each line's dimensions and values, once it has been found to be what CloudWatch takes."""
    output = capsys.readouterr().out
    assert SECRET not in output
    assert "127.0.0.1" not in output
    found = []
    for line in output.splitlines():
        row = json.loads(line)
        jsonschema.validate(row, EMF)
        directive = row["_aws"]["CloudWatchMetrics"][0]
        assert directive["Namespace"] == "sandbox-test"
        names = {name for dimensions in directive["Dimensions"] for name in dimensions}
        assert ["service"] in directive["Dimensions"]
        assert set(row) == names | {"_aws"} | {metric["Name"] for metric in directive["Metrics"]}
        values = {metric["Name"]: row[metric["Name"]] for metric in directive["Metrics"]}
        assert all(len(numbers) == 1 and numbers[0] >= 0 for numbers in values.values())
        found.append(({name: row[name] for name in names}, {name: numbers[0] for name, numbers in values.items()}))
    return found


def counted(rows: list[tuple[dict[str, str], dict[str, float]]], name: str, **dimensions: str) -> float:
    return sum(values.get(name, 0) for found, values in rows if dimensions.items() <= found.items())


def test_a_run_is_counted_by_verdict_and_by_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runner = FakeRunner()
    with observed(tmp_path, runner) as client:
        client.post("/execute", json={"code": f"'{SECRET}'", "stdin_data": SECRET})
        runner.behave = lambda _: replace(HELLO, termination_reason=TerminationReason.TIMEOUT, duration_s=10.0)
        client.post("/execute", json={"code": "1"})
        client.post("/validate", json={"code": "1"})
        client.get(f"/{SECRET}")
    rows = metrics(capsys)
    assert counted(rows, "Requests") == 4
    for verdict in ("ran", "TimeoutError", "valid", "NotFound"):
        assert counted(rows, "Requests", service="api", verdict=verdict) == 1
    assert counted(rows, "Runs", outcome="completed") == counted(rows, "Runs", outcome="timeout") == 1
    assert counted(rows, "RunMilliseconds", outcome="timeout") == 10_000
    assert counted(rows, "RequestMilliseconds", verdict="ran") > 0
    assert counted(rows, "Violations") == counted(rows, "StoreErrors") == 0


def test_a_cold_start_is_counted_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with observed(tmp_path, FakeRunner()) as client:
        for _ in range(3):
            client.get("/limits")
    assert counted(metrics(capsys), "ColdStart") == 1


def test_a_violation_is_counted_and_not_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runner = FakeRunner()
    runner.behave = lambda _: replace(HELLO, violation=SECRET, termination_reason=TerminationReason.SIGNAL)
    with observed(tmp_path, runner) as client:
        client.post("/execute", json={"code": "1"})
    rows = metrics(capsys)
    assert (counted(rows, "Violations"), counted(rows, "Runs", outcome="signal")) == (1, 1)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [(ServerBusyError(), "ServerBusy"), (RunnerUnavailableError(SECRET), "ServiceUnavailable")],
)
def test_what_did_not_run_is_no_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: Exception, verdict: str
) -> None:
    def fail(_: RunRequest) -> RunResult:
        raise error

    runner = FakeRunner()
    runner.behave = fail
    with observed(tmp_path, runner) as client:
        client.post("/execute", json={"code": "1"})
    rows = metrics(capsys)
    assert counted(rows, "Requests", verdict=verdict) == 1
    assert counted(rows, "Runs") == counted(rows, "StoreErrors") == 0


def test_a_store_that_is_away_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with observed(tmp_path, FakeRunner(), BrokenLimiter()) as client:
        client.post("/execute", json={"code": "1"})
    rows = metrics(capsys)
    assert counted(rows, "Requests", verdict="ServiceUnavailable") == 1
    assert counted(rows, "StoreErrors", service="api") == 2  # the charge, and the question how the caller stands


def test_dimensions_take_values_of_a_list_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(KINDS) <= observe.VERDICTS
    record = RequestRecord(Caller("192.0.2.1", "192.0.2.1"))
    record.verdict = SECRET
    observe.PowertoolsObserver("sandbox-test").finished(record)
    rows = metrics(capsys)
    assert counted(rows, "Requests", verdict="other") == 1
    assert {name for dimensions, _ in rows for name in dimensions} == {"service", "verdict"}


def test_nothing_is_written_where_no_namespace_is_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = make_settings(tmp_path)
    with serving(create_app(settings, FakeRunner())) as url:
        httpx.get(f"{url}/limits")
    assert capsys.readouterr().out == ""


def test_a_local_server_needs_no_powertools() -> None:
    code = (
        "import sys; sys.modules['aws_lambda_powertools'] = None\n"
        "from pysandbox.api import create_app; from pysandbox.settings import load_settings\n"
        "create_app(load_settings())"
    )
    environ = os.environ | {"SANDBOX_UPLOAD_STORE": "none"}  # an application that never ends would leave its folder
    subprocess.run([sys.executable, "-c", code], check=True, env=environ)


def test_powertools_log_lines_hold_our_fields_and_no_text_of_an_exception() -> None:
    code = f"""
import logging
from pysandbox.api.observe.observe import configure_log
from pysandbox.settings import load_settings
configure_log(load_settings())
logger = logging.getLogger("pysandbox.api.observe.logs")
logger.debug("too fine")
logger.info("request", extra={{"fields": {{"request_id": "r", "status": 200}}}})
try:
    raise KeyError("{SECRET}")
except KeyError as error:
    logger.error("unhandled", exc_info=error, extra={{"fields": {{"request_id": "r"}}}})
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert SECRET not in done.stdout + done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["message"], first["level"], first["service"]) == ("request", "INFO", "api")
    assert (first["request_id"], first["status"]) == ("r", 200)
    assert (second["message"], second["exception"], second["frames"]) == (
        "unhandled",
        "KeyError",
        ["<string>:10 <module>"],
    )


def test_a_request_names_the_invocation_that_carried_it(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.INFO, "pysandbox")
    app: Any = create_app(make_settings(tmp_path), FakeRunner())

    async def with_context(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "aws.context": SimpleNamespace(aws_request_id="invocation-1")}, receive, send)

    with_context.state = app.state  # type: ignore[attr-defined]
    with serving(with_context) as url:  # type: ignore[arg-type]
        httpx.get(f"{url}/limits")
    fields = [record.fields for record in caplog.records if record.message == "request"]  # type: ignore[attr-defined]
    assert [row["function_request_id"] for row in fields] == ["invocation-1"]
