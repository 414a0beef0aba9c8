"""What the DynamoDB store promises beyond what every store does: round trips, lost answers, damage, TTL."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session
from pysandbox.errors import RateLimitStoreError
from pysandbox.policy import load_limits
from pysandbox.rate_limit import StoredRateLimiter, dynamodb
from pysandbox.rate_limit.dynamodb import TIMEOUT_S, DynamoDbStore

from tests.aws.dynamodb_local import client
from tests.rate_limits import NOON
from tests.stopwatch import stopwatch


class Wire:
    """Counts one store's requests. Those that `lose` numbers are lost ("request"), their answers are ("answer"), or
    they arrive "late"; `meanwhile` happens then.
    """

    def __init__(self, store: DynamoDbStore) -> None:
        self.sent = 0
        self.lose: dict[int, str] = {}
        self.error: Exception = ConnectionClosedError(endpoint_url="the table's")
        self.meanwhile: Callable[[], object] = lambda: None
        store.client.get().meta.events.register("before-send.dynamodb", self._send)

    def begin(self, lose: dict[int, str] | None = None) -> None:
        """Count from 1 again, and lose the requests with these numbers."""
        self.sent, self.lose = 0, lose or {}

    def _send(self, request: Any, **_: object) -> None:
        self.sent += 1
        lost = self.lose.get(self.sent)
        if lost == "answer":
            session = URLLib3Session()
            assert session.send(request).status_code == 200
            session.close()
        if lost:
            self.meanwhile()
        if lost in ("request", "answer"):
            raise self.error


@pytest.fixture
def store(dynamodb_table: str) -> Iterator[DynamoDbStore]:
    opened = DynamoDbStore(dynamodb_table)
    yield opened
    opened.close()


@pytest.fixture
def wire(store: DynamoDbStore) -> Wire:
    return Wire(store)


@pytest.fixture
def limiter(store: DynamoDbStore) -> StoredRateLimiter:
    return StoredRateLimiter(store, load_limits())


@pytest.fixture
def table(dynamodb: str, dynamodb_table: str) -> Iterator[Any]:
    """Reads and writes items past the store."""

    class Table:
        def get(self, caller: str) -> Any:
            return opened.get_item(TableName=dynamodb_table, Key={"caller": {"S": caller}}).get("Item")

        def put(self, **item: Any) -> None:
            opened.put_item(TableName=dynamodb_table, Item=item)

        def ttl(self) -> Any:
            return opened.describe_time_to_live(TableName=dynamodb_table)["TimeToLiveDescription"]

    opened = client(dynamodb)
    yield Table()
    opened.close()


def test_everybody_costs_two_round_trips(limiter: StoredRateLimiter, wire: Wire) -> None:
    trips = []
    for _ in range(7):
        wire.begin()
        limiter.admit("a", NOON)
        trips.append(wire.sent)
    assert trips == [2] * 7


def test_a_peek_costs_one_round_trip_and_a_refund_two(limiter: StoredRateLimiter, wire: Wire) -> None:
    charged = limiter.admit("a", NOON)
    wire.begin()
    limiter.peek("a", NOON)
    assert wire.sent == 1
    limiter.refund(charged)
    assert wire.sent == 3


@pytest.mark.parametrize("lost", ["request", "answer"])
@pytest.mark.parametrize("error", [ConnectionClosedError, ReadTimeoutError])
@pytest.mark.parametrize(("known", "number"), [(0, 2), (3, 2)])
def test_a_charge_whose_answer_is_lost_is_made_once(
    limiter: StoredRateLimiter, wire: Wire, lost: str, error: Callable[..., Exception], known: int, number: int
) -> None:
    for _ in range(known):
        limiter.admit("a", NOON)
    wire.error = error(endpoint_url="the table's")
    wire.begin({number: lost})
    decision = limiter.admit("a", NOON)
    assert (decision.admitted, decision.requests_today) == (True, known + 1)
    assert wire.sent == number + 1
    assert limiter.peek("a", NOON).requests_today == known + 1


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_refund_whose_answer_is_lost_is_made_once(limiter: StoredRateLimiter, wire: Wire, lost: str) -> None:
    limiter.admit("a", NOON)
    charged = limiter.admit("a", NOON)
    wire.begin({2: lost})
    limiter.refund(charged)
    assert limiter.peek("a", NOON).requests_today == 1


def test_a_lost_answer_and_a_race_at_once_refuse_rather_than_charge_twice(
    limiter: StoredRateLimiter, wire: Wire, dynamodb_table: str
) -> None:
    other = StoredRateLimiter(DynamoDbStore(dynamodb_table), load_limits())
    wire.meanwhile = lambda: other.admit("a", NOON)
    wire.begin({2: "answer"})
    with pytest.raises(RateLimitStoreError, match="lost in a race"):
        limiter.admit("a", NOON)
    assert other.peek("a", NOON).requests_today == 2
    other.close()


def test_two_lost_answers_are_a_store_error(limiter: StoredRateLimiter, wire: Wire) -> None:
    wire.begin({2: "answer", 3: "request"})
    with pytest.raises(RateLimitStoreError, match="ConnectionClosedError"):
        limiter.admit("a", NOON)
    wire.begin({1: "request"})
    assert limiter.peek("a", NOON).requests_today == 1
    wire.begin({1: "request", 2: "request"})
    with pytest.raises(RateLimitStoreError):
        limiter.peek("a", NOON)


def test_a_name_that_is_no_table_is_a_store_error(dynamodb_table: str) -> None:
    store = DynamoDbStore(f"{dynamodb_table}-none")
    with pytest.raises(RateLimitStoreError, match="ResourceNotFoundException"):
        StoredRateLimiter(store, load_limits()).admit("a", NOON)
    with pytest.raises(RateLimitStoreError, match="ResourceNotFoundException"):
        store.read("a")
    store.close()


GOOD = {"state": {"S": "[1,0,1,[]]"}, "revision": {"S": "r"}}


@pytest.mark.parametrize(
    "damage",
    [
        *({"state": {"S": text}} for text in ("", "null", "[]", "{}", "[1,2,3]", "[1,2,-3,[]]", "[1,2,3,[9,1]]")),
        {"state": {"N": "1"}},
        {"state": None},
        {"revision": None},
        {"revision": {"N": "1"}},
    ],
    ids=str,
)
def test_a_damaged_item_is_a_store_error_and_stays_as_it_is(
    limiter: StoredRateLimiter, table: Any, damage: dict[str, Any]
) -> None:
    row = {name: value for name, value in {"caller": {"S": "a"}, **GOOD, **damage}.items() if value}
    table.put(**row)
    for ask in (limiter.admit, limiter.peek):
        with pytest.raises(RateLimitStoreError, match="damaged"):
            ask("a", NOON)
    assert table.get("a") == row
    assert limiter.admit("b", NOON).admitted


def test_an_undamaged_item_of_long_ago_is_taken_up(limiter: StoredRateLimiter, table: Any) -> None:
    table.put(caller={"S": "a"}, **GOOD)
    assert limiter.admit("a", NOON).requests_today == 1


def test_an_item_that_an_operator_writes_blocks_a_caller_until_midnight(limiter: StoredRateLimiter, table: Any) -> None:
    # As docs/operations.md has it.
    state = f"[{int(NOON)}000000,{int(NOON) // 86400},1000000,[]]"
    table.put(caller={"S": "203.0.113.7"}, state={"S": state}, revision={"S": "operator"})
    decision = limiter.admit("203.0.113.7", NOON + 1)
    assert (decision.admitted, decision.refused_by, decision.retry_after_s) == (False, "day", 43199)
    assert limiter.admit("203.0.113.7", NOON + 43200).admitted


def test_an_item_names_the_second_after_which_it_says_nothing(limiter: StoredRateLimiter, table: Any) -> None:
    limiter.admit("a", NOON)
    midnight = int(NOON) // 86400 * 86400 + 86400
    assert table.get("a")["expires"] == {"N": str(midnight + 86400)}  # and a day, for clocks that run ahead
    assert table.ttl() == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}


def test_an_item_that_goes_away_between_read_and_write_makes_a_new_caller(
    limiter: StoredRateLimiter, wire: Wire, dynamodb: str, dynamodb_table: str
) -> None:
    limiter.admit("a", NOON)
    opened = client(dynamodb)
    wire.meanwhile = lambda: opened.delete_item(TableName=dynamodb_table, Key={"caller": {"S": "a"}})
    wire.begin({2: "late"})
    assert limiter.admit("a", NOON).requests_today == 1
    opened.close()


@pytest.mark.parametrize("listening", [True, False])
def test_a_store_that_does_not_answer_is_a_store_error_within_its_timeouts(
    dynamodb_table: str, monkeypatch: pytest.MonkeyPatch, listening: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        if not listening:
            silent.close()
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", address)
        monkeypatch.setattr(dynamodb, "TIMEOUT_S", TIMEOUT_S)  # the product's own: elsewhere the store is patient
        store = DynamoDbStore(dynamodb_table)
        taken = stopwatch(os.getpid())
        with pytest.raises(RateLimitStoreError):
            StoredRateLimiter(store, load_limits()).admit("a", NOON)
        assert taken() < 5
        store.close()


def test_botocore_retries_nothing_by_itself(store: DynamoDbStore) -> None:
    assert store.client.get().meta.config.retries["total_max_attempts"] == 1
