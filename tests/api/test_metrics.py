"""Figures for Prometheus on a port of their own; callers that can be told apart and blocked, and not found out."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from pysandbox.api import create_app
from pysandbox.errors import ConfigurationError

from tests.api.service import FakeRunner, make_settings, serving

ON = {"SANDBOX_METRICS_PORT": "0"}


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture
def app(tmp_path: Path, runner: FakeRunner) -> Iterator[FastAPI]:
    app = create_app(make_settings(tmp_path, ON), runner)
    yield app
    app.state.metrics.close()


@pytest.fixture
def metrics_url(app: FastAPI, tmp_path: Path) -> str:
    return f"http://127.0.0.1:{app.state.metrics.serve(make_settings(tmp_path, ON))}/metrics"


def figures(url: str) -> dict[str, float]:
    """Every sample, by its name and labels."""
    text = httpx.get(url).text
    return {
        sample.name + "".join(f"{{{key}={value}}}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_and_runs_are_counted_by_what_came_of_them(app: FastAPI, metrics_url: str) -> None:
    with serving(app) as url:
        for code in ["1"] * 6 + ["import os"]:
            httpx.post(f"{url}/execute", json={"code": code})
        httpx.get(f"{url}/nowhere")
        seen = figures(metrics_url)
    assert seen["sandbox_requests_total{verdict=ran}"] == 5
    assert seen["sandbox_requests_total{verdict=RateLimitExceeded}"] == 1
    assert seen["sandbox_requests_total{verdict=ForbiddenImportError}"] == 1
    assert seen["sandbox_requests_total{verdict=NotFound}"] == 1
    assert seen["sandbox_quota_refusals_total{window=minute}"] == 1
    assert seen["sandbox_runs_total{outcome=completed}"] == 5
    assert seen["sandbox_run_duration_seconds_count"] == 5
    assert seen["sandbox_request_duration_seconds_count"] == 8


def test_what_stands_is_told_as_it_is_at_that_moment(app: FastAPI, metrics_url: str, runner: FakeRunner) -> None:
    with runner.slot():
        seen = figures(metrics_url)
    assert (seen["sandbox_places_taken"], seen["sandbox_places"], seen["sandbox_healthy"]) == (1, 5, 1)
    assert figures(metrics_url)["sandbox_places_taken"] == 0
    assert seen["sandbox_layer_active{layer=seccomp}"] == 1
    assert seen["sandbox_bytes_under_way"] == 0
    assert seen["sandbox_bytes_under_way_limit"] == 256 * 2**20
    runner.healthy = False
    assert figures(metrics_url)["sandbox_healthy"] == 0


def test_the_callers_own_port_has_no_metrics(app: FastAPI) -> None:
    with serving(app) as url:
        assert httpx.get(f"{url}/metrics").status_code == 404


def test_no_label_comes_from_a_caller(app: FastAPI, metrics_url: str) -> None:
    with serving(app) as url:
        httpx.post(f"{url}/execute", json={"code": "secret_name = 1"}, headers={"User-Agent": "secret_name"})
        httpx.get(f"{url}/secret_name")
    text = httpx.get(metrics_url).text
    assert "secret_name" not in text
    assert "127.0.0.1" not in text


def test_a_port_in_use_is_a_configuration_error(app: FastAPI, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = make_settings(tmp_path, {"SANDBOX_METRICS_PORT": str(taken.getsockname()[1])})
        with pytest.raises(ConfigurationError, match="SANDBOX_METRICS_PORT"):
            app.state.metrics.serve(settings)


def test_without_a_port_nothing_counts(tmp_path: Path) -> None:
    assert create_app(make_settings(tmp_path), FakeRunner()).state.metrics is None


def names_in_log(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.fields["caller"] for record in caplog.records if record.message == "request"]  # type: ignore[attr-defined]


def test_the_log_tells_callers_apart_without_their_addresses(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pysandbox")
    for key in ("", "a key of the operator's", "a key of the operator's"):
        with serving(create_app(make_settings(tmp_path, {"SANDBOX_CALLER_HASH_KEY": key}), FakeRunner())) as url:
            httpx.get(f"{url}/limits")
            httpx.get(f"{url}/limits")
    first, again, keyed, _, same, _ = names_in_log(caplog)
    assert first == again
    assert re.fullmatch(r"[0-9a-f]{16}", first)
    assert keyed == same
    assert first != keyed
    assert "127.0.0.1" not in caplog.text


def test_a_caller_is_blocked_by_its_name_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pysandbox")
    key = {"SANDBOX_CALLER_HASH_KEY": "x"}
    with serving(create_app(make_settings(tmp_path, key), FakeRunner())) as url:
        httpx.get(f"{url}/limits")
    blocked = key | {"SANDBOX_BLOCKED_CALLERS": names_in_log(caplog)[0]}
    runner = FakeRunner()
    with serving(create_app(make_settings(tmp_path, blocked), runner)) as url:
        answer = httpx.post(f"{url}/execute", json={"code": "1"})
        other = httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2"))
        with other:
            assert other.post(f"{url}/execute", json={"code": "1"}).status_code == 200
    assert answer.status_code == 403
    assert answer.json()["error_details"]["type"] == "CallerBlocked"
    assert len(runner.requests) == 1


@pytest.mark.parametrize(("blocked", "status"), [("127.0.0.0/8", 403), ("127.0.0.1", 403), ("192.0.2.0/24,::1", 200)])
def test_callers_are_blocked_by_address(tmp_path: Path, blocked: str, status: int) -> None:
    with serving(create_app(make_settings(tmp_path, {"SANDBOX_BLOCKED_CALLERS": blocked}), FakeRunner())) as url:
        assert httpx.post(f"{url}/execute", json={"code": "1"}).status_code == status


def test_what_is_no_caller_cannot_be_blocked(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SANDBOX_BLOCKED_CALLERS"):
        make_settings(tmp_path, {"SANDBOX_BLOCKED_CALLERS": "somebody"})


def test_every_figure_of_the_dashboard_is_served(app: FastAPI, metrics_url: str, runner: FakeRunner) -> None:
    dashboard = (Path(__file__).resolve().parents[2] / "deploy" / "grafana.json").read_text(encoding="utf-8")
    shown = {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"\bsandbox_[a-z_]+", dashboard)}
    families = {family.name for family in text_string_to_metric_families(httpx.get(metrics_url).text)}
    of_the_engine = {"sandbox_ready_spares", "sandbox_troubles"}  # which the fake one does not have
    assert shown - families == of_the_engine
