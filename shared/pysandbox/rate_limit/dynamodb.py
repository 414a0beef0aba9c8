"""The quota in a DynamoDB table: one item per caller, changed by compare-and-swap.

Each update reads first, eventually consistent (half a read unit), and then writes on the condition that the item is
still the one that was read: a stale read costs one more write, never a wrong count, since the refused write brings
along what stands there (ALL_OLD). What would write nothing, a refusal above all, has no such check: it is decided once
more on a consistent read. So everybody costs two round trips; only a caller that races with itself needs more: one for
each of its other requests that was admitted in between, so its quota ends the race.

Every write stamps the item with a revision of its own. The next write's condition names it; and a write whose answer
was lost finds out by it, when it is sent once more, whether it had arrived. So no request is charged twice.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, ReadTimeoutError

from ..aws import GivenClient, LazyClient, item_in_the_way
from ..errors import RateLimitStoreError
from .codec import expires_at, from_text, to_text
from .decide import DAY, SECOND, State

TIMEOUT_S = 1.0
"""To connect and to read; DynamoDB answers in single-digit milliseconds."""

UPDATE_WITHIN_S = 5.0
"""How long one update may go on racing with others; a request has 30 s in all, and most of it is the run's."""

# Conditions of the write, one of:
NEW_CALLER = "attribute_not_exists(#caller)"  # there is no item, not even a damaged one
UNCHANGED = "#revision = :seen"  # the item is still the one that the decision was taken on


@dataclass(frozen=True, slots=True)
class _Item:
    """A caller's item, or its absence: then both are None."""

    state: State | None = None
    revision: str | None = None


class _AnswerLostError(Exception):
    """The request may have been carried out or not: the connection broke, or the service failed (5xx)."""


class _ConditionFailedError(Exception):
    """The condition did not hold; `item` is what stands there."""

    def __init__(self, item: dict[str, Any] | None) -> None:
        super().__init__()
        self.item = item


class DynamoDbStore:
    """A table with the string key `caller` and the TTL attribute `expires`. TTL tidies up; nothing relies on it."""

    def __init__(self, table: str, client: Any = None) -> None:
        """`client` is a boto3 DynamoDB client; by default one with short timeouts and no retries of its own."""
        self._table = table
        self.client = (
            GivenClient(client)
            if client
            else LazyClient(
                "dynamodb",
                connect_timeout=TIMEOUT_S,
                read_timeout=TIMEOUT_S,
                retries={"total_max_attempts": 1},  # botocore's would meet their own charge and charge again
                max_pool_connections=64,
            )
        )

    def read(self, caller: str) -> State | None:
        """The state of `caller`. Raises RateLimitStoreError."""
        return self._read(caller, consistent=True).state

    def update(self, caller: str, change: Callable[[State | None], State | None]) -> None:
        """Replace the state by `change(state)`. Raises RateLimitStoreError."""
        deadline = time.monotonic() + UPDATE_WITHIN_S
        item, is_current = self._read(caller, consistent=False), False
        while True:
            new_state = change(item.state)
            if new_state is None or new_state == item.state:
                if is_current:
                    return
                found: _Item | None = self._read(caller, consistent=True)
            else:
                found = self._swap(caller, item, new_state)
            if found is None:
                return
            if time.monotonic() > deadline:
                raise RateLimitStoreError("the rate-limit store: too many writers at once")
            item, is_current = found, True

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _read(self, caller: str, *, consistent: bool) -> _Item:
        request = {"TableName": self._table, "Key": {"caller": {"S": caller}}, "ConsistentRead": consistent}
        try:
            answer = self._send("get_item", request)
        except _AnswerLostError:
            answer = self._send_again("get_item", request)
        return _item(answer.get("Item"))

    def _swap(self, caller: str, seen: _Item, new_state: State) -> _Item | None:
        """Write `new_state` if the item is still `seen`. None when it was, else the item that was there instead."""
        revision = uuid.uuid4().hex
        request = self._write(caller, seen, new_state, revision)
        try:
            self._send("update_item", request)
        except _ConditionFailedError as error:
            return _item(error.item)
        except _AnswerLostError:
            try:
                self._send_again("update_item", request)
            except _ConditionFailedError as error:
                if _item(error.item).revision != revision:
                    # Another writer came between: whether this charge stands below its own cannot be known.
                    raise RateLimitStoreError("the rate-limit store: an answer was lost in a race") from error
        return None

    def _write(self, caller: str, seen: _Item, new_state: State, revision: str) -> dict[str, Any]:
        condition, names = NEW_CALLER, {"#caller": "caller"}
        values = {
            ":state": {"S": to_text(new_state)},
            ":expires": {"N": str((expires_at(new_state) + DAY) // SECOND)},
            ":revision": {"S": revision},
        }
        if seen.revision is not None:
            condition, names = UNCHANGED, {}
            values[":seen"] = {"S": seen.revision}
        return {
            "TableName": self._table,
            "Key": {"caller": {"S": caller}},
            "UpdateExpression": "SET #state = :state, #expires = :expires, #revision = :revision",
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {"#state": "state", "#expires": "expires", "#revision": "revision", **names},
            "ExpressionAttributeValues": values,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

    def _send(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self.client.get(), operation)(**request)
        except ClientError as error:
            failed, item = item_in_the_way(error)
            if failed:
                raise _ConditionFailedError(item) from error
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
                raise _AnswerLostError from error
            raise _store_error(error) from error
        except (ConnectionClosedError, ReadTimeoutError) as error:
            # Usual after a thaw: the other end has long closed a connection that this environment still holds.
            raise _AnswerLostError from error
        except BotoCoreError as error:
            raise _store_error(error) from error
        return answer

    def _send_again(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._send(operation, request)
        except _AnswerLostError as error:
            raise _store_error(error.__cause__) from error


def _item(row: dict[str, Any] | None) -> _Item:
    """Raises RateLimitStoreError: the row is damaged; it must not pass for an absent one."""
    if row is None:
        return _Item()
    revision = row.get("revision", {}).get("S")
    if not isinstance(revision, str):
        raise RateLimitStoreError("the rate-limit store holds a damaged record")
    return _Item(from_text(row.get("state", {}).get("S")), revision)


def _store_error(error: BaseException | None) -> RateLimitStoreError:
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    return RateLimitStoreError(f"the rate-limit store: {type(error).__name__} {code}".rstrip())
