"""Files that were sent ahead, as attachments of a run."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.api.answers.schemas import ExecuteResponse
from pysandbox.engine.models import RunRequest, RunResult
from pysandbox.errors import RunnerUnavailableError, ServerBusyError
from pysandbox.settings import Settings
from pysandbox.uploads import Reference, refusals
from pysandbox.uploads.local import LocalUploadStore

from tests.api.service import FakeRunner, serving
from tests.servers import plain_http
from tests.uploads.client import ask, attached, issues, send, upload
from tests.uploads.local.store import EIGHT_MIB, Clock, standing, stored


def test_two_files_of_8_mib_go_in_once_and_leave_nothing(
    client: httpx.Client, runner: FakeRunner, folder: Path
) -> None:
    contents = [os.urandom(EIGHT_MIB), os.urandom(EIGHT_MIB)]
    names = [upload(client, content) for content in contents]
    assert stored(folder) == [EIGHT_MIB, EIGHT_MIB]
    response = client.post("/execute", json=attached(*names))
    ExecuteResponse.model_validate(response.json(), strict=True)
    assert [(file.name, file.content) for file in runner.requests[0].files] == [
        ("0.bin", contents[0]),
        ("1.bin", contents[1]),
    ]
    assert response.json()["request_context"]["processed_attachments"] == [
        {"filename": "0.bin", "size_bytes": EIGHT_MIB},
        {"filename": "1.bin", "size_bytes": EIGHT_MIB},
    ]
    assert stored(folder) == []
    again = client.post("/execute", json=attached(names[0]))
    assert issues(again) == [("attachments[0].upload_id", refusals.USED)]
    assert len(runner.requests) == 1


def test_the_order_of_attachments_is_the_requests(client: httpx.Client, runner: FakeRunner) -> None:
    body: dict[str, Any] = {
        "code": "",
        "attachments": [
            {"filename": "first", "upload_id": upload(client, b"sent ahead")},
            {"filename": "second", "content_base_64": "aW5saW5l"},
        ],
    }
    context = client.post("/execute", json=body).json()["request_context"]
    assert [(file.name, file.content) for file in runner.requests[0].files] == [
        ("first", b"sent ahead"),
        ("second", b"inline"),
    ]
    assert context["processed_attachments"] == [
        {"filename": "first", "size_bytes": 10},
        {"filename": "second", "size_bytes": 6},
    ]


def test_an_empty_file_is_a_file(client: httpx.Client, runner: FakeRunner) -> None:
    assert client.post("/execute", json=attached(upload(client, b""))).status_code == 200
    assert [file.content for file in runner.requests[0].files] == [b""]


def test_what_waits_can_be_sent_again_until_it_is_used(client: httpx.Client, runner: FakeRunner) -> None:
    ticket = ask(client, 5)
    for content in (b"first", b"again"):
        assert send(ticket, content).status_code == 204
    client.post("/execute", json=attached(ticket["upload_id"]))
    assert runner.requests[0].files[0].content == b"again"
    assert issues(send(ticket, b"third")) == [("url", refusals.USED)]


def test_bad_names_of_uploads_are_named_each(client: httpx.Client, clock: Clock, runner: FakeRunner) -> None:
    never = ask(client, 5)["upload_id"]
    other = upload(client, b"theirs")
    mine = {"X-Forwarded-For": "192.0.2.1"}
    assert issues(client.post("/execute", json=attached("0" * 32, never))) == [
        ("attachments[0].upload_id", refusals.UNKNOWN),
        ("attachments[1].upload_id", refusals.NEVER_CAME),
    ]
    foreign = client.post("/execute", json=attached(other), headers=mine)
    assert issues(foreign) == [("attachments[0].upload_id", refusals.UNKNOWN)]
    assert issues(client.post("/validate", json=attached(other), headers=mine)) == issues(foreign)
    clock.now += 300
    assert issues(client.post("/execute", json=attached(other))) == [("attachments[0].upload_id", refusals.EXPIRED)]
    assert not runner.requests
    assert standing(client) == 0


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a/b", "a b", "ä", "\0", "x" * 201, "..", "a.b"])
def test_what_no_upload_is_called_is_unknown(client: httpx.Client, name: str) -> None:
    assert issues(client.post("/execute", json=attached(name))) == [("attachments[0].upload_id", refusals.UNKNOWN)]


@pytest.mark.parametrize(
    ("attachment", "field"),
    [
        ({"filename": "a"}, "content_base_64"),
        ({"filename": "a", "upload_id": 5}, "upload_id"),
        ({"filename": "a", "upload_id": None}, "upload_id"),
        ({"filename": "a", "upload_id": "0", "content_base_64": ""}, "upload_id"),
        ({"upload_id": "0"}, "filename"),
    ],
)
def test_an_attachment_has_one_content(client: httpx.Client, attachment: dict[str, Any], field: str) -> None:
    body = {"code": "", "attachments": [attachment]}
    assert [found for found, _ in issues(client.post("/validate", json=body))] == [f"attachments[0].{field}"]


def test_one_upload_is_one_attachment(client: httpx.Client) -> None:
    name = upload(client, b"x")
    assert issues(client.post("/execute", json=attached(name, name)))[0][0] == "attachments[1].upload_id"


def test_validating_uses_nothing_up(client: httpx.Client, runner: FakeRunner) -> None:
    name = upload(client, b"x")
    answer = client.post("/validate", json=attached(name)).json()
    assert answer["request_context"]["processed_attachments"] == [{"filename": "0.bin", "size_bytes": 1}]
    assert client.post("/execute", json=attached(name)).status_code == 200


def test_a_run_that_is_refused_leaves_the_upload(
    settings: Settings, runner: FakeRunner, store: LocalUploadStore
) -> None:
    limits = replace(settings.limits, requests_per_day=1)
    app = create_app(replace(settings, limits=limits), runner, uploads=store)
    with serving(app) as url, plain_http(url, timeout=60) as client:
        name = upload(client, b"x")
        refused = client.post("/execute", json=attached(name) | {"code": "import os"})
        assert refused.json()["error_details"]["type"] == "ForbiddenImportError"
        for error, status in ((ServerBusyError(), 503), (RunnerUnavailableError("gone"), 503), (KeyError("bug"), 500)):

            def fail(_: RunRequest, error: Exception = error) -> RunResult:
                raise error

            runner.behave = fail
            assert client.post("/execute", json=attached(name)).status_code == status
            assert standing(client) == 0
        other = {"X-Forwarded-For": "192.0.2.1"}
        runner.behave = FakeRunner().behave
        assert client.post("/execute", json={"code": ""}).status_code == 200
        assert client.post("/execute", json=attached(name)).status_code == 429
        theirs = client.post("/uploads", json={"filename": "a", "size_bytes": 1}, headers=other).json()
        assert send(theirs, b"y").status_code == 204
        assert client.post("/execute", json=attached(theirs["upload_id"]), headers=other).status_code == 200
        assert store.check("127.0.0.1", Reference(0, "a", name)).size_bytes == 1


def test_twenty_runs_at_once_use_an_upload_once_and_charge_once(settings: Settings, folder: Path, clock: Clock) -> None:
    runner = FakeRunner(capacity=20)
    barrier = threading.Barrier(20)
    limits = replace(settings.limits, max_concurrency=20)
    store = LocalUploadStore(limits, clock)
    app = create_app(replace(settings, limits=limits), runner, uploads=store)
    with serving(app) as url, plain_http(url, timeout=60) as client, ThreadPoolExecutor(20) as pool:
        name = upload(client, b"x")

        def post() -> int:
            with plain_http(timeout=60) as own:
                barrier.wait()
                return own.post(f"{url}/execute", json=attached(name)).status_code

        statuses = sorted(future.result() for future in [pool.submit(post) for _ in range(20)])
        assert statuses == [200] + [400] * 19
        assert len(runner.requests) == 1
        assert standing(client) == 1
