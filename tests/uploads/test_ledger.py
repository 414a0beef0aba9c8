"""An upload is taken once, given back by its taker alone, and never twice for an answer that was lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pysandbox.errors import UploadRefusedError, UploadStoreError
from pysandbox.uploads import refusals
from pysandbox.uploads.ledger import DynamoDbLedger, Entry, Ledger, MemoryLedger


@pytest.fixture(params=["memory", "dynamodb"])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    opened: Ledger = MemoryLedger()
    if request.param == "dynamodb":
        opened = DynamoDbLedger(request.getfixturevalue("dynamodb_table"))
    yield opened
    opened.close()


def entry(seconds: int = 300) -> Entry:
    return Entry("me", 5, int(time.time()) + seconds)


def test_it_remembers_what_it_is_told(ledger: Ledger) -> None:
    assert ledger.read("a") is None
    told = entry()
    ledger.open("a", told)
    assert ledger.read("a") == told


def test_one_taker_has_it_until_it_gives_it_back(ledger: Ledger) -> None:
    ledger.open("a", entry())
    assert ledger.take("a", "me", "first").size_bytes == 5
    assert ledger.take("a", "me", "first").size_bytes == 5  # the same again, after an answer that was lost
    with pytest.raises(UploadRefusedError, match=refusals.USED):
        ledger.take("a", "me", "second")
    ledger.release("a", "second")
    with pytest.raises(UploadRefusedError, match=refusals.USED):
        ledger.take("a", "me", "second")
    ledger.release("a", "first")
    assert ledger.take("a", "me", "second").size_bytes == 5


@pytest.mark.parametrize(
    ("name", "owner", "seconds", "reason"),
    [
        ("b", "me", 300, refusals.UNKNOWN),
        ("a", "you", 300, refusals.UNKNOWN),
        ("a", "me", -1, refusals.EXPIRED),
        ("a", "you", -1, refusals.UNKNOWN),
    ],
)
def test_what_is_not_there_for_its_caller_is_refused(
    ledger: Ledger, name: str, owner: str, seconds: int, reason: str
) -> None:
    ledger.open("a", entry(seconds))
    with pytest.raises(UploadRefusedError, match=reason):
        ledger.take(name, owner, "taker")
    ledger.release(name, "taker")  # of what was never taken: nothing


def test_of_twenty_takers_at_once_one_has_it(ledger: Ledger) -> None:
    ledger.open("a", entry())
    barrier = threading.Barrier(20)

    def take(number: int) -> bool:
        barrier.wait()
        try:
            ledger.take("a", "me", f"taker {number}")
        except UploadRefusedError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(take, range(20))) == 1


def test_a_table_that_is_not_there_is_said(dynamodb_table: str) -> None:
    ledger = DynamoDbLedger(f"not-{dynamodb_table}")
    calls: list[Callable[[], object]] = [
        lambda: ledger.open("a", entry()),
        lambda: ledger.read("a"),
        lambda: ledger.take("a", "me", "t"),
        lambda: ledger.release("a", "t"),
    ]
    for call in calls:
        with pytest.raises(UploadStoreError, match="ResourceNotFound"):
            call()
    ledger.close()
