"""Schemathesis on our own OpenAPI document, against the real service over HTTP: every answer is as described."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysandbox.api import create_app, execute
from pysandbox.api.answers import envelope
from pysandbox.api.answers.envelope import request_context
from pysandbox.api.requests import ValidRequest, read_execute
from pysandbox.policy import Limits
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.api.service import serving
from tests.support import make_settings, run_folder

pytestmark = pytest.mark.once

EXAMPLES = {"POST /execute": 300, "POST /validate": 120, "POST /uploads": 60}
FEW = 5  # of what takes no input

PROGRAMS = [
    "print(input())",
    "raise ValueError('\\ud800')",
    "raise SystemExit(3)",
    "import os",
    "__import__('os')",
    "import time\ntime.sleep(60)",
    "while True: print('x' * 100_000)",
    "x = bytearray(1 << 40)",
    "import random\nrandom._os.write(1, bytes(range(256)))\nrandom._os.fork()",
    "open('a.png', 'w').write('x')\nopen('b', 'wb').write(bytes(range(256)))",
    "raise type('E' * 1500, (Exception,), {})('x' * 1500)",
]
"""Text made at random is hardly ever a program: these end in every way."""

files: st.SearchStrategy[dict[str, str]] = st.builds(
    lambda name, raw: {"filename": name, "content_base_64": base64.b64encode(raw).decode()},
    st.sampled_from(["a", "in.bin", "ü.txt"]),
    st.binary(max_size=20),
)
programs: st.SearchStrategy[Any] = st.sampled_from(PROGRAMS)
plausible: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"code": programs},
    optional={
        "stdin_data": st.sampled_from(["", "1\n", "ü"]),
        "attachments": st.lists(files, max_size=2, unique_by=lambda file: file["filename"]),
        "return_files": st.lists(st.sampled_from(["a", "*.png", "b", "none", "**"]), max_size=3, unique=True),
    },
)
"""What a schema cannot say: a program, Base64, names that are there."""


@contextmanager
def serving_all() -> Iterator[str]:
    """The base URL of the whole service, its engine too, without a quota."""
    with run_folder() as folder:
        service = make_settings(folder, SANDBOX_TIMEOUT_SECONDS="0.5")
        limits = replace(service.limits, requests_per_minute=0, requests_per_day=0)
        with serving(create_app(replace(service, limits=limits))) as address:
            yield address


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The service that nothing is wrong with."""
    with serving_all() as address:
        yield address


@pytest.fixture
def faulty_url() -> Iterator[str]:
    """One for a fault: the answers that it keeps for an `Idempotency-Key` are no other test's."""
    with serving_all() as address:
        yield address


def fuzz(url: str, only: str = "") -> dict[str, int]:
    """How many requests were sent to each operation. Raises the first failure, with the request that shows it."""
    document = schemathesis.openapi.from_url(f"{url}/openapi.json")
    operations = [found.ok() for found in document.get_all_operations() if isinstance(found, Ok)]
    return {operation.label: fuzz_one(url, operation) for operation in operations if only in operation.label}


def fuzz_one(url: str, operation: Any) -> int:
    """Send requests to one operation: some as the document wants them, some not."""
    fitting = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    unfit = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    requests: st.SearchStrategy[Any] = st.tuples(fitting, st.just({}) | plausible) | st.tuples(unfit, st.just({}))
    sent = 0

    @settings(
        max_examples=EXAMPLES.get(operation.label, FEW),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests)
    def send(request: tuple[Case[Any], dict[str, Any]]) -> None:
        nonlocal sent
        sent += 1
        case, parts = request
        if isinstance(case.body, dict):
            case.body |= parts
        case.call_and_validate(base_url=url, timeout=30, excluded_checks=[positive_data_acceptance])

    send()
    return sent


def test_every_operation_can_be_fuzzed(url: str) -> None:
    document = schemathesis.openapi.from_url(f"{url}/openapi.json")
    assert all(isinstance(found, Ok) for found in document.get_all_operations())


def test_every_answer_is_one_that_the_document_describes(url: str) -> None:
    sent = fuzz(url)
    assert sent == EXAMPLES | {"GET /limits": sent["GET /limits"], "GET /health": sent["GET /health"]}


def test_a_fault_that_is_planted_in_the_service_is_found(faulty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(body: bytes, limits: Limits) -> ValidRequest:
        valid = read_execute(body, limits)
        if not valid.run.stdin and valid.run.files:
            raise KeyError("planted")
        return valid

    monkeypatch.setattr(execute, "read_execute", faulty)
    with pytest.raises((FailureGroup, Failure)) as found:
        fuzz(faulty_url, "/execute")
    assert "InternalError" in str(found.getrepr())


def test_an_answer_that_is_not_as_described_is_found(faulty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(valid: ValidRequest) -> dict[str, Any]:
        return request_context(valid) | ({"attachment_count": "two"} if valid.run.return_patterns else {})

    monkeypatch.setattr(envelope, "request_context", faulty)
    with pytest.raises((FailureGroup, Failure)) as found:
        fuzz(faulty_url, "/execute")
    assert "attachment_count" in str(found.getrepr())
