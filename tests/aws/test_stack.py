"""The whole built stack over HTTP: both functions, the Invoke API, DynamoDB Local, the HTTP API's limits."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.aws.emulator.environment import ExecutionEnvironment
from tests.aws.emulator.function import LambdaFunction
from tests.aws.emulator.invoke_api import create_invoke_api
from tests.aws.emulator.stack import Stack, running_stack
from tests.aws.emulator.template import FunctionSpec, Template
from tests.servers import plain_http, served

EVENTS = Path(__file__).parents[2] / "events"
LAMBDA_PAYLOAD_BYTES = 6_291_556


@pytest.fixture(scope="module")
def client(stack: Stack) -> Iterator[httpx.Client]:
    with plain_http(stack.url, timeout=60) as opened:
        yield opened


def execute(client: httpx.Client, code: str, **body: Any) -> httpx.Response:
    return client.post("/execute", json={"code": code, **body})


def test_health_tells_which_layers_the_runner_has_and_which_it_lacks(client: httpx.Client) -> None:
    layers = {name: row["state"] for name, row in client.get("/health").json()["layers"].items()}
    assert {name for name, state in layers.items() if state == "active"} == {
        "import_guard", "audit_hook", "closed_world", "rlimits", "nondumpable"
    }  # fmt: skip
    assert {name for name, state in layers.items() if state == "unavailable"} == {
        "seccomp", "landlock", "namespaces", "uid"
    }  # fmt: skip


def test_the_page_and_all_that_it_loads_are_served(client: httpx.Client) -> None:
    page = client.get("/")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Content-Security-Policy" in page.headers
    with client.stream("GET", "/", headers={"Accept-Encoding": "gzip"}) as response:
        assert gzip.decompress(b"".join(response.iter_raw())) == page.content
    paths = set(re.findall(r'(?:src|href)="/?site/([^"]+)"', page.text))
    assert len(paths) >= 3
    for path in paths:
        assert client.get(f"/site/{path}").status_code == 200, path


def test_the_http_api_answers_a_preflight_for_any_origin(client: httpx.Client) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    response = client.options("/execute", headers=headers)
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (204, "*")
    shown = execute(client, "1").headers
    assert "Access-Control-Allow-Origin" not in shown  # no Origin was sent
    with_origin = client.post("/execute", json={"code": "1"}, headers={"Origin": "https://example.org"})
    assert with_origin.headers["Access-Control-Allow-Origin"] == "*"


def test_four_megabytes_go_in_and_come_out(client: httpx.Client) -> None:
    content = os.urandom(4 * 1024 * 1024)
    attachment = {"filename": "a", "content_base_64": base64.b64encode(content).decode()}
    code = "open('b', 'wb').write(open('a', 'rb').read()[::-1])"
    response = execute(client, code, attachments=[attachment], return_files=["b"])
    returned = base64.b64decode(response.json()["execution_details"]["output_files"]["b"]["content_base64"])
    assert hashlib.sha256(returned).digest() == hashlib.sha256(content[::-1]).digest()


@pytest.mark.parametrize("size", [5_000_000, 8_000_000])
def test_a_request_that_lambda_cannot_carry_is_413(client: httpx.Client, size: int) -> None:
    attachment = {"filename": "a", "content_base_64": base64.b64encode(bytes(size)).decode()}
    assert execute(client, "1", attachments=[attachment]).status_code == 413


OVERLONG = {
    "quotes": "print('\"' * 2_000_000)\nopen('f', 'wb').write(bytes(3_000_000))",
    "control characters": "print('\\x01' * 2_000_000)\n{}['\\x02' * 2_000_000]",
    "emoji": "print('\\U0001F600' * 500_000)\nraise ValueError('\\U0001F600' * 500_000)",
    "no UTF-8": "import random\nrandom._os.write(1, b'\\xff' * 2_000_000)",
    "files": "import random\nfor i in range(20): open(f'f{i}', 'wb').write(random.randbytes(700_000 + i))",
    "time-out": "open('f', 'wb').write(bytes(4_000_000))\nwhile True: print('\\x01' * 100_000)",
}


@pytest.mark.parametrize("code", OVERLONG.values(), ids=OVERLONG)
def test_an_overlong_result_degrades_and_is_never_a_5xx(client: httpx.Client, code: str) -> None:
    limit = {"timeout_seconds": 3} if "while True" in code else {}
    response = execute(client, code, return_files=["f*"], **limit)
    assert response.status_code in (200, 400), response.text[:500]
    assert len(response.content) <= LAMBDA_PAYLOAD_BYTES
    details = response.json()["execution_details"]
    files = details["output_files"]
    if "print" in code:
        assert details["stdout_truncated"]
        assert len(details["stdout"]) > 100_000
    if "range(20)" in code:
        assert sum("content_base64" in row for row in files.values()) >= 5
        assert sum("error" in row for row in files.values()) >= 5


def test_one_program_more_than_the_reserved_concurrency_is_a_busy_server_and_free(client: httpx.Client) -> None:
    slow = "import time\ntime.sleep(2.5)"
    with ThreadPoolExecutor(9) as pool:  # so that no cold start comes between
        list(pool.map(lambda _: execute(client, "1"), range(9)))
    before = execute(client, "1").json()["user_info"]["requests_today"]
    with ThreadPoolExecutor(9) as pool:
        answers = list(pool.map(lambda _: execute(client, slow), range(9)))
    busy = [answer for answer in answers if answer.status_code == 503]
    assert [answer.status_code for answer in answers if answer.status_code != 503] == [200] * (9 - len(busy))
    assert len(busy) == 4
    for answer in busy:
        assert answer.json()["error_details"]["type"] == "ServerBusy"
        assert int(answer.headers["Retry-After"]) >= 1
    assert execute(client, "1").json()["user_info"]["requests_today"] == before + 9 - len(busy) + 1


def test_after_a_violation_the_next_caller_is_served(client: httpx.Client) -> None:
    broken = execute(client, "import random\nrandom._os.fork()").json()["execution_details"]
    assert (broken["termination_reason"], broken["exit_code"]) == ("signal", -31)
    assert execute(client, "print(1)").json()["execution_details"]["stdout"] == "1\n"


def test_simultaneous_requests_of_one_caller_are_admitted_exactly_as_often_as_the_quota_says(
    built: Path, dynamodb: str
) -> None:
    variables = {"SANDBOX_REQUESTS_PER_MINUTE": "3", "SANDBOX_TIMEOUT_SECONDS": "3"}
    with running_stack(variables, template=built, dynamodb=dynamodb) as stack, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: httpx.post(f"{stack.url}/execute", json={"code": "1"}, timeout=60), range(8)))
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200] * 3 + [429] * 5
        assert stack.runner.invocations == 3
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.json()["error_details"]["type"] == "RateLimitExceeded"
        assert 1 <= int(refused.headers["Retry-After"]) <= 60


def api_event(code: str) -> bytes:
    event = json.loads((EVENTS / "execute-hello.json").read_text())
    return json.dumps(event | {"body": json.dumps({"code": code}), "isBase64Encoded": False}).encode()


def test_without_the_rate_limit_store_nothing_runs(built: Path, runner_spec: FunctionSpec) -> None:
    runner = LambdaFunction(runner_spec, {}, concurrency=1)
    with served(create_invoke_api({runner_spec.name: runner})) as url:
        variables = {"AWS_ENDPOINT_URL_LAMBDA": url, "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9"}
        with ExecutionEnvironment(Template(built, {}).function("ApiFunction"), variables) as api:
            answer = json.loads(api.invoke(api_event("print(1)")).payload)
    body = json.loads(answer["body"])
    assert (answer["statusCode"], body["error_details"]["type"]) == (503, "ServiceUnavailable")
    assert runner.invocations == 0


def test_the_api_function_works_alone_where_there_is_nothing_to_call(built: Path) -> None:
    """As under `sam local invoke`: the program runs in a child of its own, inside /tmp."""
    with ExecutionEnvironment(Template(built, {}).function("ApiFunction"), {"AWS_SAM_LOCAL": "true"}) as api:
        answer = json.loads(api.invoke(api_event("open('a', 'w'); print(2)")).payload)
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["execution_details"]["stdout"] == "2\n"
