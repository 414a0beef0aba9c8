"""Several workers are one service: one budget of places, one quota, one shelf of answers, one store of uploads."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest

from tests.support import wait_until
from tests.workers.service import Service, process, serving

pytestmark = pytest.mark.timeout(300)

PLACES = 4
OFF = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "0"}
UNCOUNTED = {**OFF, "SANDBOX_MAX_CONCURRENCY": str(PLACES), "SANDBOX_TIMEOUT_SECONDS": "60"}
SLEEP = {"code": "import time\ntime.sleep(60)", "timeout_seconds": 20}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """Three workers with four places, and no quota."""
    with serving(SANDBOX_WORKERS="3", **UNCOUNTED) as running:
        yield running


def execute(client: httpx.Client, code: str, **more: object) -> httpx.Response:
    return client.post("/execute", json={"code": code, **more})


def active(client: httpx.Client) -> int:
    return int(client.get("/health").json()["active_executions"])


def test_all_workers_together_have_the_places_of_one_service(service: Service) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(PLACES) as threads:
        clients = [stack.enter_context(service.client_of(worker)) for worker in service.workers]
        busy = [stack.enter_context(service.client_of(service.workers[number % 3])) for number in range(PLACES)]
        code = "import time\ntime.sleep(3)\nprint('slept')"
        running = [threads.submit(execute, client, code) for client in busy]
        wait_until(lambda: active(clients[0]) == PLACES)
        assert [active(client) for client in clients] == [PLACES] * 3
        for client in clients:
            refused = execute(client, "print(1)")
            assert (refused.status_code, refused.json()["error_details"]["type"]) == (503, "ServerBusy")
        assert [future.result().json()["execution_details"]["stdout"] for future in running] == ["slept\n"] * PLACES
        assert [active(client) for client in clients] == [0] * 3
        for client in clients:
            assert execute(client, "print(1)").status_code == 200


def test_under_load_every_request_runs_or_is_told_that_all_places_are_taken(service: Service) -> None:
    def ask(_: int) -> tuple[int, float, float]:
        with httpx.Client(base_url=service.url, timeout=60) as client:
            started = time.monotonic()
            status = execute(client, "import time\ntime.sleep(0.2)").status_code
            return status, started, time.monotonic()

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(ask, range(96)))
    counted = Counter(status for status, _, _ in answers)
    assert set(counted) == {200, 503}
    # Four places, a fifth of a second each: no more can have run in the time that it took.
    whole = max(end for *_, end in answers) - min(start for _, start, _ in answers)
    assert counted[200] <= PLACES * (whole / 0.2)
    with httpx.Client(base_url=service.url) as client:
        assert active(client) == 0


def test_a_worker_that_is_killed_is_followed_by_another_and_its_place_is_free(service: Service) -> None:
    victim, *others = service.workers
    counted = service.figures.get("sandbox_requests_totalran", 0)  # there with the first that ran
    engine = psutil.Process(victim).children(recursive=True)
    assert engine
    with service.client_of(others[0]) as watching, ThreadPoolExecutor(1) as threads:
        with service.client_of(victim) as client:
            assert execute(client, "print(1)").status_code == 200
            lost: Future[httpx.Response] = threads.submit(client.post, "/execute", json=SLEEP)
            wait_until(lambda: active(watching) == 1)
            os.kill(victim, signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                lost.result()
        wait_until(lambda: active(watching) == 0)
        assert execute(watching, "print(1)").status_code == 200
    wait_until(lambda: len(service.workers) == 3 and victim not in service.workers)
    wait_until(lambda: service.figures["sandbox_workers"] == 3)
    wait_until(lambda: not [child for child in engine if child.is_running()])
    (new,) = set(service.workers) - set(others)
    with service.client_of(new) as client:
        assert execute(client, "print(2)").json()["execution_details"]["stdout"] == "2\n"
    assert any("ended with status -9" in event for event in service.said("worker"))
    assert service.figures["sandbox_requests_totalran"] >= counted + 3


def test_an_upload_that_one_worker_takes_another_runs_once(service: Service) -> None:
    with ExitStack() as stack:
        first, second, third = (stack.enter_context(service.client_of(worker)) for worker in service.workers)
        ticket = first.post("/uploads", json={"filename": "a.txt", "size_bytes": 5}).json()
        assert second.post(ticket["url"], files={"file": b"hello"}).status_code == 204
        attachments = [{"filename": "a.txt", "upload_id": ticket["upload_id"]}]
        code = "print(open('a.txt').read())"
        assert execute(third, code, attachments=attachments).json()["execution_details"]["stdout"] == "hello\n"
        assert execute(first, code, attachments=attachments).status_code == 400


def test_an_upload_that_a_killed_worker_had_taken_can_be_used_again(service: Service) -> None:
    victim, other, _ = service.workers
    with service.client_of(other) as watching, ThreadPoolExecutor(1) as threads:
        ticket = watching.post("/uploads", json={"filename": "a.txt", "size_bytes": 5}).json()
        watching.post(ticket["url"], files={"file": b"hello"})
        attachments = [{"filename": "a.txt", "upload_id": ticket["upload_id"]}]
        with service.client_of(victim) as client:
            lost = threads.submit(client.post, "/execute", json={**SLEEP, "attachments": attachments})
            wait_until(lambda: active(watching) == 1)
            assert execute(watching, "", attachments=attachments).status_code == 400
            os.kill(victim, signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                lost.result()
        wait_until(lambda: victim not in service.workers and service.figures["sandbox_workers"] == 3)
        code = "print(open('a.txt').read())"
        assert execute(watching, code, attachments=attachments).json()["execution_details"]["stdout"] == "hello\n"


def test_a_retry_that_comes_to_another_worker_gets_the_same_answer(service: Service) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(service.client_of(worker)) for worker in service.workers]
        headers = {"Idempotency-Key": f"key-{time.time_ns()}"}
        body = {"code": "import random\nprint(random.random())"}
        answers = [client.post("/execute", json=body, headers=headers) for client in clients]
        assert len({answer.content for answer in answers}) == 1
        assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true"]


def test_a_caller_has_one_name_in_the_log_whoever_answers(service: Service) -> None:
    with ExitStack() as stack:
        for worker in service.workers:
            stack.enter_context(service.client_of(worker))
    assert len({line["caller"] for line in list(service.log) if line["event"] == "request"}) == 1


def test_a_quota_is_exact_across_workers_and_these_stop_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    quota = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "20", "SANDBOX_MAX_CONCURRENCY": "8"}
    # Whoever is killed leaves its folder.
    with serving(**quota, TMPDIR=str(tmp_path)) as service:

        def ask(_: int) -> int:
            with httpx.Client(base_url=service.url, timeout=60) as client:
                while (status := execute(client, "print(1)").status_code) == 503:
                    pass
                return status

        with ThreadPoolExecutor(8) as threads:
            assert Counter(threads.map(ask, range(40))) == {200: 20, 429: 20}
        assert service.figures["sandbox_quota_refusals_totalday"] == 20
        processes = psutil.Process(service.process.pid).children(recursive=True)
        assert set(service.workers) <= {child.pid for child in processes}
        service.process.kill()
        wait_until(lambda: not [child for child in processes if child.is_running()])


def test_a_stop_answers_the_running_requests_of_every_worker() -> None:
    with serving(**UNCOUNTED) as service, ExitStack() as stack, ThreadPoolExecutor(2) as threads:
        clients = [stack.enter_context(service.client_of(worker)) for worker in service.workers]
        code = "import time\ntime.sleep(2)\nprint('slept')"
        running = [threads.submit(execute, client, code) for client in clients]
        with httpx.Client(base_url=service.url) as watching:
            wait_until(lambda: active(watching) == 2)
        processes = psutil.Process(service.process.pid).children(recursive=True)
        service.process.send_signal(signal.SIGTERM)
        assert [future.result().json()["execution_details"]["stdout"] for future in running] == ["slept\n"] * 2
        assert service.end() == 0
        assert not [child for child in processes if child.is_running()]


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SANDBOX_WORKERS": "many"}, "SANDBOX_WORKERS"),
        ({"SANDBOX_WORKERS": "65"}, "SANDBOX_WORKERS"),
        ({"SANDBOX_RATE_LIMIT_STORE": "memory://"}, "SANDBOX_RATE_LIMIT_STORE"),
        ({"SANDBOX_RATE_LIMIT_STORE": "postgres://x"}, "SANDBOX_RATE_LIMIT_STORE"),
        (
            {"SANDBOX_UNSAFE": "1", "SANDBOX_DISABLED_LAYERS": "seccomp", "SANDBOX_REQUIRED_LAYERS": "seccomp"},
            "seccomp",
        ),
    ],
)
def test_what_keeps_workers_from_starting_is_said_once_with_status_78(environ: dict[str, str], named: str) -> None:
    with process(**environ, SANDBOX_LOG_LEVEL="CRITICAL") as started:
        _, text = started.communicate(timeout=120)
    assert started.returncode == 78
    assert text.count("\n") == 1
    assert named in text
