"""The api function's side of an invocation: the runner's answer is believed only as far as it makes sense."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from pysandbox.engine.models import LayerReport, LayerState, OutputFile, RunRequest, RunResult, TerminationReason
from pysandbox.errors import RequestTooLargeError, RunnerUnavailableError, ServerBusyError
from pysandbox.runners import events
from pysandbox.runners.lambda_function import LambdaFunctionRunner

from tests.api.service import HELLO, make_settings
from tests.aws.emulator.environment import Invocation
from tests.aws.emulator.function import PayloadTooLargeError, ThrottledError
from tests.aws.emulator.invoke_api import create_invoke_api
from tests.servers import served

NAME = "a-runner"
REQUEST = RunRequest("print(1)")
EXIT = Invocation(b'{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited"}', "Unhandled")


class Answering:
    """Stands behind the Invoke API; gives its answers in turn, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[Callable[[], Invocation]] = []
        self.events: list[Any] = []

    def invoke(self, payload: bytes) -> Invocation:
        self.events.append(json.loads(payload))
        return (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])()

    def says(self, *answers: Invocation | Exception) -> None:
        def give(answer: Invocation | Exception) -> Invocation:
            if isinstance(answer, Exception):
                raise answer
            return answer

        self.answers = [lambda answer=answer: give(answer) for answer in answers]  # type: ignore[misc]


@pytest.fixture
def function() -> Answering:
    return Answering()


@pytest.fixture
def runner(function: Answering, tmp_path: Any) -> Iterator[LambdaFunctionRunner]:
    with served(create_invoke_api({NAME: function})) as url:  # type: ignore[dict-item]
        client = boto3.client(
            "lambda",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="x",
            aws_secret_access_key="x",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=20),
        )
        made = LambdaFunctionRunner(replace(make_settings(tmp_path), runner_function=NAME), client)
        yield made
        made.close()


def ok(result: RunResult) -> Invocation:
    return Invocation(json.dumps(events.encode_result(result)).encode(), None)


def run(runner: LambdaFunctionRunner) -> RunResult:
    with runner.slot() as slot:
        return slot.run(REQUEST)


FULL = replace(
    HELLO,
    exit_code=-9,
    termination_reason=TerminationReason.TIMEOUT,
    stderr=b"\xff\x00",
    stdout_truncated=True,
    blocked_imports=("os",),
    output_files=(OutputFile("a/b\udcff", b"\x00\xff"), OutputFile("c", error="File not found after execution.")),
    violation="os.fork",
)


@pytest.mark.parametrize("expected", [HELLO, FULL], ids=["hello", "everything"])
def test_a_result_comes_through_unchanged(
    runner: LambdaFunctionRunner, function: Answering, expected: RunResult
) -> None:
    function.says(ok(expected))
    seen = run(runner)
    # A name that is no UTF-8 cannot travel as JSON.
    files = tuple(replace(file, name=file.name.replace("\udcff", "\ufffd")) for file in expected.output_files)
    assert seen == replace(expected, output_files=files)
    assert function.events == [events.encode_request(REQUEST)]


def test_a_throttled_invocation_is_a_busy_server(runner: LambdaFunctionRunner, function: Answering) -> None:
    function.says(ThrottledError())
    with pytest.raises(ServerBusyError):
        run(runner)
    assert len(function.events) == 1


def test_a_spent_environment_is_asked_no_more_and_the_next_one_runs_it(
    runner: LambdaFunctionRunner, function: Answering
) -> None:
    function.says(EXIT, ok(HELLO))
    assert run(runner) == HELLO
    assert len(function.events) == 2


def test_an_answer_that_came_before_its_environment_ended_counts(
    runner: LambdaFunctionRunner, function: Answering
) -> None:
    function.says(replace(ok(HELLO), error="Unhandled"))
    assert run(runner) == HELLO
    assert len(function.events) == 1


def test_a_program_that_ends_every_environment_is_not_run_for_ever(
    runner: LambdaFunctionRunner, function: Answering
) -> None:
    function.says(EXIT)
    with pytest.raises(RunnerUnavailableError):
        run(runner)
    assert len(function.events) == 2


def row(**changes: Any) -> bytes:
    answer = events.encode_result(HELLO)
    answer["result"] |= changes
    return json.dumps(answer).encode()


NONSENSE = {
    "nothing": b"",
    "not JSON": b"<html>",
    "null": b"null",
    "a list": b"[]",
    "no result": b'{"version": 1}',
    "another version": b'{"version": 2, "result": null}',
    "an error": json.dumps(events.encode_error("engine", RuntimeError("x"))).encode(),
    "an unknown reason": row(termination_reason="bored"),
    "an unknown field": row(more=1),
    "a missing field": json.dumps({"version": 1, "result": {"exit_code": 0}}).encode(),
    "no Base64": row(stdout_base64="%%%"),
    "too much output": row(stdout_base64="A" * (1_048_576 // 3 * 4 + 8)),
    "a file of 9 MB": row(output_files=[{"name": "a", "content_base64": "A" * 5_900_000 * 2, "error": None}]),
    "a file with an error and content": row(output_files=[{"name": "a", "content_base64": "", "error": "x"}]),
    "a file with neither": row(output_files=[{"name": "a", "content_base64": None, "error": None}]),
    "more files than may come": row(output_files=[{"name": "a", "content_base64": None, "error": "x"}] * 1001),
    "a float for an exit code": row(exit_code=0.5),
    "an endless time": row(duration_s=1e300),
    "no number": row(cpu_time_s=None),
}


@pytest.mark.parametrize("payload", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_not_believed(runner: LambdaFunctionRunner, function: Answering, payload: bytes) -> None:
    function.says(Invocation(payload, None))
    with pytest.raises(RunnerUnavailableError) as raised:
        run(runner)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(
    "failure",
    [
        Invocation(
            b'{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 25.00 seconds"}', "Unhandled"
        ),
        Invocation(b'{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"x"}', "Unhandled"),
        Invocation(b'{"errorType":"RequiredLayerError","errorMessage":"x"}', "Unhandled"),
        Invocation(b"\xff", "Unhandled"),
        PayloadTooLargeError(),
    ],
    ids=["timeout", "too large", "raised", "no JSON", "413"],
)
def test_a_function_that_fails_is_unavailable(
    runner: LambdaFunctionRunner, function: Answering, failure: Invocation | Exception
) -> None:
    function.says(failure)
    with pytest.raises(RunnerUnavailableError):
        run(runner)
    assert len(function.events) == 1


def test_a_function_that_is_not_there_is_unavailable(runner: LambdaFunctionRunner, function: Answering) -> None:
    runner._function = "another"
    with pytest.raises(RunnerUnavailableError):
        run(runner)
    assert function.events == []


def test_a_request_over_six_megabytes_is_refused_unsent(runner: LambdaFunctionRunner, function: Answering) -> None:
    with runner.slot() as slot, pytest.raises(RequestTooLargeError):
        slot.run(replace(REQUEST, stdin=bytes(5_000_000)))
    assert function.events == []


def test_no_more_runs_at_once_than_the_settings_say(runner: LambdaFunctionRunner, function: Answering) -> None:
    with runner.slot(), runner.slot(), runner.slot(), runner.slot(), runner.slot():
        assert runner.active == 5
        with pytest.raises(ServerBusyError), runner.slot():
            pass
    assert runner.active == 0


def test_the_layers_are_those_that_the_function_found(runner: LambdaFunctionRunner, function: Answering) -> None:
    layers = (LayerReport("seccomp", LayerState.UNAVAILABLE, "refused"),)
    function.says(Invocation(json.dumps(events.encode_layers(layers, healthy=True)).encode(), None))
    assert (runner.healthy, runner.layers) == (True, layers)
    assert function.events == [events.describe_request()]  # believed for a while


def test_a_busy_function_is_healthy_and_one_that_does_not_answer_is_not(
    runner: LambdaFunctionRunner, function: Answering
) -> None:
    function.says(ThrottledError())
    assert runner.healthy
    function.says(Invocation(b"null", None))
    assert not runner.healthy


def test_runs_of_several_threads_do_not_meet(runner: LambdaFunctionRunner, function: Answering) -> None:
    function.says(ok(HELLO))
    seen: list[RunResult] = []
    threads = [threading.Thread(target=lambda: seen.append(run(runner))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [HELLO] * 5
