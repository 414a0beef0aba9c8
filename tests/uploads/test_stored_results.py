"""What a runner may say of files that it has kept: one taken over must not have another run's files given out."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import Any

import pytest
from pysandbox.errors import RunnerUnavailableError, UploadRefusedError, UploadStoreError
from pysandbox.policy import load_limits
from pysandbox.runners import events
from pysandbox.runners.answer_schema import read_result
from pysandbox.runners.remote import RemoteRunRequest, StoredFile
from pysandbox.uploads import Reference, refusals
from pysandbox.uploads.ledger import MemoryLedger
from pysandbox.uploads.s3 import S3UploadStore

from tests.api.service import HELLO
from tests.uploads.s3_server import S3

KEYS = frozenset({"results/run/0", "results/run/1"})


def answer(*files: StoredFile) -> dict[str, Any]:
    return events.encode_result(replace(HELLO, output_files=files))


def test_a_place_of_this_run_is_believed_as_far_as_that() -> None:
    file = StoredFile("a", key="results/run/1", size_bytes=5)
    assert read_result(json.dumps(answer(file)).encode(), load_limits(), KEYS).output_files == (file,)


@pytest.mark.parametrize(
    "stored",
    [
        [{"key": "results/other/0", "size_bytes": 1}],
        [{"key": "uploads/x", "size_bytes": 1}],
        [{"key": "results/run/0", "size_bytes": 1}, {"key": "results/run/0", "size_bytes": 1}],
        [{"key": "results/run/0", "size_bytes": -1}],
        [{"key": "results/run/0", "size_bytes": 64 * 2**20 + 1}],
        [{"key": f"results/run/{number}", "size_bytes": 33 * 2**20} for number in range(2)],
        [{"key": "results/run/0", "size_bytes": "1"}],
        [{"key": "results/run/0", "size_bytes": 1, "url": "https://evil.test/"}],
        [{"key": None, "size_bytes": 1}],
    ],
)
def test_anything_else_is_no_answer(stored: list[dict[str, Any]]) -> None:
    body = answer()
    body["result"]["output_files"] = [{"name": f"{n}", "stored": row} for n, row in enumerate(stored)]
    with pytest.raises(RunnerUnavailableError):
        read_result(json.dumps(body).encode(), load_limits(), KEYS)


@pytest.mark.parametrize("row", [{}, {"content_base64": "", "stored": {"key": "results/run/0", "size_bytes": 0}}])
def test_a_file_is_one_thing(row: dict[str, Any]) -> None:
    body = answer()
    body["result"]["output_files"] = [{"name": "a", **row}]
    with pytest.raises(RunnerUnavailableError):
        read_result(json.dumps(body).encode(), load_limits(), KEYS)


def test_without_places_nothing_is_stored() -> None:
    file = StoredFile("a", key="results/run/1", size_bytes=5)
    with pytest.raises(RunnerUnavailableError):
        read_result(json.dumps(answer(file)).encode(), load_limits())


def test_a_file_is_given_out_only_when_it_is_there_with_that_size(s3: S3) -> None:
    store = S3UploadStore(s3.bucket, load_limits(), MemoryLedger(), hand_over=True)
    s3.client.put_object(Bucket=s3.bucket, Key="results/run/0", Body=b"12345")
    assert store.keep(StoredFile("a", key="results/run/0", size_bytes=5), "text/plain").size_bytes == 5
    for key, size in (("results/run/0", 4), ("results/run/1", 5)):
        with pytest.raises(UploadStoreError):
            store.keep(StoredFile("a", key=key, size_bytes=size), "text/plain")
    store.close()


@pytest.mark.parametrize("size", [0, 4, 6])
def test_an_upload_of_another_size_is_refused_before_the_runner_hears_of_it(s3: S3, size: int) -> None:
    store = S3UploadStore(s3.bucket, load_limits(), MemoryLedger(), hand_over=True)
    ticket = store.create("me", 5)
    s3.client.put_object(Bucket=s3.bucket, Key=f"uploads/{ticket.upload_id}", Body=b"x" * size)
    with pytest.raises(UploadRefusedError, match=refusals.wrong_size(size, 5)):
        store.check("me", Reference(0, "a", ticket.upload_id))
    store.close()


@pytest.mark.parametrize(
    ("patterns", "places"), [((), 0), (("a.png",), 1), (("a", "b"), 2), (("*.png",), 20), (("a", "[b]"), 20)]
)
def test_a_run_gets_as_many_places_as_it_may_return_files(s3: S3, patterns: tuple[str, ...], places: int) -> None:
    store = S3UploadStore(s3.bucket, load_limits(), MemoryLedger(), hand_over=True)
    plain = RemoteRunRequest("", b"", (), patterns)
    handed = store.hand_over(plain)
    assert isinstance(handed, RemoteRunRequest)
    forms = handed.transfer.places if handed.transfer else ()
    assert len({form["key"] for form in forms}) == places
    assert all(form["key"].startswith("results/") for form in forms)
    if handed.transfer:
        assert handed.transfer.addresses == ("127.0.0.1",)
        assert len(json.dumps(events.encode_request(handed))) < 64 * 1024
    store.close()


def test_a_name_that_does_not_resolve_stops_only_what_needs_it(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    store = S3UploadStore(s3.bucket, load_limits(), MemoryLedger(), hand_over=True)
    monkeypatch.setattr(store, "_host", "nowhere.invalid")
    results_alone = RemoteRunRequest("", b"", (), ("*",))
    assert store.hand_over(results_alone) is results_alone
    ticket = store.create("me", 5)
    s3.client.put_object(Bucket=s3.bucket, Key=f"uploads/{ticket.upload_id}", Body=os.urandom(5))
    claim = store.take("me", [Reference(0, "a", ticket.upload_id)])
    with pytest.raises(UploadStoreError):
        store.hand_over(replace(results_alone, files=tuple(claim.files)))
    claim.release()
    assert store.take("me", [Reference(0, "a", ticket.upload_id)]).files
    store.close()
