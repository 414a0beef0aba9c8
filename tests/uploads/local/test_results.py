"""What is too large for an answer comes back by URL."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from pysandbox.api.answers.schemas import ErrorResponse, ExecuteResponse
from pysandbox.engine.models import OutputFile

from tests.api.service import HELLO, FakeRunner
from tests.uploads.local.store import EIGHT_MIB, Clock, big


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
