"""Clients that are slow, on purpose or not, and bodies that are large: bounded in time and, all together, in memory."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.api.service import HELLO, FakeRunner

MEBIBYTE = 1024 * 1024
IMPATIENT = {"body_idle_timeout_s": 0.2, "body_timeout_s": 60.0}
SHORT = {"body_idle_timeout_s": 60.0, "body_timeout_s": 0.6}
LITTLE_ROOM = {"max_bytes_under_way": 30 * MEBIBYTE}
IMPATIENT_FOR_HEADS = {"head_timeout_s": 0.2}


@contextmanager
def connection(url: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=30) as made:
        yield made


def head(length: int) -> bytes:
    return b"POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % length


def answer(made: socket.socket) -> tuple[int, dict[str, Any]]:
    """The status and body of an answer after which the server closes."""
    data = b""
    while chunk := made.recv(65536):
        data += chunk
    top, _, body = data.partition(b"\r\n\r\n")
    return int(top.split()[1]), json.loads(body)


def is_too_slow(made: socket.socket) -> bool:
    status, body = answer(made)
    details = body["error_details"]
    return (status, details["type"], details["issues"][0]["field"]) == (400, "ValidationError", "body")


@pytest.mark.parametrize("settings", [IMPATIENT], indirect=True)
def test_a_body_that_stops_coming_is_refused_and_the_connection_closed(url: str, runner: FakeRunner) -> None:
    with connection(url) as made:
        made.sendall(head(1000) + b'{"code":')
        assert is_too_slow(made)
    assert not runner.requests


@pytest.mark.parametrize("settings", [SHORT], indirect=True)
def test_a_body_that_trickles_is_refused_when_its_time_is_up(url: str, runner: FakeRunner) -> None:
    pause = threading.Event()
    with connection(url) as made:
        made.sendall(head(100_000) + b'{"code": "')
        made.settimeout(0.05)
        for _ in range(150):  # 9 s and more: many times what its body may take
            try:
                assert made.recv(1, socket.MSG_PEEK)
                break
            except TimeoutError:
                made.sendall(b" ")
                pause.wait(0.01)
        else:
            pytest.fail("it may trickle on")
        made.settimeout(30)
        assert is_too_slow(made)
    assert not runner.requests


@pytest.mark.parametrize("settings", [IMPATIENT | SHORT], indirect=True)
def test_a_run_that_takes_longer_than_a_body_may_is_answered(client: httpx.Client, runner: FakeRunner) -> None:
    behave, pause = runner.behave, threading.Event()

    def slowly(request: Any) -> Any:
        pause.wait(1.0)
        return behave(request)

    runner.behave = slowly
    assert client.post("/execute", json={"code": "1"}).status_code == 200


def large(size: int) -> bytes:
    return b'{"code": "1", "stdin_data": "' + b"x" * (size - 31) + b'"}'


@pytest.mark.parametrize("settings", [LITTLE_ROOM], indirect=True)
def test_bodies_have_a_bound_in_memory_together(url: str, client: httpx.Client, runner: FakeRunner) -> None:
    body = large(20 * MEBIBYTE)
    with connection(url) as made:
        made.sendall(head(len(body)) + body[: 19 * MEBIBYTE])
        refused = None
        for _ in range(100):  # until what was sent has been read
            refused = client.post("/execute", content=large(16 * MEBIBYTE))
            if refused.status_code == 503:
                break
        assert refused is not None
        details = refused.json()["error_details"]
        assert (refused.status_code, details["type"]) == (503, "ServerBusy")
        assert details["message"].startswith("The service has as many bytes under way as it may.")
        assert int(refused.headers["Retry-After"]) >= 1
        charged = len(runner.requests)
        assert refused.json()["user_info"]["requests_today"] == charged
        assert client.post("/execute", json={"code": "1"}).status_code == 200  # a small one always has room
        made.sendall(body[19 * MEBIBYTE :])
        assert made.recv(65536).startswith(b"HTTP/1.1 200 ")
    assert client.post("/execute", content=large(16 * MEBIBYTE)).status_code == 200
    assert len(runner.requests) == charged + 3


@pytest.mark.parametrize("settings", [LITTLE_ROOM], indirect=True)
def test_a_body_that_says_nothing_of_its_size_is_bounded_too(url: str, client: httpx.Client) -> None:
    body = large(20 * MEBIBYTE)
    with connection(url) as made:
        made.sendall(head(len(body)) + body[: 19 * MEBIBYTE])
        for _ in range(100):
            try:
                refused = client.post("/validate", content=iter([large(16 * MEBIBYTE)]))
            except httpx.TransportError:
                break  # cut off while it was sending
            if refused.status_code == 503:
                break
        else:
            pytest.fail("it had room")
    assert client.get("/health").status_code == 200


@pytest.mark.parametrize("settings", [LITTLE_ROOM], indirect=True)
def test_clients_that_hang_up_half_way_hold_no_room(url: str, client: httpx.Client, runner: FakeRunner) -> None:
    body = large(20 * MEBIBYTE)
    for _ in range(6):
        with connection(url) as made:
            made.sendall(head(len(body)) + body[: 19 * MEBIBYTE])
    statuses = set[int]()
    for _ in range(100):  # the last of them may still be read
        statuses.add(client.post("/execute", content=body).status_code)
        if 200 in statuses:
            break
    assert 200 in statuses
    assert runner.active == 0


@pytest.mark.parametrize("sent", [b"", b"GET /health HTTP/1.1\r\n", b"GET /health HTTP/1.1\r\nHost: x\r\nX: "])
@pytest.mark.parametrize("settings", [IMPATIENT_FOR_HEADS], indirect=True)
def test_a_connection_without_a_whole_request_head_is_closed(url: str, sent: bytes) -> None:
    with connection(url) as made:
        made.sendall(sent)
        assert made.recv(65536) == b""


@pytest.mark.parametrize("settings", [IMPATIENT_FOR_HEADS], indirect=True)
def test_a_connection_that_asks_again_has_its_time_again(url: str) -> None:
    pause = threading.Event()
    with connection(url) as made:
        for _ in range(3):
            made.sendall(b"GET /limits HTTP/1.1\r\nHost: x\r\n")
            pause.wait(0.1)
            made.sendall(b"\r\n")
            with closing(http.client.HTTPResponse(made)) as response:
                response.begin()
                assert (response.status, len(response.read()) > 0) == (200, True)


def test_an_answer_that_nobody_takes_does_not_hold_its_slot(url: str, client: httpx.Client, runner: FakeRunner) -> None:
    """The connection itself is let go by the kernel (TCP_USER_TIMEOUT)."""
    runner.behave = lambda _: replace(HELLO, stdout=b"x" * MEBIBYTE, stderr=b"x" * MEBIBYTE)
    body = b'{"code": "1"}'
    with ExitStack() as opened:
        for number in range(1, 9):
            made = opened.enter_context(socket.socket())
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            made.connect(("127.0.0.1", int(url.rpartition(":")[2])))
            made.sendall(head(len(body)) + body)
            while len(runner.requests) < number or runner.active:
                client.get("/limits")
        assert client.post("/execute", json={"code": "1"}).status_code == 200
