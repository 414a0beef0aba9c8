"""Behind nginx and Caddy as deploy/ configures them: addresses, TLS, a path prefix, body sizes, errors in our shape."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from pysandbox.api import create_app

from tests.api.service import FakeRunner, make_settings, serving
from tests.deploy.proxies import COMMANDS, DEPLOY, Proxy, proxy

TRUSTED = {"SANDBOX_TRUSTED_PROXIES": "127.0.0.1"}


@pytest.fixture(params=sorted(COMMANDS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def client(through: Proxy, source: str = "127.0.0.1") -> httpx.Client:
    """A client that calls from `source`, an address of this machine."""
    verify = ssl.create_default_context(cafile=str(through.authority))
    transport = httpx.HTTPTransport(verify=verify, local_address=source)
    return httpx.Client(base_url=through.url, transport=transport, timeout=30)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """host:port of a service that trusts this machine's proxies."""
    with serving(create_app(make_settings(tmp_path, TRUSTED), FakeRunner())) as url:
        yield url.removeprefix("http://")


def test_each_caller_has_a_quota_of_its_own(name: str, service: str, tmp_path: Path) -> None:
    with proxy(name, tmp_path / "proxy", service) as through:
        for source in ("127.0.0.2", "127.0.0.3"):
            with client(through, source) as caller:
                answers = [caller.post("/execute", json={"code": "1"}) for _ in range(6)]
            assert [answer.status_code for answer in answers] == [200] * 5 + [429]
            assert answers[0].json()["user_info"]["ip_address"] == source


def test_what_a_caller_forges_counts_for_nothing(name: str, service: str, tmp_path: Path) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "X-Forwarded-Prefix": "/evil",
    }
    with proxy(name, tmp_path / "proxy", service) as through, client(through, "127.0.0.2") as caller:
        answer = caller.post("/execute", json={"code": "1"}, headers=forged)
        assert answer.json()["user_info"]["ip_address"] == "127.0.0.2"
        ticket = caller.post("/uploads", json={"filename": "a", "size_bytes": 3}, headers=forged).json()
        assert ticket["url"].startswith(f"{through.url}/uploads/")


@pytest.mark.parametrize("prefix", ["", "/sandbox"])
def test_addresses_that_lead_back_go_through_the_proxy(name: str, service: str, tmp_path: Path, prefix: str) -> None:
    with proxy(name, tmp_path / "proxy", service, prefix) as through, client(through) as caller:
        ticket = caller.post("/uploads", json={"filename": "a", "size_bytes": 3}).json()
        assert ticket["url"].startswith(f"{through.url}/uploads/")
        sent = caller.post(ticket["url"], data=ticket["fields"], files={"file": b"abc"})
        assert sent.status_code == 204, sent.text
        assert caller.get("/health").json()["status"] == "ok"
        assert caller.get("/").status_code == 200


def test_the_largest_request_goes_through_and_a_larger_one_is_refused_in_our_shape(
    name: str, service: str, tmp_path: Path
) -> None:
    whole = base64.b64encode(bytes(8 * 1024 * 1024)).decode()
    files = [{"filename": f"{number}.bin", "content_base_64": whole} for number in range(2)]
    with proxy(name, tmp_path / "proxy", service) as through, client(through) as caller:
        answer = caller.post("/execute", json={"code": "1", "attachments": files})
        assert answer.status_code == 200, answer.text
        for size in (24 * 1024 * 1024 + 1, 30_000_000):
            refused = caller.post("/execute", content=b" " * size)
            assert refused.status_code == 413
            details = refused.json()["error_details"]
            assert (details["type"], details["retryable"]) == ("PayloadTooLarge", False)


def test_a_service_that_is_away_is_503_in_our_shape(name: str, tmp_path: Path) -> None:
    with serving(create_app(make_settings(tmp_path, TRUSTED), FakeRunner())) as url:
        gone = url.removeprefix("http://")
    with proxy(name, tmp_path / "proxy", gone) as through, client(through) as caller:
        answer = caller.post("/execute", json={"code": "1"})
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        body = answer.json()
        assert body["status"] == "error"
        assert body["error_details"]["type"] == "ServiceUnavailable"
        assert body["request_id"]


def test_a_proxy_that_nobody_named_is_warned_of_once(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(make_settings(tmp_path, {}), FakeRunner())
    with serving(app) as url, proxy(name, tmp_path / "proxy", url[7:]) as through, client(through) as caller:
        for _ in range(3):
            caller.get("/health")
    warnings = [record.getMessage() for record in caplog.records if "SANDBOX_TRUSTED_PROXIES" in record.getMessage()]
    assert len(warnings) == 1
    assert "127.0.0.1" in warnings[0]


def test_traefiks_recipe_is_well_formed() -> None:
    recipe = yaml.safe_load((DEPLOY / "traefik.yaml").read_text(encoding="utf-8"))["http"]
    router = recipe["routers"]["sandbox"]
    assert router["service"] in recipe["services"]
    assert set(router["middlewares"]) <= set(recipe["middlewares"])
