"""The URLs that the store signs, on a server by other people that checks signatures and expiry: rclone's `serve s3`."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pysandbox.engine.models import OutputFile
from pysandbox.errors import UploadRefusedError
from pysandbox.policy import load_limits
from pysandbox.runners.remote import RemoteFile, RemoteRunRequest
from pysandbox.runners.transfer import TransferError, fetch_files
from pysandbox.uploads import Reference, refusals
from pysandbox.uploads.ledger import Entry, MemoryLedger
from pysandbox.uploads.s3 import S3UploadStore

from tests.processes import free_port
from tests.uploads import certificates

BUCKET, KEY, SECRET = "pysandbox-files", "ACCESSKEYID12345", "secretsecretsecret"
RCLONE = Path(sys.prefix) / "bin/rclone"


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fetch_for(request: RemoteRunRequest, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        fetch_files(request)


@pytest.fixture(scope="module")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Its address, and the authority of its certificate."""
    folder = tmp_path_factory.mktemp("rclone")
    authority, certificate = certificates.make(folder, "127.0.0.1")
    (folder / "data" / BUCKET).mkdir(parents=True)
    port = free_port()
    command = [
        *(str(RCLONE), "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}"),
        *("--cert", str(certificate), "--key", str(certificate), "--config", "/dev/null", str(folder / "data")),
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while not listens(port) and time.monotonic() < deadline:
            assert process.poll() is None, (folder / "log").read_text()
        yield f"https://127.0.0.1:{port}", authority
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def trust(rclone: tuple[str, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(rclone[1]))


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


def opened(rclone: tuple[str, Path], patch: pytest.MonkeyPatch, ledger: MemoryLedger, **options: int) -> S3UploadStore:
    environment = {
        "AWS_ENDPOINT_URL_S3": rclone[0],
        "AWS_CA_BUNDLE": str(rclone[1]),
        "SSL_CERT_FILE": str(rclone[1]),
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in environment.items():
        patch.setenv(name, value)
    return S3UploadStore(BUCKET, replace(load_limits(), **options), ledger, hand_over=True)


def test_a_result_is_fetched_by_its_url_and_by_no_other(
    rclone: tuple[str, Path], trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, ledger: MemoryLedger
) -> None:
    store, content = opened(rclone, monkeypatch, ledger), os.urandom(8 * 2**20)
    url = store.keep(OutputFile("out.bin", content), "application/octet-stream").url
    with httpx.Client(verify=trust) as client:
        assert client.get(url).content == content
        assert client.get(url[:-4] + "0000").status_code == 403
        assert client.get(url.replace("/0?", "/1?")).status_code == 403
        assert client.get(re.sub(r"X-Amz-Expires=\d+", "X-Amz-Expires=900", url)).status_code == 403
        assert client.get(url.partition("?")[0]).status_code >= 400
        brief = opened(rclone, monkeypatch, ledger, upload_expiry_s=1)
        url = brief.keep(OutputFile("out.bin", content), "application/octet-stream").url
        brief.close()
        deadline = time.monotonic() + 30
        while client.get(url).status_code == 200 and time.monotonic() < deadline:
            continue
        assert "AccessDenied" in client.get(url).text
    store.close()


def test_the_runner_fetches_an_upload_until_its_url_expires(
    rclone: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, ledger: MemoryLedger
) -> None:
    store, content = opened(rclone, monkeypatch, ledger), os.urandom(100_000)
    store.client.get().put_object(Bucket=BUCKET, Key="uploads/a", Body=content)
    ledger.open("a", Entry("me", len(content), int(time.time()) + 300))
    reference = Reference(0, "a", "a")
    assert store.check("me", reference).size_bytes == len(content)
    claim = store.take("me", [reference])
    (file,) = claim.files
    assert isinstance(file, RemoteFile)
    assert urlsplit(file.path).path == f"/{BUCKET}/uploads/a"
    request = store.hand_over(RemoteRunRequest("", b"", tuple(claim.files), ()))
    assert isinstance(request, RemoteRunRequest)
    assert fetch_files(request)[0].content == content
    other = replace(request, files=(replace(file, path=file.path.replace("uploads/a", "uploads/b")),))
    with pytest.raises(TransferError, match="status 403"):
        fetch_files(other)
    claim.release()
    monkeypatch.setattr("pysandbox.uploads.s3.TRANSFER_EXPIRY_S", 1)
    brief = replace(request, files=tuple(store.take("me", [reference]).files))
    with pytest.raises(TransferError, match="status 40"):
        fetch_for(brief, 30)
    claim.finish()
    ledger.open("a", Entry("me", len(content), int(time.time()) + 300))
    with pytest.raises(UploadRefusedError, match=refusals.NEVER_CAME):
        store.check("me", reference)
    store.close()
