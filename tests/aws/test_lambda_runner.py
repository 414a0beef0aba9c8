"""The api function's side of an invocation: the runner's answer is believed only as far as it makes sense."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from pysandbox.engine.models import (
    CodeProblem,
    LayerReport,
    LayerState,
    OutputFile,
    RunRequest,
    RunResult,
    TerminationReason,
)
from pysandbox.errors import RequestTooLargeError, RunnerUnavailableError, ServerBusyError
from pysandbox.runners import events, lambda_function
from pysandbox.runners.lambda_function import REPLACED, LambdaFunctionRunner

from tests.api.service import HELLO, make_settings
from tests.aws.emulator.environment import Invocation
from tests.aws.emulator.function import NotNowError, PayloadTooLargeError, ThrottledError
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
        self.tenants: list[str] = []

    def invoke(self, payload: bytes, tenant: str = "") -> Invocation:
        self.events.append(json.loads(payload))
        self.tenants.append(tenant)
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


@contextmanager
def runner_of(function: Answering, folder: Path, **settings: Any) -> Iterator[LambdaFunctionRunner]:
    with served(create_invoke_api({NAME: function})) as url:  # type: ignore[dict-item]
        client = boto3.client(
            "lambda",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="x",
            aws_secret_access_key="x",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=20),
        )
        made = LambdaFunctionRunner(
            replace(make_settings(folder), runner_function=NAME, **settings), client, sleep=lambda _: None
        )
        yield made
        made.close()


@pytest.fixture
def runner(function: Answering, tmp_path: Path) -> Iterator[LambdaFunctionRunner]:
    with runner_of(function, tmp_path) as made:
        yield made


def ok(result: RunResult) -> Invocation:
    return Invocation(json.dumps(events.encode_result(result)).encode(), None)


def run(runner: LambdaFunctionRunner, caller: str = "") -> RunResult:
    with runner.slot(caller) as slot:
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


NO_PLACE = [
    ("ThrottlingException", 400),
    ("EC2ThrottledException", 502),
    ("ENILimitReachedException", 502),
    ("SubnetIPAddressLimitReachedException", 502),
]


@pytest.mark.parametrize(("kind", "status"), NO_PLACE)
def test_a_function_that_can_have_no_further_environment_is_a_busy_server(
    runner: LambdaFunctionRunner, function: Answering, kind: str, status: int
) -> None:
    function.says(NotNowError(kind, status))
    with pytest.raises(ServerBusyError):
        run(runner)
    assert len(function.events) == 1


NOT_ACTIVE = [
    ("ResourceNotReadyException", 502),
    ("ENINotReadyException", 502),
    ("ResourceConflictException", 409),
    ("SnapStartNotReadyException", 409),
]


@pytest.mark.parametrize(("kind", "status"), NOT_ACTIVE)
def test_a_function_that_wakes_up_is_asked_once_more(
    runner: LambdaFunctionRunner, function: Answering, kind: str, status: int
) -> None:
    function.says(NotNowError(kind, status), ok(HELLO))
    assert run(runner) == HELLO
    assert len(function.events) == 2


@pytest.mark.parametrize(("kind", "status"), NOT_ACTIVE)
def test_a_function_that_goes_on_waking_up_has_the_caller_try_again(
    runner: LambdaFunctionRunner, function: Answering, kind: str, status: int
) -> None:
    function.says(NotNowError(kind, status))
    with pytest.raises(ServerBusyError, match="waking up") as raised:
        run(runner)
    assert raised.value.retry_after_s == 10
    assert len(function.events) == 2
    assert runner.healthy  # it will be


def test_an_error_that_waiting_does_not_mend_is_no_busy_server(
    runner: LambdaFunctionRunner, function: Answering
) -> None:
    function.says(NotNowError("KMSAccessDeniedException", 502))
    with pytest.raises(RunnerUnavailableError):
        run(runner)
    assert len(function.events) == 1


@pytest.mark.parametrize("ended", [1, 2])
def test_a_spent_environment_is_asked_no_more_and_another_one_runs_it(
    runner: LambdaFunctionRunner, function: Answering, caplog: pytest.LogCaptureFixture, ended: int
) -> None:
    caplog.set_level("INFO", "pysandbox")
    function.says(*[EXIT] * ended, ok(HELLO))
    assert run(runner) == HELLO
    assert len(function.events) == ended + 1
    assert caplog.messages == [REPLACED] * ended  # what the metric of replaced environments counts


def test_after_the_time_for_retries_an_ended_environment_is_a_failure(
    runner: LambdaFunctionRunner, function: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lambda_function, "RETRY_WITHIN_S", 0.0)
    function.says(EXIT, ok(HELLO))
    with pytest.raises(RunnerUnavailableError):
        run(runner)
    assert len(function.events) == 1


def test_without_isolation_no_caller_is_named(runner: LambdaFunctionRunner, function: Answering) -> None:
    function.says(ok(HELLO))
    run(runner, "203.0.113.7")
    assert function.tenants == [""]


def test_with_isolation_every_invocation_names_its_caller_by_a_keyed_hash(function: Answering, tmp_path: Path) -> None:
    function.says(ok(HELLO))
    for key in ("one", "another"):
        with runner_of(function, tmp_path, caller_isolation_key=key) as runner:
            for caller in ("203.0.113.7", "203.0.113.8", "203.0.113.7"):
                run(runner, caller)
    first, second, again, *others = function.tenants
    assert first == again != second
    assert {first, second}.isdisjoint(others)
    assert all(re.fullmatch("[0-9a-f]{32}", tenant) for tenant in function.tenants)
    function.says(Invocation(json.dumps(events.encode_layers((), healthy=True)).encode(), None))
    with runner_of(function, tmp_path, caller_isolation_key="one") as runner:
        assert runner.healthy
    assert function.tenants[-1] not in ("", first, second)  # the service's own, which no caller shares


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
    assert len(function.events) == 3


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


def says_of_code(problem: Any) -> Invocation:
    return Invocation(json.dumps({"version": 1, "syntax_error": problem}).encode(), None)


def test_whether_a_program_compiles_is_asked_of_the_function(runner: LambdaFunctionRunner, function: Answering) -> None:
    function.says(says_of_code(None), says_of_code({"message": "m", "line": 2, "column": None}))
    assert runner.check_code("x") is None
    assert runner.check_code("(") == CodeProblem("m", 2, None)
    assert function.events == [events.check_request("x"), events.check_request("(")]
    assert runner.active == 0


@pytest.mark.parametrize(
    "answer",
    [
        says_of_code(True),
        says_of_code({"message": "m"}),
        says_of_code({"message": "m", "line": 0, "column": 1}),
        says_of_code({"message": "m" * 5000, "line": 1, "column": 1}),
        Invocation(b'{"version": 1}', None),
        Invocation(json.dumps(events.encode_error("engine", RuntimeError("x"))).encode(), None),
    ],
)
def test_nonsense_about_a_program_is_not_believed(
    runner: LambdaFunctionRunner, function: Answering, answer: Invocation
) -> None:
    function.says(answer)
    with pytest.raises(RunnerUnavailableError):
        runner.check_code("x")


def test_checks_take_no_more_of_the_functions_concurrency_than_they_may(
    runner: LambdaFunctionRunner, function: Answering
) -> None:
    function.says(ThrottledError())
    with pytest.raises(ServerBusyError):
        runner.check_code("x")
    with runner._checks.hold(), pytest.raises(ServerBusyError):
        runner.check_code("x")
    assert len(function.events) == 1
