"""Bytes on the wire: where one request ends and the next begins, whoever sends them and however they come."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from pysandbox.api.requests.coding import FREE_BYTES, MAX_RATIO

from tests.api.service import FakeRunner

BODY = json.dumps({"code": "print(1)"}).encode()
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQBAAAAAAIAAAAA\r\n"
WEBSOCKET = b"Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n"
TLS = b"connection: upgrade\r\nupgrade: TLS/1.0\r\n"


def connect(url: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=30)


def everything(made: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    data = b""
    while chunk := made.recv(65536):
        data += chunk
    return data


def talk(url: str, *pieces: bytes) -> bytes:
    """What is answered to `pieces`, each sent when nothing more is to be expected of the one before."""
    with closing(connect(url)) as made:
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            made.sendall(piece)
        made.shutdown(socket.SHUT_WR)
        return everything(made)


def head(fields: bytes, length: int = len(BODY), path: bytes = b"/execute") -> bytes:
    return b"POST %b HTTP/1.1\r\nHost: x\r\n%bContent-Length: %d\r\n\r\n" % (path, fields, length)


@pytest.mark.parametrize("offer", [H2C, WEBSOCKET, TLS], ids=["h2c", "websocket", "TLS"])
@pytest.mark.parametrize("apart", [False, True], ids=["at once", "apart"])
def test_a_request_that_offers_an_upgrade_is_answered_body_and_all(
    url: str, runner: FakeRunner, offer: bytes, apart: bool
) -> None:
    with closing(connect(url)) as made:
        made.sendall(head(offer) if apart else head(offer) + BODY)
        if apart:
            made.settimeout(0.3)
            with pytest.raises(TimeoutError):
                made.recv(1)  # it waits for the body
            made.settimeout(30)
            made.sendall(BODY)
        made.sendall(head(b"Connection: close\r\n") + BODY)  # and the connection goes on
        answer = everything(made)
    assert answer.count(b"HTTP/1.1 200 ") == answer.count(b"HTTP/1.1 ") == 2
    assert [request.code for request in runner.requests] == ["print(1)"] * 2


def test_a_body_is_never_read_as_the_next_request(url: str, runner: FakeRunner) -> None:
    hidden = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
    for offer in (b"", H2C, WEBSOCKET, TLS):
        for path in (b"/execute", b"/nothing", b"/limits"):
            for pieces in (
                (head(offer, len(hidden), path) + hidden,),
                (head(offer, len(hidden), path), hidden),
                (head(offer + b"Expect: 100-continue\r\n", len(hidden), path), hidden),
            ):
                answer = talk(url, *pieces)
                answers = answer.count(b"HTTP/1.1 ") - answer.count(b"HTTP/1.1 100 ")
                assert answers == 1, (offer, path, answer)
                assert b"/hidden" not in answer
    assert not runner.requests


SMUGGLED = {
    "two lengths": b"Content-Length: 6\r\nContent-Length: 5\r\n\r\n",
    "length, then chunked": b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n",
    "chunked, then length": b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n",
    "chunked, folded": b"Content-Length: 6\r\nTransfer-Encoding:\r\n chunked\r\n\r\n",
    "chunked after a bare LF": b"Content-Length: 6\r\nX: y\nTransfer-Encoding: chunked\r\n\r\n",
    "chunked with a space": b"Content-Length: 6\r\nTransfer-Encoding : chunked\r\n\r\n",
    "another coding": b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    "chunked twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
}


@pytest.mark.parametrize("fields", SMUGGLED.values(), ids=list(SMUGGLED))
def test_what_could_be_read_in_two_ways_ends_the_connection(url: str, runner: FakeRunner, fields: bytes) -> None:
    hidden = b"0\r\n\r\nPOST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
    answer = talk(url, b"POST /execute HTTP/1.1\r\nHost: x\r\n" + fields + hidden)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in answer
    assert not runner.requests


def test_pipelined_requests_are_answered_in_their_order(url: str) -> None:
    paths = [b"/limits", b"/nothing", b"/health", b"/openapi.json", b"/nothing"]
    request = b"".join(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in paths)
    answer = talk(url, request + head(b"Connection: close\r\n") + BODY)
    statuses = [int(line[:3]) for line in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [200, 404, 200, 200, 404, 200]


def test_http_1_0_is_answered_once(url: str) -> None:
    request = b"POST /execute HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
    answer = talk(url, request + request)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"transfer-encoding" not in answer


def test_a_client_that_asks_first_is_told_to_go_on_or_not(url: str) -> None:
    ask = b"Expect: 100-continue\r\nConnection: close\r\n"
    with closing(connect(url)) as made:
        made.sendall(head(ask))
        assert made.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        made.sendall(BODY)
        assert everything(made).startswith(b"HTTP/1.1 200 ")
    with closing(connect(url)) as made:
        made.sendall(head(b"Expect: 100-continue\r\n", path=b"/nothing"))
        answer = everything(made)  # and it is closed, for the body may come or not
        assert answer.startswith(b"HTTP/1.1 404 ")
        assert b"connection: close" in answer


def test_an_answer_comes_before_the_body_where_nothing_has_to_wait_for_it(url: str) -> None:
    with closing(connect(url)) as made:
        made.sendall(head(b"", 25 * 1024 * 1024))
        assert made.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_javas_own_client_is_answered(url: str, runner: FakeRunner) -> None:
    source = Path(__file__).with_name("UpgradeClient.java")
    done = subprocess.run(["java", str(source), url], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.splitlines() == [f"200 HTTP_1_1 {size}" for size in (0, 10, 100_000, 3_000_000)], done.stderr
    assert [len(request.stdin) for request in runner.requests] == [0, 10, 100_000, 3_000_000]


@pytest.mark.parametrize("size", [0, 100_000, 5_000_000])
def test_curl_that_offers_http_2_is_answered(url: str, runner: FakeRunner, tmp_path: Path, size: int) -> None:
    body = tmp_path / "body"
    body.write_text(json.dumps({"code": "1", "stdin_data": "x" * size}))
    command = ["curl", "-sS", "--http2", "--data-binary", f"@{body}", "-o", os.devnull, "-w", "%{http_code}"]
    done = subprocess.run([*command, f"{url}/execute"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "200"
    assert len(runner.requests[-1].stdin) == size


def test_plain_options_says_what_a_path_answers(client: httpx.Client) -> None:
    for path, allow in (("/execute", "OPTIONS, POST"), ("/limits", "GET, HEAD, OPTIONS")):
        response = client.options(path)
        assert (response.status_code, response.headers["Allow"], response.content) == (204, allow, b"")
    assert client.options("/nothing").status_code == 404


def test_a_compressed_body_is_taken(client: httpx.Client, runner: FakeRunner) -> None:
    text = json.dumps({"code": "1", "stdin_data": "x" * 500_000}).encode()
    for coding, body in (
        ("gzip", gzip.compress(text)),
        ("x-gzip", gzip.compress(text)),
        ("GZIP", gzip.compress(text[:99]) + gzip.compress(text[99:])),
        ("identity", text),
    ):
        response = client.post("/execute", content=body, headers={"Content-Encoding": coding})
        assert response.status_code == 200, response.text
        assert len(runner.requests[-1].stdin) == 500_000


@pytest.mark.parametrize(
    ("coding", "body", "words"),
    [
        ("gzip", b"{}", "is not valid gzip"),
        ("gzip", gzip.compress(BODY)[:-9], "is cut short"),
        ("gzip", gzip.compress(BODY) + b"garbage", "is not valid gzip"),
        ("gzip", gzip.compress(b" " * (FREE_BYTES + MAX_RATIO * 50_000)), f"more than {MAX_RATIO} times"),
        ("br", BODY, "or with gzip"),
        ("gzip, gzip", gzip.compress(gzip.compress(BODY)), "or with gzip"),
    ],
    ids=["not gzip", "cut short", "more after it", "expands too much", "another coding", "two codings"],
)
def test_a_compressed_body_that_cannot_be_taken_is_refused_with_words(
    client: httpx.Client, coding: str, body: bytes, words: str
) -> None:
    response = client.post("/validate", content=body, headers={"Content-Encoding": coding})
    details = response.json()["error_details"]
    assert (response.status_code, details["type"], details["issues"][0]["field"]) == (400, "ValidationError", "body")
    assert words in details["message"]


def test_a_compressed_body_has_the_limit_of_any(client: httpx.Client) -> None:
    body = gzip.compress(os.urandom(300_000).hex().encode() * 50)
    assert client.post("/validate", content=body, headers={"Content-Encoding": "gzip"}).status_code == 413
