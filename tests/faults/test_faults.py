"""What breaks while the service is under load: every request is answered, nothing runs unseen, and all comes back."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest
from pysandbox.engine.stock import Stock

from tests.faults.service import Load, Running, real_service
from tests.processes import free_port, service_process
from tests.support import wait_until

SLEEP = "import time\ntime.sleep(0.2)\nprint('done')"


@pytest.fixture
def service() -> Iterator[Running]:
    with real_service() as running:
        yield running


def test_a_zygote_that_is_killed_costs_no_request_its_answer(service: Running) -> None:
    killed = []
    with Load(service.url, SLEEP).going() as load:
        for _ in range(4):
            load.wait_for(12)
            pid = service.sandbox.zygote_pids[Stock.LEAN]
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
            wait_until(lambda: service.sandbox.zygote_pids[Stock.LEAN] not in (None, killed[-1]))
        load.wait_for(4)
    assert len(set(killed)) == 4
    # A run that its zygote took with it is not run again: its caller is told.
    assert load.kinds() <= {"success", "ServiceUnavailable"}
    assert sum(status == 200 for status, _ in load.answers) >= 16
    for status, body in load.answers:
        if status == 200:
            details = body["execution_details"]
            assert isinstance(details, dict)
            assert details["stdout"] == "done\n"
    assert httpx.get(f"{service.url}/health").json()["status"] == "ok"


def test_clients_that_hang_up_while_their_program_runs_hold_its_slot_no_longer(service: Running) -> None:
    body = json.dumps({"code": SLEEP}).encode()
    head = b"POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    port = int(service.url.rpartition(":")[2])
    for _ in range(3):
        opened = [socket.create_connection(("127.0.0.1", port)) for _ in range(5)]
        for connection in opened:
            connection.sendall(head + body)
        wait_until(lambda: service.runner.active == 5)
        for connection in opened:
            connection.close()
        wait_until(lambda: service.runner.active == 0)
    assert httpx.post(f"{service.url}/execute", json={"code": "print(1)"}, timeout=30).status_code == 200


def test_a_client_that_reads_slowly_is_answered_whole_and_holds_no_slot(service: Running) -> None:
    body = json.dumps({"code": "print('x' * 1_000_000)"}).encode()
    head = b"POST /execute HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", int(service.url.rpartition(":")[2])))
        slow.sendall(head + body)
        answer = slow.recv(100)
        assert service.runner.active == 0
        with Load(service.url, "print(1)", clients=5).going() as load:
            load.wait_for(10)
        assert load.kinds() == {"success"}
        while chunk := slow.recv(65536):
            answer += chunk
    assert b"x" * 1_000_000 in answer


@pytest.fixture
def quota(tmp_path: Path) -> Iterator[tuple[Running, Path]]:
    """A service whose quota is in a file, and the file."""
    path = tmp_path / "quota.sqlite"
    variables = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "1000000"}
    with real_service(SANDBOX_RATE_LIMIT_STORE=f"sqlite:///{path}", **variables) as running:
        yield running, path


def test_a_locked_quota_file_stops_every_run_and_no_longer_than_the_lock(quota: tuple[Running, Path]) -> None:
    service, path = quota
    with Load(service.url, "print(1)").going() as load:
        load.wait_for(5)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            load.wait_for(5)  # those that were already past the quota
            locked_from = len(load.answers)
            load.wait_for(6)
            locked_to = len(load.answers)
            assert service.runner.active <= 4
        load.wait_for(8)
        free_from = len(load.answers)
        load.wait_for(8)
    assert {status for status, _ in load.answers[locked_from:locked_to]} == {503}
    assert load.kinds() == {"success", "ServiceUnavailable"}
    assert load.kinds(free_from) == {"success"}


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_quota_file_that_is_gone_or_broken_stops_every_run_until_it_is_put_right(
    quota: tuple[Running, Path], how: str
) -> None:
    service, path = quota
    with Load(service.url, "print(1)").going() as load:
        load.wait_for(5)
        if how == "replaced":
            # As docs/decisions/0005 allows: nothing is written into what the service has mapped, which would be SIGBUS.
            garbage = path.with_name("garbage")
            garbage.write_bytes(b"garbage " * 2000)
            for name in path.parent.glob("quota.sqlite-*"):
                name.unlink()  # or what was broken would be mended from the journal
            garbage.replace(path)
            broken = time.monotonic()
            load.wait_for(14)
            assert load.kinds_begun_after(broken) == {"ServiceUnavailable"}
        for name in path.parent.glob("quota.sqlite*"):
            name.unlink()
        load.wait_for(10)  # one attempt may find it gone; the next makes it anew
        healed_from = len(load.answers)
        load.wait_for(8)
    assert load.kinds(healed_from) == {"success"}
    assert load.kinds() <= {"success", "ServiceUnavailable"}


def test_a_stop_under_load_answers_what_runs_refuses_what_comes_and_leaves_nothing(tmp_path: Path) -> None:
    port = free_port()
    tmp_path.chmod(0o711)
    environ = {
        "PORT": str(port), "TMPDIR": str(tmp_path), "SANDBOX_RUN_DIRECTORY": str(tmp_path),
        "SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "0", "SANDBOX_TIMEOUT_SECONDS": "5",
        "SANDBOX_LOG_LEVEL": "ERROR", "SANDBOX_BODY_IDLE_TIMEOUT_SECONDS": "3",
    }  # fmt: skip
    with service_process(environ, stderr=subprocess.DEVNULL) as started:
        wait_until(lambda: _health(port) is not None)
        body = json.dumps({"code": "import time\ntime.sleep(2)\nprint('done')"}).encode()
        head = b"POST /execute HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
        running = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(5)]
        for connection in running:
            connection.sendall(head + body)
        wait_until(lambda: (_health(port) or {}).get("active_executions") == 5)
        slow = socket.create_connection(("127.0.0.1", port), timeout=30)
        slow.sendall(head + body[:5])  # a body that never comes must not hold up the end
        below = psutil.Process(started.pid).children(recursive=True)
        started.send_signal(signal.SIGTERM)
        wait_until(lambda: _health(port) is None)
        with pytest.raises(ConnectionError):
            socket.create_connection(("127.0.0.1", port), timeout=30)
        for connection in running:
            with connection:
                answer = b""
                while chunk := connection.recv(65536):
                    answer += chunk
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert b'"stdout":"done\\n"' in answer
        assert started.wait(20) == 0  # the time limit, and what uvicorn has on top of it
        slow.close()
    assert not [child for child in below if child.is_running()]
    assert list(tmp_path.iterdir()) == []


def _health(port: int) -> dict[str, object] | None:
    try:
        answer: dict[str, object] = httpx.get(f"http://127.0.0.1:{port}/health").json()
    except httpx.TransportError:
        return None
    return answer
