"""Tenant isolation, when it is on: every caller has execution environments that serve nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.aws.emulator.stack import Stack, running_stack

QUOTA = {"SANDBOX_REQUESTS_PER_MINUTE": "0", "SANDBOX_REQUESTS_PER_DAY": "1000"}
CALLERS = ("127.0.0.2", "127.0.0.3")


@contextmanager
def stack_with(built: Path, dynamodb: str, isolation: str, places: str) -> Iterator[Stack]:
    parameters = {"CallerIsolation": isolation, "RunnerReservedConcurrency": places}
    with running_stack(QUOTA, template=built, parameters=parameters, dynamodb=dynamodb) as running:
        yield running


def execute(stack: Stack, caller: str) -> httpx.Response:
    transport = httpx.HTTPTransport(local_address=caller)
    with httpx.Client(transport=transport, timeout=60) as client:
        return client.post(f"{stack.url}/execute", json={"code": "print(1)"})


def test_with_isolation_no_two_callers_share_an_environment_and_one_keeps_its_own(built: Path, dynamodb: str) -> None:
    with stack_with(built, dynamodb, "on", "2") as stack:
        for caller in (*CALLERS, *CALLERS):
            answer = execute(stack, caller)
            assert answer.status_code == 200, answer.text
            assert answer.json()["execution_details"]["stdout"] == "1\n"
            assert answer.json()["user_info"]["ip_address"] == caller
        assert httpx.get(f"{stack.url}/health", timeout=60).json()["status"] == "ok"
        first, second, health = stack.runner.served.values()
    assert len(first) == len(second) == len(health) == 1
    assert len(first | second | health) == 3


def test_without_it_they_do(built: Path, dynamodb: str) -> None:
    with stack_with(built, dynamodb, "off", "1") as stack:
        for caller in CALLERS:
            assert execute(stack, caller).status_code == 200
        assert list(stack.runner.served) == [""]
        assert len(stack.runner.served[""]) == 1


def test_one_caller_more_than_there_may_be_environments_hears_that_the_server_is_busy(
    built: Path, dynamodb: str
) -> None:
    with stack_with(built, dynamodb, "on", "1") as stack:  # two environments: 2.5 for each place
        answers = [execute(stack, caller) for caller in (*CALLERS, "127.0.0.4", CALLERS[0])]
    assert [answer.status_code for answer in answers] == [200, 200, 503, 200]
    assert answers[2].json()["error_details"]["type"] == "ServerBusy"
