"""What uploads cost, how much waits, where they lead, and how they end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.api.answers.schemas import ErrorResponse
from pysandbox.errors import RateLimitStoreError
from pysandbox.rate_limit import open_rate_limiter
from pysandbox.settings import Settings
from pysandbox.uploads.local import LocalUploadStore

from tests.api.service import HELLO, FakeRunner, make_settings, serving
from tests.servers import plain_http
from tests.uploads.client import ask, attached, issues, send, upload
from tests.uploads.local.store import Clock, big, stored


@pytest.mark.parametrize("settings", [{"requests_per_minute": 2, "requests_per_day": 30}], indirect=True)
def test_uploads_have_a_minute_of_their_own_and_no_day(client: httpx.Client) -> None:
    for left in (1, 0):
        response = client.post("/uploads", json={"filename": "a", "size_bytes": 1})
        assert response.headers["RateLimit"].startswith(f'"minute";r={left};t=')
        assert response.headers["RateLimit-Policy"] == '"minute";q=2;w=60'
    refused = client.post("/uploads", json={"filename": "a", "size_bytes": 1})
    ErrorResponse.model_validate(refused.json(), strict=True)
    assert (refused.status_code, refused.json()["error_details"]["window"]) == (429, "minute")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit"].startswith('"minute";r=0;t=')
    assert client.post("/uploads", json={"filename": ".."}).status_code == 400
    for left in (1, 0):
        run = client.post("/execute", json={"code": ""})
        assert run.headers["RateLimit"].startswith(f'"minute";r={left};t=')
    assert run.json()["user_info"]["requests_today"] == 2


@pytest.mark.parametrize("settings", [{"max_upload_store_bytes": 10_000, "caller_share": 1.0}], indirect=True)
def test_a_full_store_is_unavailable_and_not_charged(client: httpx.Client, clock: Clock) -> None:
    early = ask(client, 5000)
    for _ in range(2):
        assert send(ask(client, 5000), b"x" * 5000).status_code == 204
    assert send(early, b"x" * 5000).status_code == 503
    full = client.post("/uploads", json={"filename": "a", "size_bytes": 1})
    ErrorResponse.model_validate(full.json(), strict=True)
    assert (full.status_code, full.json()["error_details"]["type"]) == (503, "ServiceUnavailable")
    assert int(full.headers["Retry-After"]) >= 1
    clock.now += 300
    ask(client, 5000)


@pytest.mark.parametrize("settings", [{"max_inline_attachment_bytes": 1000}], indirect=True)
def test_more_than_goes_inline_is_sent_to_uploads(client: httpx.Client, runner: FakeRunner) -> None:
    attachments = [{"filename": name, "content_base_64": "A" * 800} for name in "ab"]
    response = client.post("/execute", json={"code": "", "attachments": attachments})
    ((field, message),) = issues(response)
    assert field == "attachments"
    assert "POST /uploads" in message
    assert client.get("/limits").json()["limits"]["max_inline_attachment_bytes"] == 1000
    assert client.post("/execute", json={"code": "", "attachments": attachments[:1]}).status_code == 200


def test_without_uploads_there_are_none(tmp_path: Path) -> None:
    runner = FakeRunner()
    runner.behave = lambda _: replace(HELLO, output_files=(big("a.bin", 90_000),))
    settings = make_settings(tmp_path, {"SANDBOX_UPLOAD_STORE": "none"}, max_answer_bytes=100_000)
    with serving(create_app(settings, runner)) as url, plain_http(url) as client:
        assert client.get("/limits").json()["uploads"] is False
        asked = client.post("/uploads", json={"filename": "a", "size_bytes": 1})
        ErrorResponse.model_validate(asked.json(), strict=True)
        assert (asked.status_code, asked.json()["error_details"]["type"]) == (404, "NotFound")
        assert "takes no uploads" in asked.json()["error_details"]["message"]
        assert "takes no uploads" in issues(client.post("/execute", json=attached("0")))[0][1]
        details = client.post("/execute", json={"code": ""}).json()["execution_details"]
        assert set(details["output_files"]["a.bin"]) == {"error"}


def test_without_the_rate_limit_store_no_upload_is_given(
    settings: Settings, store: LocalUploadStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter = open_rate_limiter(settings)

    def broken(*_: object) -> None:
        raise RateLimitStoreError("gone")

    monkeypatch.setattr(limiter, "admit_upload", broken)
    with serving(create_app(settings, FakeRunner(), limiter, store)) as url:
        response = httpx.post(f"{url}/uploads", json={"filename": "a", "size_bytes": 1})
    assert (response.status_code, response.json()["error_details"]["type"]) == (503, "ServiceUnavailable")


def test_nothing_stays_after_the_end(settings: Settings, folder: Path) -> None:
    with serving(create_app(settings, FakeRunner())) as url, plain_http(url) as client:
        upload(client, b"x" * 1000)
        assert stored(folder) == [1000]
    assert list(folder.glob("pysandbox-uploads-*")) == []


@pytest.mark.parametrize(
    ("host", "shown"),
    [("api.example:81", "http://api.example:81"), ('evil"<x>', None), ("[::1]:9", "http://[::1]:9")],
)
def test_urls_lead_where_the_caller_came_from(client: httpx.Client, host: str, shown: str | None) -> None:
    ticket = client.post("/uploads", json={"filename": "a", "size_bytes": 1}, headers={"Host": host}).json()
    assert ticket["url"].startswith((shown or str(client.base_url)) + "/uploads/")


def test_the_operator_says_where_the_service_is(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, {"SANDBOX_PUBLIC_URL": "https://sandbox.example/api/"})
    with serving(create_app(settings, FakeRunner())) as url, plain_http(url) as client:
        assert ask(client, 1)["url"].startswith("https://sandbox.example/api/uploads/")
