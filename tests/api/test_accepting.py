"""Connections that come faster than they are served: an address has its share of them, and none is forgotten."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.api.http import server
from pysandbox.api.http.protocol import SandboxHttpProtocol

from tests.servers import served

from .service import FakeRunner, make_settings

SHARE = 10
ASK = b"GET /limits HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@contextmanager
def service(folder: Path) -> Iterator[tuple[str, int]]:
    """The address of a service that has room for `SHARE` connections of one address."""
    app = create_app(make_settings(folder, max_connections=SHARE * 4, caller_share=0.25), FakeRunner())
    with served(app, http=SandboxHttpProtocol, lifespan="on", ws="none", log_config=None) as url:
        yield "127.0.0.1", int(url.rpartition(":")[2])


def status_of(connection: socket.socket) -> int:
    """The status of the answer; 0 where the connection ended before one could be read."""
    try:
        answer = connection.recv(65536)
    except ConnectionResetError:
        return 0
    return int(answer.split()[1]) if answer else 0


def test_of_many_connections_at_once_those_beyond_the_share_are_turned_away(tmp_path: Path) -> None:
    with service(tmp_path) as address, ExitStack() as opened:
        made = [opened.enter_context(socket.create_connection(address, timeout=30)) for _ in range(SHARE * 20)]
        for connection in made:
            connection.sendall(ASK)
        statuses = [status_of(connection) for connection in made]
        assert set(statuses) <= {0, 200, 503}
        assert 200 in statuses
        transport = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(transport=transport, timeout=30) as other:
            assert other.get(f"http://{address[0]}:{address[1]}/health").status_code == 200


class Scarce(socket.socket):
    """A listening socket of a process that has no descriptor left, or a connection that is gone."""

    troubles: list[int]

    def accept(self) -> tuple[socket.socket, object]:
        if self.troubles:
            raise OSError(self.troubles.pop(), "made up")
        return super().accept()


@pytest.mark.parametrize("trouble", [errno.EMFILE, errno.ENOBUFS, errno.ECONNABORTED])
def test_a_connection_that_cannot_be_accepted_is_accepted_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: int
) -> None:
    def listen(address: tuple[str, int], **_: object) -> Scarce:
        made = Scarce(socket.AF_INET)
        made.troubles = [trouble] * 2
        made.bind(address)
        made.listen()
        return made

    monkeypatch.setattr(server, "RETRY_S", 0.05)
    monkeypatch.setattr(socket, "create_server", listen)
    with service(tmp_path) as address:
        assert httpx.get(f"http://{address[0]}:{address[1]}/health", timeout=30).status_code == 200
