"""`Idempotency-Key`: one run, one charge and one answer, however often and however close together a request is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pysandbox.api import create_app
from pysandbox.engine.models import OutputFile

from tests.api.service import HELLO, FakeRunner, Held, make_settings, serving
from tests.servers import plain_http

BODY = {"code": "print(1)"}
KEY = {"Idempotency-Key": "0d4e7b3c"}


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture(params=["", "sqlite"])
def api(request: pytest.FixtureRequest, runner: FakeRunner, tmp_path: Path) -> Iterator[httpx.Client]:
    store = {"SANDBOX_RATE_LIMIT_STORE": f"sqlite:///{tmp_path}/quota.sqlite"} if request.param else {}
    with (
        serving(create_app(make_settings(tmp_path, store), runner)) as url,
        plain_http(url, timeout=60) as client,
    ):
        yield client


def test_the_same_request_has_the_same_answer_and_is_charged_once(api: httpx.Client, runner: FakeRunner) -> None:
    first, second = (api.post("/execute", json=BODY, headers=KEY) for _ in range(2))
    assert first.json() == second.json()
    assert second.json()["user_info"]["requests_today"] == 1
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert first.headers["content-type"] == second.headers["content-type"]
    assert len(runner.requests) == 1
    assert api.post("/execute", json=BODY).json()["user_info"]["requests_today"] == 2


def test_another_body_is_422(api: httpx.Client, runner: FakeRunner) -> None:
    api.post("/execute", json=BODY, headers=KEY)
    answer = api.post("/execute", json={"code": "print(2)"}, headers=KEY)
    assert answer.status_code == 422
    details = answer.json()["error_details"]
    assert (details["type"], details["retryable"]) == ("ValidationError", False)
    assert details["issues"][0]["field"] == "Idempotency-Key"
    assert len(runner.requests) == 1


def test_whoever_comes_while_the_first_runs_has_its_answer(api: httpx.Client, runner: FakeRunner) -> None:
    held = Held(runner)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(api.post, "/execute", json=BODY, headers=KEY) for _ in range(4)]
        held.wait_for(1)
        held.release()
        bodies = [answer.result().json() for answer in answers]
    assert all(body == bodies[0] for body in bodies)
    assert len(runner.requests) == 1


def test_a_refusal_keeps_nothing_so_that_the_retry_runs(api: httpx.Client, runner: FakeRunner) -> None:
    slots = [runner.slot() for _ in range(5)]
    for slot in slots:
        slot.__enter__()
    busy = api.post("/execute", json=BODY, headers=KEY)
    for slot in slots:
        slot.__exit__(None, None, None)
    assert busy.status_code == 503
    assert api.post("/execute", json=BODY, headers=KEY).status_code == 200
    invalid = [api.post("/execute", json={"code": 1}, headers={"Idempotency-Key": "b"}) for _ in range(2)]
    assert [answer.status_code for answer in invalid] == [400, 400]
    assert "Idempotency-Replayed" not in invalid[1].headers


def test_who_went_away_comes_back_for_the_answer(api: httpx.Client, runner: FakeRunner) -> None:
    held = Held(runner)
    with pytest.raises(httpx.ReadTimeout):
        api.post("/execute", json=BODY, headers=KEY, timeout=httpx.Timeout(30, read=0.3))
    held.wait_for(1)
    threading.Timer(0.2, held.release).start()
    assert api.post("/execute", json=BODY, headers=KEY).json()["execution_details"]["stdout"] == "hello\n"
    assert len(runner.requests) == 1


def test_an_answer_that_is_too_large_to_keep_is_not_made_again(api: httpx.Client, runner: FakeRunner) -> None:
    file = OutputFile("a.bin", bytes(range(256)) * 40_000)
    runner.behave = lambda _: replace(HELLO, output_files=(file,))
    body = BODY | {"return_files": ["a.bin"]}
    assert api.post("/execute", json=body, headers=KEY).status_code == 200
    again = api.post("/execute", json=body, headers=KEY)
    assert (again.status_code, len(runner.requests)) == (422, 1)
    assert "too large" in again.json()["error_details"]["message"]


@pytest.mark.parametrize("key", ["", "a" * 201, "a\tb", "ü"])
def test_a_key_that_is_none_is_an_issue_of_its_own(api: httpx.Client, key: str) -> None:
    answer = api.post("/execute", json=BODY, headers=[(b"Idempotency-Key", key.encode("latin-1"))])
    assert answer.status_code == 400
    assert answer.json()["error_details"]["issues"][0]["field"] == "Idempotency-Key"


def test_two_keys_are_refused(api: httpx.Client) -> None:
    answer = api.post("/execute", json=BODY, headers=[("Idempotency-Key", "a"), ("Idempotency-Key", "b")])
    assert answer.status_code == 400
