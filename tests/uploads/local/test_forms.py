"""Asking for leave to send a file, and the form that brings it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from pysandbox.api.answers.schemas import ErrorResponse, UploadResponse
from pysandbox.uploads import refusals

from tests.uploads.client import ask, attached, issues, send
from tests.uploads.local.store import EIGHT_MIB, Clock, stored


def test_the_answer_says_where_and_until_when(client: httpx.Client) -> None:
    ticket = ask(client, 5)
    UploadResponse.model_validate(ticket, strict=True)
    assert ticket["url"].startswith(f"{client.base_url}/uploads/{ticket['upload_id']}?expires=1800000300&signature=")
    assert (ticket["max_bytes"], ticket["expires_at"]) == (5, "2027-01-15T08:05:00+00:00")


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
