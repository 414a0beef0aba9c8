"""A Redis server of Debian's on a free port, in memory alone; and a proxy that loses its answers."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.processes import free_port

READY_WITHIN_S = 30.0


@contextmanager
def redis_server() -> Iterator[int]:
    """Run one server. Yields its port.

    Raises:
        RuntimeError: it did not start.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        # It goes even when the tests are killed.
        process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *command], stdout=subprocess.DEVNULL)
        try:
            _wait_for(process, port)
            yield port
        finally:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as client:
            client.sendall(b"PING\r\n")
            if client.recv(100).startswith(b"+PONG"):
                return
    raise RuntimeError(f"redis-server did not start (status {process.poll()})")


@contextmanager
def losing_answers(port: int, marker: bytes, times: int) -> Iterator[int]:
    """A proxy to `port` that drops the connection instead of the answer to a message with `marker`, `times` times.

    Yields its own port. What was asked has been carried out all the same.
    """
    left = [times]

    def serve(client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            while data := client.recv(65536):
                server.sendall(data)
                answer = server.recv(65536)
                if marker in data and left[0] > 0:
                    left[0] -= 1
                    return
                client.sendall(answer)

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=serve, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept, args=(listener,), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
