"""What the folder of this machine does by itself, without HTTP."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from pysandbox.engine.models import OutputFile
from pysandbox.errors import ConfigurationError, UploadRefusedError, UploadStoreError
from pysandbox.policy import load_limits
from pysandbox.settings import Worker
from pysandbox.uploads import Reference, Ticket, refusals
from pysandbox.uploads.local import LocalUploadStore
from pysandbox.uploads.none import NoUploads
from pysandbox.uploads.open import open_upload_store

from tests.api.service import make_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def sent(store: LocalUploadStore, ticket: Ticket, content: bytes) -> None:
    query = dict(part.split("=") for part in ticket.url.partition("?")[2].split("&"))
    store.begin(ticket.upload_id, query["expires"], query["signature"])
    store.receive(ticket.upload_id, query["expires"], query["signature"], content)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("pysandbox-uploads-*/*") if path.is_file()]


def test_nobody_else_on_the_machine_reads_the_folder(folder: Path) -> None:
    store = LocalUploadStore(load_limits())
    (own,) = folder.glob("pysandbox-uploads-*")
    assert own.stat().st_mode & 0o777 == 0o700
    store.close()


def test_what_expires_is_swept_without_any_further_call(folder: Path) -> None:
    store = LocalUploadStore(replace(load_limits(), upload_expiry_s=1))
    sent(store, store.create("me", 3), b"abc")
    store.keep(OutputFile("out", b"result"), "text/plain")
    assert len(files(folder)) == 2
    deadline = time.monotonic() + 30
    while files(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert files(folder) == []
    store.close()


def test_what_a_run_has_taken_outlives_its_expiry_until_the_run_ends(folder: Path) -> None:
    now = [1000.0]
    store = LocalUploadStore(load_limits(), lambda: now[0])
    ticket = store.create("me", 3)
    sent(store, ticket, b"abc")
    reference = Reference(0, "a", ticket.upload_id)
    claim = store.take("me", [reference])
    now[0] += 10_000
    store.create("me", 3)
    claim.release()
    with pytest.raises(UploadRefusedError, match=refusals.EXPIRED):
        store.take("me", [reference])
    store.create("me", 3)
    assert files(folder) == []
    store.close()


def test_of_two_uploads_none_is_taken_when_one_cannot_be() -> None:
    store = LocalUploadStore(load_limits())
    ticket = store.create("me", 3)
    sent(store, ticket, b"abc")
    mine = Reference(0, "a", ticket.upload_id)
    with pytest.raises(UploadRefusedError) as caught:
        store.take("me", [mine, Reference(1, "b", store.create("me", 1).upload_id)])
    assert (caught.value.index, str(caught.value)) == (1, refusals.NEVER_CAME)
    assert store.take("me", [mine]).files[0].content == b"abc"
    store.close()


def test_what_one_run_holds_no_other_takes() -> None:
    store = LocalUploadStore(load_limits())
    ticket = store.create("me", 3)
    sent(store, ticket, b"abc")
    reference = Reference(0, "a", ticket.upload_id)
    claim = store.take("me", [reference])
    for call in (lambda: store.take("me", [reference]), lambda: store.check("me", reference)):
        with pytest.raises(UploadRefusedError, match=refusals.USED):
            call()
    claim.release()
    store.take("me", [reference]).finish()
    with pytest.raises(UploadRefusedError, match=refusals.USED):
        store.take("me", [reference])
    store.close()


def test_a_result_is_no_upload() -> None:
    store = LocalUploadStore(load_limits())
    kept = store.keep(OutputFile("out", b"result"), "text/plain")
    name = kept.url.split("/")[2].partition("?")[0]
    for caller in ("", "me"):
        with pytest.raises(UploadRefusedError, match=refusals.UNKNOWN):
            store.check(caller, Reference(0, "a", name))
    store.close()


def test_a_folder_that_is_gone_is_said_and_nothing_is_used_up(folder: Path) -> None:
    store = LocalUploadStore(load_limits())
    ticket = store.create("me", 3)
    sent(store, ticket, b"abc")
    (own,) = folder.glob("pysandbox-uploads-*")
    own.rename(folder / "away")
    reference = Reference(0, "a", ticket.upload_id)
    for call in (
        lambda: store.take("me", [reference]),
        lambda: sent(store, store.create("me", 1), b"x"),
        lambda: store.keep(OutputFile("out", b"x"), "text/plain"),
    ):
        with pytest.raises(UploadStoreError):
            call()
    (folder / "away").rename(own)
    assert store.take("me", [reference]).files[0].content == b"abc"
    store.close()
    with pytest.raises(UploadStoreError):
        store.create("me", 1)


def test_the_setting_chooses(tmp_path: Path) -> None:
    def opened(**environ: str) -> object:
        store = open_upload_store(make_settings(tmp_path, environ))
        store.close()
        return type(store)

    assert opened() is LocalUploadStore
    assert opened(SANDBOX_UPLOAD_STORE="none") is NoUploads
    assert opened(AWS_LAMBDA_FUNCTION_NAME="api") is NoUploads
    for wrong in ("s3://", "file:///tmp", "local"):
        with pytest.raises(ConfigurationError, match="SANDBOX_UPLOAD_STORE"):
            opened(SANDBOX_UPLOAD_STORE=wrong)


def test_a_bucket_for_several_workers_needs_a_ledger_that_they_share(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, {"SANDBOX_UPLOAD_STORE": "s3://bucket"})
    with pytest.raises(ConfigurationError, match=r"SANDBOX_WORKERS.*dynamodb"):
        open_upload_store(replace(settings, worker=Worker(0, tmp_path, b"key")))


def test_two_workers_share_files_and_what_is_known_of_them(tmp_path: Path) -> None:
    first, second = (LocalUploadStore(load_limits(), worker=Worker(number, tmp_path, b"key")) for number in range(2))
    ticket = first.create("me", 3)
    sent(second, ticket, b"abc")
    reference = Reference(0, "a", ticket.upload_id)
    claim = second.take("me", [reference])
    with pytest.raises(UploadRefusedError, match=refusals.USED):
        first.take("me", [reference])
    again = LocalUploadStore(load_limits(), worker=Worker(1, tmp_path, b"key"))  # the second has died, and is followed
    assert first.take("me", [reference]).files == claim.files
    for store in (first, second, again):
        store.close()


@pytest.mark.parametrize("wrong", ["sandbox.example", "ftp://x", "https://", 'https://x"', "https://x/?a"])
def test_a_public_address_is_an_address(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="SANDBOX_PUBLIC_URL"):
        make_settings(tmp_path, {"SANDBOX_PUBLIC_URL": wrong})
