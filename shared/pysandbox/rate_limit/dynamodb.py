"""The quota in a DynamoDB table: one item per caller, changed by compare-and-swap.

A new caller costs one round trip, a known one two, a refused one one: the first write is conditional on the caller
being new, and its refusal brings the item along (ALL_OLD). Only a caller that races with itself needs more: one for
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

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, ReadTimeoutError

from ..aws import make_client
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
        """`client` is a botocore DynamoDB client; by default one with short timeouts and no retries of its own."""
        self._table = table
        self._client = client or make_client(
            "dynamodb",
            Config(
                connect_timeout=TIMEOUT_S,
                read_timeout=TIMEOUT_S,
                retries={"total_max_attempts": 1},  # botocore's would meet their own charge and charge again
                max_pool_connections=64,
            ),
        )

    def read(self, caller: str) -> State | None:
        """The state of `caller`. Raises RateLimitStoreError."""
        return self._read(caller).state

    def update(self, caller: str, change: Callable[[State | None], State | None]) -> None:
        """Replace the state by `change(state)`. Raises RateLimitStoreError."""
        deadline = time.monotonic() + UPDATE_WITHIN_S
        item = _Item()
        new_state = change(None)
        if new_state is None:  # nothing to write for a new caller: whether this is one must be read
            item = self._read(caller)
            new_state = change(item.state)
        while new_state is not None and new_state != item.state:
            found = self._swap(caller, item, new_state)
            if found is None:
                return
            if time.monotonic() > deadline:
                raise RateLimitStoreError("the rate-limit store: too many writers at once")
            item = found
            new_state = change(item.state)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _read(self, caller: str) -> _Item:
        request = {"TableName": self._table, "Key": {"caller": {"S": caller}}, "ConsistentRead": True}
        try:
            answer = self._send(self._client.get_item, request)
        except _AnswerLostError:
            answer = self._send_again(self._client.get_item, request)
        return _item(answer.get("Item"))

    def _swap(self, caller: str, seen: _Item, new_state: State) -> _Item | None:
        """Write `new_state` if the item is still `seen`. None when it was, else the item that was there instead."""
        revision = uuid.uuid4().hex
        request = self._write(caller, seen, new_state, revision)
        try:
            self._send(self._client.update_item, request)
        except _ConditionFailedError as error:
            return _item(error.item)
        except _AnswerLostError:
            try:
                self._send_again(self._client.update_item, request)
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

    def _send(self, operation: Callable[..., Any], request: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = operation(**request)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ConditionalCheckFailedException":
                raise _ConditionFailedError(error.response.get("Item")) from error
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
                raise _AnswerLostError from error
            raise _store_error(error) from error
        except (ConnectionClosedError, ReadTimeoutError) as error:
            # Usual after a thaw: the other end has long closed a connection that this environment still holds.
            raise _AnswerLostError from error
        except BotoCoreError as error:
            raise _store_error(error) from error
        return answer

    def _send_again(self, operation: Callable[..., Any], request: dict[str, Any]) -> dict[str, Any]:
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
