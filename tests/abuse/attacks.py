"""What a caller can do to the service with HTTP alone: `python -m tests.abuse.attacks NAME PORT`, from 127.0.0.1.

Each goes on, in a process of its own, until its standard input ends.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

type Address = tuple[str, int]
type Attack = Callable[[Address, threading.Event], None]

CHUNKED = b"POST /validate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
MEBIBYTE = 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


def connect(service: Address, receive_bytes: int = 0) -> socket.socket:
    """A connection, with a small window where wanted."""
    made = socket.socket()
    if receive_bytes:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    made.settimeout(10)
    try:
        made.connect(service)
    except OSError:
        made.close()
        raise
    return made


def post(path: str, body: bytes) -> bytes:
    """A whole request."""
    return b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (path.encode(), len(body), body)


def endless(begin: bytes, piece: bytes) -> Attack:
    """Send `begin`, then `piece` for ever, on a new connection when the old one is ended."""

    def attack(service: Address, stop: threading.Event) -> None:
        while not stop.is_set():
            with suppress(OSError), connect(service) as made:
                made.sendall(begin)
                while not stop.is_set():
                    made.sendall(piece)

    return attack


def trickle_bodies(service: Address, stop: threading.Event) -> None:
    """1500 connections that each announce 20 MB and send a byte now and then."""
    with ExitStack() as opened:
        connections = []
        for _ in range(1500):
            with suppress(OSError):
                made = opened.enter_context(connect(service))
                made.sendall(b"POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n{")
                connections.append(made)
        while not stop.wait(0.5):
            for made in connections:
                with suppress(OSError):
                    made.send(b" ")


def hold_bodies(service: Address, stop: threading.Event) -> None:
    """Fifty bodies of 20 MB, each sent all but its last byte, and kept open."""
    almost = post("/execute", b" " * 20_000_000)[:-1]
    with ExitStack() as opened:
        while not stop.is_set():
            for _ in range(50):
                with suppress(OSError):
                    opened.enter_context(connect(service)).sendall(almost)
                if stop.is_set():
                    break
            stop.wait(1)


def wide_text(service: Address, stop: threading.Event) -> None:
    """Bodies that would be four times as large as text: one emoji in 20 MB."""
    body = b'{"code": "1", "stdin_data": "\xf0\x9f\x98\x80' + b"a" * 20_000_000 + b'"}'
    whole = post("/validate", body)
    while not stop.is_set():
        with suppress(OSError), connect(service) as made:
            made.sendall(whole)
            made.recv(65536)


def take_answers_slowly(service: Address, stop: threading.Event) -> None:
    """Answers with a file of 8 MiB each, of which a little is read now and then."""
    ask = post("/execute", json.dumps({"code": "x", "return_files": ["*"]}).encode())
    with ExitStack() as opened:
        readers: list[socket.socket] = []
        while not stop.wait(0.02):
            if len(readers) < 200:
                with suppress(OSError):
                    made = opened.enter_context(connect(service, 4096))
                    made.sendall(ask)
                    made.setblocking(False)
                    readers.append(made)
            for made in readers[::20]:
                with suppress(OSError):
                    made.recv(1024)


def ask_for_everything_at_once(service: Address, stop: threading.Event) -> None:
    """Many small requests in one piece, on twenty connections, no answer ever read."""
    many = b"GET /limits HTTP/1.1\r\nHost: x\r\n\r\n" * 2000
    with ExitStack() as opened:
        while not stop.is_set():
            for _ in range(20):
                with suppress(OSError):
                    made = opened.enter_context(connect(service, 4096))
                    made.settimeout(0.2)
                    made.sendall(many)


def validate_without_end(service: Address, stop: threading.Event) -> None:
    """The free route, from eight threads."""
    body = post("/validate", json.dumps({"code": "1", "stdin_data": "x" * 4_000_000}).encode())

    def ask() -> None:
        while not stop.is_set():
            with suppress(OSError), connect(service) as made:
                made.sendall(body)
                made.recv(65536)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ask_and_read_without_end(service: Address, stop: threading.Event) -> None:
    """Many small requests in one piece, on two hundred connections, every answer read."""
    many = b"GET /limits HTTP/1.1\r\nHost: x\r\n\r\n" * 50
    with ExitStack() as opened:
        connections: list[socket.socket] = []
        while not stop.is_set():
            if len(connections) < 200:
                with suppress(OSError):
                    connections.append(opened.enter_context(connect(service)))
            for made in connections:
                made.setblocking(False)
                with suppress(OSError):
                    made.send(many)
                with suppress(OSError):
                    made.recv(1 << 20)


def connect_without_end(service: Address, stop: threading.Event) -> None:
    """Connections, each with one request, as fast as they are made; two hundred of them are kept."""
    ask = b"GET /limits HTTP/1.1\r\nHost: x\r\n\r\n"
    kept: deque[socket.socket] = deque()
    while not stop.is_set():
        with suppress(OSError):
            kept.append(connect(service))
            kept[-1].sendall(ask)
        if len(kept) > 200:
            kept.popleft().close()
    for made in kept:
        made.close()


ATTACKS: dict[str, Attack] = {
    "a header that never ends": endless(b"GET / HTTP/1.1\r\nX: ", b"a" * 65536),
    "headers that never end": endless(b"GET / HTTP/1.1\r\n", b"X: y\r\n" * 10_000),
    "empty lines that never end": endless(b"", b"\r\n" * 30_000),
    "a trailer that never ends": endless(CHUNKED + b"0\r\nX: ", b"a" * 65536),
    "trailers that never end": endless(CHUNKED + b"0\r\n", b"X: y\r\n" * 10_000),
    "chunks of one byte": endless(CHUNKED, b"1\r\nx\r\n" * 10_000),
    "chunks with long extensions": endless(CHUNKED, b"1;" + b"a" * 4000 + b"\r\nx\r\n"),
    "bodies that trickle": trickle_bodies,
    "bodies that are held": hold_bodies,
    "wide text": wide_text,
    "answers that are taken slowly": take_answers_slowly,
    "pipelined requests": ask_for_everything_at_once,
    "pipelined requests, answers read": ask_and_read_without_end,
    "connections": connect_without_end,
    "a free route": validate_without_end,
}


@contextmanager
def under(name: str, service: Address) -> Iterator[None]:
    """Let an attack go on until the block ends."""
    command = [sys.executable, "-m", __name__, name, str(service[1])]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as attacker:
        assert attacker.stdin is not None
        assert attacker.stdout is not None
        try:
            assert attacker.stdout.readline() == b"begins\n"
            yield
        finally:
            attacker.stdin.close()
            attacker.wait(60)


def until(wanted: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether `wanted` came true in time."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not wanted():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.05)
    return True


def main(name: str, port: int) -> None:
    stop = threading.Event()
    attack = threading.Thread(target=ATTACKS[name], args=(("127.0.0.1", port), stop))
    attack.start()
    print("begins", flush=True)
    sys.stdin.read()
    stop.set()
    attack.join()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
