"""What the runner function's host does with signed URLs: the right server alone, exact sizes, a bounded time."""

from __future__ import annotations

import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pysandbox.engine.files.held_file import HeldFile
from pysandbox.engine.models import InputFile, OutputFile, RunRequest, RunResult
from pysandbox.runners import events, transfer
from pysandbox.runners.lambda_host import LambdaHost
from pysandbox.runners.remote import RemoteFile, RemoteRunRequest, StoredFile, Transfer
from pysandbox.runners.transfer import TransferError, fetch_files, keep_large

from tests.api.service import HELLO, make_settings
from tests.stopwatch import stopwatch
from tests.uploads import certificates

HOST = "files.s3.test"


@contextmanager
def tls_server(certificate: Path, answer: Callable[[bytes], bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Answers one request of each connection with bytes; the port, and what came."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    came: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            plain.settimeout(20)
            try:
                with context.wrap_socket(plain, server_side=True) as connection:
                    request = _read(connection)
                    came.append(request)
                    connection.sendall(answer(request))
            except OSError:
                continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], came
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def _read(connection: ssl.SSLSocket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < lengths[0]:
        body += connection.recv(1 << 20)
    return head + b"\r\n\r\n" + body


def response(content: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode() + content


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate of the store's own name, from an authority that this process trusts."""
    authority, certificate = certificates.make(tmp_path / "good", HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    return certificate


def to(port: int, *addresses: str, places: int = 2) -> Transfer:
    forms = tuple({"key": f"results/run/{number}", "policy": "p"} for number in range(places))
    return Transfer(HOST, port, addresses or ("127.0.0.1",), "/", forms)


def asking(port: int, size: int, *addresses: str) -> RemoteRunRequest:
    files = (InputFile("inline", b"inline"), RemoteFile("far", b"", "/uploads/x?X-Amz-Signature=s", size))
    return RemoteRunRequest("", b"", files, (), to(port, *addresses))


def test_a_file_is_fetched_by_address_and_named_by_host(trusted: Path) -> None:
    content = os.urandom(3_000_000)
    with tls_server(trusted, lambda _: response(content)) as (port, came):
        files = fetch_files(asking(port, len(content)))
    assert files == (InputFile("inline", b"inline"), InputFile("far", content))
    assert [type(file) for file in files] == [InputFile, InputFile]
    assert came[0].startswith(b"GET /uploads/x?X-Amz-Signature=s HTTP/1.1\r\n")
    assert f"\r\nHost: {HOST}:{port}\r\n".encode() in came[0]


def test_an_address_that_is_dead_gives_way_to_the_next(trusted: Path) -> None:
    with tls_server(trusted, lambda _: response(b"abc")) as (port, _):
        assert fetch_files(asking(port, 3, "127.0.0.9", "127.0.0.1"))[1].content == b"abc"


@pytest.mark.parametrize("wrong", ["another name", "an authority that nobody trusts"])
def test_a_server_that_cannot_prove_its_name_is_told_nothing(tmp_path: Path, trusted: Path, wrong: str) -> None:
    if wrong == "another name":
        authority, certificate = certificates.make(tmp_path / "other", "evil.test")
        os.environ["SSL_CERT_FILE"] = str(authority)
    else:
        _, certificate = certificates.make(tmp_path / "other", HOST)
    with tls_server(certificate, lambda _: response(b"abc")) as (port, came):
        with pytest.raises(TransferError, match="SSLCertVerificationError"):
            fetch_files(asking(port, 3))
        large = replace(HELLO, output_files=(OutputFile("a", os.urandom(90_000)),))
        kept = keep_large(large, to(port), 50_000)
    assert kept.output_files == (OutputFile("a", error=transfer.NOT_STORED),)
    assert came == []


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (response(b"ab"), "another size"),
        (response(b"abcd"), "another size"),
        (response(b"abc")[:-1], "another size|IncompleteRead"),
        (response(b"abc", "403 Forbidden"), "status 403"),
        (response(b"abc", "302 Found\r\nLocation: http://169.254.169.254/"), "status 302"),
        (b"nonsense\r\n\r\n", "BadStatusLine"),
        (b"", "RemoteDisconnected"),
    ],
)
def test_only_the_announced_file_is_taken(trusted: Path, answer: bytes, message: str) -> None:
    with tls_server(trusted, lambda _: answer) as (port, _), pytest.raises(TransferError, match=message) as caught:
        fetch_files(asking(port, 3))
    assert "Signature" not in str(caught.value)


def test_a_store_that_says_nothing_is_given_up(trusted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "READ_TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TransferError, match="TimeoutError"):
        fetch_files(asking(silent.getsockname()[1], 3))


def test_all_files_together_take_a_bounded_time(trusted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "FETCH_WITHIN_S", 0.0)
    with tls_server(trusted, lambda _: response(b"abc")) as (port, came), pytest.raises(TransferError, match="Timeout"):
        fetch_files(asking(port, 3))
    assert came == []


def test_the_largest_results_are_kept_until_the_rest_fits(trusted: Path) -> None:
    files = (OutputFile("s", b"s"), OutputFile("m", b"m" * 30_000), OutputFile("l", b"\r\n--l" * 20_000))
    with tls_server(trusted, lambda _: response(b"", "204 No Content")) as (port, came):
        kept = keep_large(replace(HELLO, output_files=files), to(port), 60_000)
    assert kept.output_files == (files[0], files[1], StoredFile("l", key="results/run/0", size_bytes=100_000))
    head, _, body = came[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST / HTTP/1.1\r\n")
    assert b'name="key"\r\n\r\nresults/run/0\r\n' in body
    assert b"\r\n\r\n" + (files[2].content or b"") + b"\r\n--" in body


def held(folder: Path, name: str, size_bytes: int) -> HeldFile:
    path = folder / name
    path.write_bytes(b"0123456789abcdef" * (size_bytes // 16))
    return HeldFile(name, os.open(path, os.O_RDONLY), size_bytes)


def test_a_file_that_is_held_open_is_kept_piece_by_piece(
    trusted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeldFile, "content", property(lambda _: pytest.fail("it was read whole")))
    file = held(tmp_path, "large", 9 << 20)
    with tls_server(trusted, lambda _: response(b"", "204 No Content")) as (port, came):
        kept = keep_large(replace(HELLO, output_files=(file,)), to(port), 60_000)
    assert kept.output_files == (StoredFile("large", key="results/run/0", size_bytes=9 << 20),)
    assert b"\r\n\r\n" + b"0123456789abcdef" * ((9 << 20) // 16) + b"\r\n--" in came[0]
    file.close()


def test_all_that_is_kept_together_takes_a_bounded_time(
    trusted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "KEEP_WITHIN_S", 1.0)
    files = tuple(held(tmp_path, name, 1 << 20) for name in "abc")

    def late(_: bytes) -> bytes:
        time.sleep(1.5)
        return response(b"", "204 No Content")

    taken = stopwatch(os.getpid())
    with tls_server(trusted, late) as (port, _):
        kept = keep_large(replace(HELLO, output_files=files), to(port, places=3), 60_000)
        took = taken()
    assert [file.error for file in kept.output_files] == [transfer.NOT_STORED] * 3
    assert took < 4
    for file in files:
        file.close()


def test_what_has_no_place_left_is_an_error_entry(trusted: Path) -> None:
    files = tuple(OutputFile(name, os.urandom(50_000)) for name in "abc")
    with tls_server(trusted, lambda _: response(b"", "204 No Content")) as (port, _):
        kept = keep_large(replace(HELLO, output_files=files), to(port, places=1), 10_000)
    assert sorted(type(file).__name__ for file in kept.output_files) == ["OutputFile", "OutputFile", "StoredFile"]
    assert [file.error for file in kept.output_files if not isinstance(file, StoredFile)] == [transfer.NOT_STORED] * 2


def test_what_fits_opens_no_connection() -> None:
    result = replace(HELLO, output_files=(OutputFile("s", b"s"),))
    assert keep_large(result, to(1), 60_000) is result


class Listening:
    """A sandbox that notes what it is given."""

    healthy, layers = True, ()

    def __init__(self) -> None:
        self.requests: list[RunRequest] = []

    def run(self, request: RunRequest) -> RunResult:
        self.requests.append(request)
        return HELLO

    def close(self) -> None:
        """Nothing is open."""


def event_of(request: RunRequest) -> dict[str, Any]:
    """The event as it arrives: JSON knows no tuples."""
    event: dict[str, Any] = json.loads(json.dumps(events.encode_request(request)))
    return event


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[LambdaHost, Listening]:
    listening = Listening()
    monkeypatch.setattr("pysandbox.runners.lambda_host.Sandbox", lambda _: listening)
    return LambdaHost(make_settings(tmp_path), 5), listening


def test_the_sandbox_sees_no_url(trusted: Path, host: tuple[LambdaHost, Listening]) -> None:
    with tls_server(trusted, lambda _: response(b"abc")) as (port, _):
        answer = host[0].answer(event_of(asking(port, 3)))
    (seen,) = host[1].requests
    assert answer["result"]["exit_code"] == 0
    assert type(seen) is RunRequest
    assert seen.files == (InputFile("inline", b"inline"), InputFile("far", b"abc"))
    assert [type(file) for file in seen.files] == [InputFile, InputFile]


def test_what_cannot_be_fetched_does_not_run(trusted: Path, host: tuple[LambdaHost, Listening]) -> None:
    with tls_server(trusted, lambda _: response(b"", "404 Not Found")) as (port, _):
        answer = host[0].answer(event_of(asking(port, 3)))
    assert answer["error"]["kind"] == "transfer"
    assert "Signature" not in str(answer)
    assert host[1].requests == []


@pytest.mark.parametrize(
    "change",
    [
        {"transfer": None},
        {"transfer": {}},
        {"transfer": {"host": 1}},
        {"files": [{"name": "a", "path": 1, "size_bytes": 1}]},
        {"files": [{"name": "a", "path": "/", "size_bytes": "1"}]},
        {"files": [{"name": "a", "path": "/", "size_bytes": True}]},
    ],
)
def test_a_malformed_event_is_one(host: tuple[LambdaHost, Listening], change: dict[str, Any]) -> None:
    answer = host[0].answer(event_of(asking(1, 3)) | change)
    assert answer["error"]["kind"] == "event"
    assert host[1].requests == []


def test_a_file_to_fetch_needs_somewhere_to_fetch_it_from(host: tuple[LambdaHost, Listening]) -> None:
    event = event_of(asking(1, 3))
    del event["transfer"]
    assert host[0].answer(event)["error"]["kind"] == "event"
