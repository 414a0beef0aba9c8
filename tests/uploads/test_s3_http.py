"""Uploads over real HTTP where files wait in a bucket: the same client as on one machine, and what can go wrong."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.api.answers.schemas import ErrorResponse, ExecuteResponse
from pysandbox.engine.models import OutputFile
from pysandbox.errors import RunnerUnavailableError
from pysandbox.settings import Settings
from pysandbox.uploads import refusals
from pysandbox.uploads.open import open_upload_store
from pysandbox.uploads.s3 import S3UploadStore

from tests.api.service import HELLO, FakeRunner, make_settings, serving
from tests.uploads.client import ask, attached, issues, send, upload
from tests.uploads.s3_server import S3

EIGHT_MIB = 8 * 2**20


@pytest.fixture(params=["memory", "dynamodb"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, s3: S3) -> Settings:
    """Both ledgers: this process's memory, and the table."""
    store = "memory://"
    if request.param == "dynamodb":
        store = f"dynamodb://{request.getfixturevalue('dynamodb_table')}"
        os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"] = "LOCAL", "local"
    environ = {
        "SANDBOX_UPLOAD_STORE": f"s3://{s3.bucket}",
        "SANDBOX_RATE_LIMIT_STORE": store,
        "SANDBOX_TRUSTED_PROXIES": "127.0.0.1",
    }
    return make_settings(tmp_path, environ, requests_per_minute=1000, requests_per_day=2000)


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner(capacity=20)


@pytest.fixture
def client(settings: Settings, runner: FakeRunner) -> Iterator[httpx.Client]:
    with (
        serving(create_app(settings, runner)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


@pytest.fixture
def trust(s3: S3) -> dict[str, Any]:
    """For the caller's own requests to the bucket."""
    return {"verify": ssl.create_default_context(cafile=str(s3.authority))}


def standing(client: httpx.Client) -> int:
    return int(client.post("/validate", json={"code": ""}).json()["user_info"]["requests_today"])


def test_two_files_of_8_mib_go_in_once_and_leave_nothing(
    client: httpx.Client, runner: FakeRunner, s3: S3, trust: dict[str, Any]
) -> None:
    contents = [os.urandom(EIGHT_MIB), os.urandom(EIGHT_MIB)]
    names = [upload(client, content, **trust) for content in contents]
    assert s3.objects() == sorted(f"uploads/{name}" for name in names)
    response = client.post("/execute", json=attached(*names))
    ExecuteResponse.model_validate(response.json(), strict=True)
    assert [file.content for file in runner.requests[0].files] == contents
    assert s3.objects() == []
    assert issues(client.post("/execute", json=attached(names[0]))) == [("attachments[0].upload_id", refusals.USED)]


def test_the_form_allows_exactly_that_file(client: httpx.Client, s3: S3, trust: dict[str, Any]) -> None:
    ticket = ask(client, 5)
    assert ticket["url"].startswith(s3.url)
    assert send(ticket, b"1234", **trust).text == "EntityTooSmall"
    assert send(ticket, b"123456", **trust).text == "EntityTooLarge"
    for name, value in (("key", "results/x/0"), ("x-amz-signature", "0" * 64), ("acl", "public-read")):
        changed = ticket | {"fields": ticket["fields"] | {name: value}}
        assert send(changed, b"12345", **trust).status_code == 403
    now = s3.now()
    s3.now = lambda: now + timedelta(seconds=301)
    assert send(ticket, b"12345", **trust).text == "AccessDenied: expired"
    assert s3.objects() == []
    assert send(ticket | {"url": s3.url}, b"12345", **trust).status_code == 403


@pytest.mark.parametrize("size", [0, 4, 6])
def test_a_server_that_takes_any_size_is_not_believed(
    client: httpx.Client, runner: FakeRunner, s3: S3, trust: dict[str, Any], size: int
) -> None:
    s3.check_sizes = False
    ticket = ask(client, 5)
    assert send(ticket, b"x" * size, **trust).status_code == 204
    assert issues(client.post("/execute", json=attached(ticket["upload_id"]))) == [
        ("attachments[0].upload_id", refusals.wrong_size(size, 5))
    ]
    assert not runner.requests
    assert standing(client) == 0


def test_bad_names_of_uploads_are_named_each(
    client: httpx.Client, runner: FakeRunner, trust: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    never, other = ask(client, 5)["upload_id"], upload(client, b"theirs", **trust)
    mine = {"X-Forwarded-For": "192.0.2.1"}
    assert issues(client.post("/execute", json=attached("0" * 32, never))) == [
        ("attachments[0].upload_id", refusals.UNKNOWN),
        ("attachments[1].upload_id", refusals.NEVER_CAME),
    ]
    assert issues(client.post("/execute", json=attached(other), headers=mine)) == [
        ("attachments[0].upload_id", refusals.UNKNOWN)
    ]
    monkeypatch.setattr("pysandbox.uploads.s3.time.time", lambda: 4_000_000_000.0)
    assert issues(client.post("/execute", json=attached(other))) == [("attachments[0].upload_id", refusals.EXPIRED)]
    assert not runner.requests


def test_a_run_that_fails_leaves_the_upload(client: httpx.Client, runner: FakeRunner, trust: dict[str, Any]) -> None:
    name = upload(client, b"x", **trust)

    def fail(_: object) -> Any:
        raise RunnerUnavailableError("gone")

    runner.behave = fail
    assert client.post("/execute", json=attached(name)).status_code == 503
    assert client.post("/execute", json=attached(name) | {"code": "import os"}).status_code == 400
    assert standing(client) == 0
    runner.behave = FakeRunner().behave
    assert client.post("/execute", json=attached(name)).status_code == 200


def test_of_runs_at_once_one_uses_the_upload_and_is_charged(
    settings: Settings, trust: dict[str, Any], tmp_path: Path
) -> None:
    settings = replace(settings, limits=replace(settings.limits, max_concurrency=20))
    runner = FakeRunner(capacity=20)
    with serving(create_app(settings, runner)) as url, httpx.Client(base_url=url, timeout=60) as client:
        name, barrier = upload(client, b"x", **trust), threading.Barrier(10)

        def post() -> int:
            with httpx.Client(timeout=60) as own:
                barrier.wait()
                return own.post(f"{url}/execute", json=attached(name)).status_code

        with ThreadPoolExecutor(10) as pool:
            statuses = sorted(future.result() for future in [pool.submit(post) for _ in range(10)])
        assert statuses == [200] + [400] * 9
        assert len(runner.requests) == 1
        assert standing(client) == 1


def test_a_bucket_that_fails_is_unavailable_and_charges_nothing(
    client: httpx.Client, runner: FakeRunner, s3: S3, trust: dict[str, Any]
) -> None:
    name = upload(client, b"x", **trust)
    for status in (500, 403):
        s3.fail = status
        response = client.post("/execute", json=attached(name))
        ErrorResponse.model_validate(response.json() | {}, strict=False)
        assert (response.status_code, response.json()["error_details"]["type"]) == (503, "ServiceUnavailable")
        assert s3.bucket not in response.text
    assert standing(client) == 0
    assert not runner.requests
    s3.fail = None
    assert client.post("/execute", json=attached(name)).status_code == 200


def test_a_large_result_comes_back_by_a_url_of_the_bucket(
    client: httpx.Client, settings: Settings, s3: S3, trust: dict[str, Any]
) -> None:
    runner = FakeRunner()
    file = OutputFile("dir/größe.png", os.urandom(EIGHT_MIB))
    runner.behave = lambda _: replace(HELLO, output_files=(file, OutputFile("b", b"b")))
    settings = replace(settings, limits=replace(settings.limits, max_answer_bytes=1_000_000))
    with serving(create_app(settings, runner)) as url, httpx.Client(base_url=url, timeout=60) as client:
        returned = client.post("/execute", json={"code": ""}).json()["execution_details"]["output_files"]
        assert "content_base64" in returned["b"]
        row = returned["dir/größe.png"]
        assert set(row) == {"download_url", "size_bytes", "media_type", "expires_at"}
        fetched = httpx.get(row["download_url"], **trust)
        assert fetched.content == file.content
        assert fetched.headers["Content-Type"] == "application/octet-stream"
        assert fetched.headers["Content-Disposition"] == "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.png"
        assert httpx.get(row["download_url"][:-4] + "0000", **trust).status_code == 403
        now = s3.now()
        s3.now = lambda: now + timedelta(seconds=301)
        assert httpx.get(row["download_url"], **trust).status_code == 403
        s3.fail = 500
        returned = client.post("/execute", json={"code": ""}).json()["execution_details"]["output_files"]
        assert set(returned["dir/größe.png"]) == {"error"}


def test_the_page_may_reach_the_bucket_and_nothing_more(client: httpx.Client, s3: S3) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert f"connect-src 'self' {s3.url};" in policy


def test_urls_name_the_buckets_own_region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for region in ("us-east-1", "eu-central-1"):
        for name, value in {
            "AWS_DEFAULT_REGION": region,
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
        }.items():
            monkeypatch.setenv(name, value)
        store = open_upload_store(make_settings(tmp_path, {"SANDBOX_UPLOAD_STORE": "s3://files"}))
        assert isinstance(store, S3UploadStore)
        origin = f"https://files.s3.{region}.amazonaws.com"
        assert store.origin == origin
        assert store.create("me", 1).url == f"{origin}/"
        store.close()
