"""Uploads over real HTTP where files wait on the service's own machine."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.api.schemas import ErrorResponse, ExecuteResponse, UploadResponse
from pysandbox.engine.models import OutputFile, RunRequest, RunResult
from pysandbox.errors import RateLimitStoreError, RunnerUnavailableError, ServerBusyError
from pysandbox.rate_limit import open_rate_limiter
from pysandbox.settings import Settings
from pysandbox.uploads import Reference, refusals
from pysandbox.uploads.local import LocalUploadStore

from tests.api.service import HELLO, FakeRunner, make_settings, serving
from tests.uploads.client import ask, attached, issues, send, upload

EIGHT_MIB = 8 * 2**20


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """A quota in nobody's way, other limits on demand; loopback is a trusted proxy: a test can be two callers."""
    limits = {"requests_per_minute": 1000, "requests_per_day": 2000} | getattr(request, "param", {})
    return make_settings(tmp_path, {"SANDBOX_TRUSTED_PROXIES": "127.0.0.1"}, **limits)


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store makes its own folder."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def store(settings: Settings, clock: Clock, folder: Path) -> LocalUploadStore:
    return LocalUploadStore(settings.limits, clock)


@pytest.fixture
def client(settings: Settings, runner: FakeRunner, store: LocalUploadStore) -> Iterator[httpx.Client]:
    with (
        serving(create_app(settings, runner, uploads=store)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


def stored(folder: Path) -> list[int]:
    """Sizes of the files that wait."""
    return sorted(path.stat().st_size for path in folder.rglob("*") if path.is_file() and "uploads" in str(path))


def standing(client: httpx.Client) -> int:
    return int(client.post("/validate", json={"code": ""}).json()["user_info"]["requests_today"])


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


def test_the_answer_says_where_and_until_when(client: httpx.Client) -> None:
    ticket = ask(client, 5)
    UploadResponse.model_validate(ticket, strict=True)
    assert ticket["url"].startswith(f"{client.base_url}/uploads/{ticket['upload_id']}?expires=1800000300&signature=")
    assert (ticket["max_bytes"], ticket["expires_at"]) == (5, "2027-01-15T08:05:00+00:00")


def test_an_empty_file_is_a_file(client: httpx.Client, runner: FakeRunner) -> None:
    assert client.post("/execute", json=attached(upload(client, b""))).status_code == 200
    assert [file.content for file in runner.requests[0].files] == [b""]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "filename"),
        ({"filename": "a"}, "size_bytes"),
        ({"filename": "../a", "size_bytes": 1}, "filename"),
        ({"filename": 5, "size_bytes": 1}, "filename"),
        ({"filename": "a", "size_bytes": -1}, "size_bytes"),
        ({"filename": "a", "size_bytes": EIGHT_MIB + 1}, "size_bytes"),
        ({"filename": "a", "size_bytes": 1.5}, "size_bytes"),
        ({"filename": "a", "size_bytes": True}, "size_bytes"),
        ({"filename": "a", "size_bytes": "1"}, "size_bytes"),
        ({"filename": "a", "size_bytes": None}, "size_bytes"),
    ],
)
def test_a_file_that_could_never_be_attached_is_refused_before_it_is_sent(
    client: httpx.Client, body: dict[str, Any], field: str
) -> None:
    response = client.post("/uploads", json=body)
    ErrorResponse.model_validate(response.json(), strict=True)
    assert field in [found for found, _ in issues(response)]


@pytest.mark.parametrize("size", [0, 4, 6, 5000])
def test_another_size_than_announced_is_not_taken(client: httpx.Client, folder: Path, size: int) -> None:
    ticket = ask(client, 5)
    assert issues(send(ticket, b"x" * size)) == [("file", refusals.wrong_size(size, 5))]
    assert stored(folder) == []
    assert issues(client.post("/execute", json=attached(ticket["upload_id"]))) == [
        ("attachments[0].upload_id", refusals.NEVER_CAME)
    ]


def test_a_form_far_larger_than_announced_is_cut_off(client: httpx.Client) -> None:
    response = send(ask(client, 5), b"x" * 100_000)
    assert (response.status_code, response.json()["error_details"]["type"]) == (413, "PayloadTooLarge")


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
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
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
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client, ThreadPoolExecutor(20) as pool:
        name = upload(client, b"x")

        def post() -> int:
            with httpx.Client(timeout=60) as own:
                barrier.wait()
                return own.post(f"{url}/execute", json=attached(name)).status_code

        statuses = sorted(future.result() for future in [pool.submit(post) for _ in range(20)])
        assert statuses == [200] + [400] * 19
        assert len(runner.requests) == 1
        assert standing(client) == 1


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


@pytest.mark.parametrize("settings", [{"max_upload_store_bytes": 10_000}], indirect=True)
def test_a_full_store_is_unavailable_and_not_charged(client: httpx.Client, clock: Clock) -> None:
    for _ in range(2):
        ask(client, 5000)
    full = client.post("/uploads", json={"filename": "a", "size_bytes": 1})
    ErrorResponse.model_validate(full.json(), strict=True)
    assert (full.status_code, full.json()["error_details"]["type"]) == (503, "ServiceUnavailable")
    assert int(full.headers["Retry-After"]) >= 1
    clock.now += 300
    ask(client, 5000)


@pytest.mark.parametrize("change", ["signature", "expires", "name", "nothing signed", "another kind"])
def test_a_url_that_was_not_given_out_takes_nothing(client: httpx.Client, folder: Path, change: str) -> None:
    ticket = ask(client, 5)
    url, expires = httpx.URL(ticket["url"]), 1800000300
    changed = {
        "signature": url.copy_set_param("signature", "ä" * 64),
        "expires": url.copy_set_param("expires", str(expires + 1)),
        "name": url.copy_with(path="/uploads/" + "0" * 32),
        "nothing signed": url.copy_with(query=None),
        "another kind": httpx.URL(str(url).replace("/uploads/", "/downloads/")),
    }[change]
    if change == "another kind":
        response = httpx.get(changed)
        assert (response.status_code, response.json()["error_details"]["type"]) == (404, "NotFound")
    else:
        assert issues(send(ticket | {"url": str(changed)}, b"12345")) == [("url", refusals.BAD_SIGNATURE)]
    assert stored(folder) == []


def test_a_url_that_has_expired_takes_nothing(client: httpx.Client, clock: Clock, folder: Path) -> None:
    ticket = ask(client, 5)
    clock.now += 300
    assert issues(send(ticket, b"12345")) == [("url", refusals.EXPIRED)]
    assert stored(folder) == []


BOUNDARY = {"Content-Type": "multipart/form-data; boundary=b"}


@pytest.mark.parametrize(
    ("content", "headers", "field"),
    [
        (b"12345", {}, "body"),
        (b"12345", {"Content-Type": "multipart/form-data"}, "body"),
        (b"12345", {"Content-Type": f"multipart/form-data; boundary={'b' * 71}"}, "body"),
        (b"12345", BOUNDARY, "body"),
        (b"", BOUNDARY, "body"),
        (b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n12345', BOUNDARY, "body"),
        (b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\n12345\r\n--b--\r\n', BOUNDARY, "file"),
        (2 * b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n12345\r\n' + b"--b--\r\n", BOUNDARY, "file"),
        (b"--b\r\n\r\n12345\r\n--b--\r\n", BOUNDARY, "file"),
    ],
)
def test_what_is_no_form_with_one_file_is_refused(
    client: httpx.Client, folder: Path, content: bytes, headers: dict[str, str], field: str
) -> None:
    response = httpx.post(ask(client, 5)["url"], content=content, headers=headers)
    assert issues(response)[0][0] == field
    assert stored(folder) == []


def test_a_name_in_the_form_reaches_no_path(client: httpx.Client, folder: Path) -> None:
    ticket = ask(client, 5)
    files = {"file": ("../../../escaped", b"12345")}
    assert httpx.post(ticket["url"], files=files, data={"key": "/etc/escaped"}).status_code == 204
    assert [path.name for path in folder.glob("pysandbox-uploads-*/**/*")] == [ticket["upload_id"]]
    assert list(folder.parent.rglob("*escaped*")) == []


def big(name: str, size: int) -> OutputFile:
    return OutputFile(name, os.urandom(size))


@pytest.mark.parametrize("settings", [{"max_answer_bytes": 1_000_000}], indirect=True)
def test_only_what_does_not_fit_comes_back_by_url(client: httpx.Client, runner: FakeRunner, clock: Clock) -> None:
    files = (big("small.bin", 1000), big("large.png", EIGHT_MIB), big("fits.bin", 600_000), big("b.bin", 700_000))
    runner.behave = lambda _: replace(HELLO, output_files=files)
    response = client.post("/execute", json={"code": "", "return_files": ["*"]})
    ExecuteResponse.model_validate(response.json(), strict=True)
    assert len(response.content) <= 1_000_000
    returned = response.json()["execution_details"]["output_files"]
    assert {name: set(row) & {"content_base64", "download_url"} for name, row in returned.items()} == {
        "small.bin": {"content_base64"},
        "large.png": {"download_url"},
        "fits.bin": {"content_base64"},
        "b.bin": {"download_url"},
    }
    row = returned["large.png"]
    assert set(row) == {"download_url", "size_bytes", "media_type", "expires_at"}
    assert (row["size_bytes"], row["media_type"]) == (EIGHT_MIB, "image/png")
    for _ in range(2):  # a download may be repeated
        fetched = httpx.get(row["download_url"])
        assert fetched.content == files[1].content
    assert fetched.headers["Content-Type"] == "application/octet-stream"
    assert fetched.headers["Content-Disposition"] == "attachment"
    assert fetched.headers["Content-Security-Policy"].startswith("sandbox")
    assert fetched.headers["Access-Control-Allow-Origin"] == "*"
    tampered = httpx.get(row["download_url"] + "0")
    assert (tampered.status_code, tampered.json()["error_details"]["type"]) == (404, "NotFound")
    clock.now += 300
    gone = httpx.get(row["download_url"])
    ErrorResponse.model_validate(gone.json(), strict=True)
    assert (gone.status_code, gone.json()["error_details"]["type"]) == (404, "NotFound")


@pytest.mark.parametrize("settings", [{"max_answer_bytes": 2_000_000}], indirect=True)
def test_what_the_program_printed_counts_too(client: httpx.Client, runner: FakeRunner) -> None:
    file = big("a.bin", 900_000)
    for stdout, by_url in ((b"x" * 500_000, False), (b"\0" * 200_000, True), (b"\xff" * 250_000, True)):
        runner.behave = lambda _, stdout=stdout: replace(HELLO, stdout=stdout, output_files=(file,))  # type: ignore[misc]
        response = client.post("/execute", json={"code": ""})
        assert len(response.content) <= 2_000_000
        assert ("download_url" in response.json()["execution_details"]["output_files"]["a.bin"]) is by_url


@pytest.mark.parametrize("settings", [{"max_answer_bytes": 100_000, "max_upload_store_bytes": 4096 * 2}], indirect=True)
def test_a_result_that_cannot_be_kept_is_an_error_entry(client: httpx.Client, runner: FakeRunner) -> None:
    runner.behave = lambda _: replace(HELLO, output_files=(big("a.bin", 90_000), OutputFile("b", b"b")))
    details = client.post("/execute", json={"code": ""}).json()["execution_details"]
    assert set(details["output_files"]["a.bin"]) == {"error"}
    assert "content_base64" in details["output_files"]["b"]
    assert details["success"]


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
    with serving(create_app(settings, runner)) as url, httpx.Client(base_url=url) as client:
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
    with serving(create_app(settings, FakeRunner())) as url, httpx.Client(base_url=url) as client:
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
    with serving(create_app(settings, FakeRunner())) as url, httpx.Client(base_url=url) as client:
        assert ask(client, 1)["url"].startswith("https://sandbox.example/api/uploads/")
