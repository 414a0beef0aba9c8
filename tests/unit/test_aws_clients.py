"""When clients of AWS services are made: what is asked for first, what is prepared while that is waited for."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from botocore.exceptions import NoRegionError
from pysandbox import aws

WITHIN_S = 30


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The services of the clients that were made, in order."""
    services: list[str] = []

    def make(service: str, _config: dict[str, Any]) -> object:
        services.append(service)
        return object()

    monkeypatch.setattr(aws, "_make", make)
    return services


def test_a_client_that_is_asked_for_is_made_before_one_that_is_prepared(made: list[str]) -> None:
    for number in range(1, 21):  # either thread may come first
        aws.forget_session()
        prepared = threading.Event()
        aws.LazyClient("lambda").prepare(prepared.set)
        aws.LazyClient("dynamodb").get()
        assert prepared.wait(WITHIN_S)
        assert made == ["dynamodb", "lambda"] * number


def test_a_client_is_prepared_once(made: list[str]) -> None:
    aws.forget_session()
    client, told = aws.LazyClient("lambda"), threading.Semaphore(0)
    client.prepare(told.release)
    client.prepare(told.release)
    aws.LazyClient("dynamodb").get()
    assert told.acquire(timeout=WITHIN_S)
    client.prepare(told.release)
    for thread in threads_that_prepare():
        thread.join(WITHIN_S)
    assert not told.acquire(blocking=False)
    assert made == ["dynamodb", "lambda"]


def threads_that_prepare() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "lambda-client"]


def test_no_thread_waits_for_a_first_client_that_is_never_made(made: list[str]) -> None:
    aws.forget_session()
    aws.LazyClient("lambda").prepare(lambda: None)
    assert threads_that_prepare() == []
    aws.forget_session()
    aws.LazyClient("dynamodb").get()
    assert threads_that_prepare() == []
    assert made == ["dynamodb"]


def test_a_client_is_prepared_at_once_where_another_is_there(made: list[str]) -> None:
    aws.forget_session()
    aws.LazyClient("dynamodb").get()
    prepared = threading.Event()
    aws.LazyClient("lambda").prepare(prepared.set)
    assert prepared.wait(WITHIN_S)
    assert made == ["dynamodb", "lambda"]


def test_a_client_is_prepared_also_where_the_first_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    aws.forget_session()
    prepared = threading.Event()

    def make(service: str, _config: dict[str, Any]) -> object:
        if service == "dynamodb":
            raise NoRegionError
        return object()

    monkeypatch.setattr(aws, "_make", make)
    aws.LazyClient("lambda").prepare(prepared.set)
    with pytest.raises(NoRegionError):
        aws.LazyClient("dynamodb").get()
    assert prepared.wait(WITHIN_S)
