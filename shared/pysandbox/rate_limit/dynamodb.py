"""The quota in a DynamoDB table: one item per caller, changed by compare-and-swap.

A new caller costs one round trip, a known one two, a refused one one: the first write is conditional on the caller
being new, and its refusal brings the item along (ALL_OLD). Only a caller that races with itself needs more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ..errors import RateLimitStoreError
from .codec import expires_at, from_text, to_text
from .decide import DAY, SECOND, State

TIMEOUT_S = 1.0
"""To connect and to read; DynamoDB answers in single-digit milliseconds."""

MAX_ATTEMPTS = 64
"""Writers of one caller that may come between; each that does has been admitted, so the quota ends the race first."""


class DynamoDbStore:
    """A table with the string key `caller` and the TTL attribute `expires`. TTL tidies up; nothing relies on it."""

    def __init__(self, table: str, client: Any = None) -> None:
        """`client` is a boto3 DynamoDB client; by default one with short timeouts and no retries."""
        self._table = table
        self._client = client or boto3.client(
            "dynamodb",
            config=Config(
                connect_timeout=TIMEOUT_S,
                read_timeout=TIMEOUT_S,
                # No retry: one after a write whose answer was lost would meet its own charge and charge again.
                retries={"total_max_attempts": 1},
                max_pool_connections=64,
            ),
        )

    def read(self, caller: str) -> State | None:
        """The state of `caller`. Raises RateLimitStoreError."""
        try:
            answer = self._client.get_item(TableName=self._table, Key={"caller": {"S": caller}}, ConsistentRead=True)
        except (ClientError, BotoCoreError) as error:
            raise _store_error(error) from error
        return _state(answer.get("Item"))

    def update(self, caller: str, change: Callable[[State | None], State | None]) -> None:
        """Replace the state by `change(state)`. Raises RateLimitStoreError."""
        state: State | None = None
        new_state = change(None)
        if new_state is None:  # nothing to write for a new caller: whether this is one must be read
            state = self.read(caller)
            new_state = change(state)
        for _ in range(MAX_ATTEMPTS):
            if new_state is None or new_state == state:
                return
            written, found = self._swap(caller, state, new_state)
            if written:
                return
            state = found
            new_state = change(state)
        raise RateLimitStoreError("the rate-limit store: too many writers at once")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _swap(self, caller: str, state: State | None, new_state: State) -> tuple[bool, State | None]:
        """Write `new_state` if the item still holds `state`. Whether it did, and else what it holds."""
        values = {
            ":new": {"S": to_text(new_state)},
            ":expires": {"N": str((expires_at(new_state) + DAY) // SECOND)},
        }
        condition = "attribute_not_exists(#state)"
        if state is not None:
            condition = "#state = :old"
            values[":old"] = {"S": to_text(state)}
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"caller": {"S": caller}},
                UpdateExpression="SET #state = :new, #expires = :expires",
                ConditionExpression=condition,
                ExpressionAttributeNames={"#state": "state", "#expires": "expires"},
                ExpressionAttributeValues=values,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ConditionalCheckFailedException":
                return False, _state(error.response.get("Item"))
            raise _store_error(error) from error
        except BotoCoreError as error:
            raise _store_error(error) from error
        return True, None


def _state(item: dict[str, Any] | None) -> State | None:
    return None if item is None else from_text(item.get("state", {}).get("S"))


def _store_error(error: Exception) -> RateLimitStoreError:
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    return RateLimitStoreError(f"the rate-limit store: {type(error).__name__} {code}".rstrip())
