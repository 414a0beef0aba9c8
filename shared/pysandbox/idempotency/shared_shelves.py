"""Shelves that several machines share: the DynamoDB table or the Redis server that the quotas are in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ..aws import dynamodb_client, item_in_the_way
from ..errors import RateLimitStoreError

TIMEOUT_S = 1.0


class DynamoDbShelf:
    """Items of a table with the string key `caller` and the TTL attribute `expires`, which only tidies up."""

    most_bytes = 380_000
    """An item takes 400 KB, its names and numbers included (docs.aws.amazon.com, DynamoDB quotas)."""

    def __init__(self, table: str, client: Any = None) -> None:
        """`client` is a DynamoDB client; by default one with short timeouts and one retry."""
        self._table = table
        self._client = dynamodb_client(client, TIMEOUT_S)

    def add(self, name: str, value: bytes, until: float) -> bytes | None:
        """Put `value` there if nothing is; else what is there."""
        # Nothing is there, or what is has expired; or it is this very value, written before its answer was lost.
        condition = "attribute_not_exists(#caller) OR #until <= :now OR #value = :value"
        return self._put(name, value, until, condition, {"#caller": "caller"}, {":now": _number(time.time())})

    def swap(self, name: str, old: bytes, new: bytes, until: float) -> None:
        """Put `new` in the place of `old`."""
        self._put(name, new, until, "#value = :old", {}, {":old": {"B": old}})

    def remove(self, name: str, old: bytes) -> None:
        """Take `old` away."""
        self._send(
            lambda: self._client.get().delete_item(
                TableName=self._table,
                Key=_key(name),
                ConditionExpression="#value = :old",
                ExpressionAttributeNames={"#value": "value"},
                ExpressionAttributeValues={":old": {"B": old}},
            )
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _put(
        self, name: str, value: bytes, until: float, condition: str, names: dict[str, str], values: dict[str, Any]
    ) -> bytes | None:
        answer = self._send(
            lambda: self._client.get().update_item(
                TableName=self._table,
                Key=_key(name),
                UpdateExpression="SET #value = :value, #until = :until, #expires = :expires",
                ConditionExpression=condition,
                ExpressionAttributeNames={"#value": "value", "#until": "until", "#expires": "expires", **names},
                ExpressionAttributeValues={
                    ":value": {"B": value},
                    ":until": _number(until),
                    ":expires": {"N": str(int(until) + 1)},
                    **values,
                },
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        )
        return _value(answer.get("there instead"))

    def _send(self, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The answer; what stood there instead where a condition did not hold."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return ask()
        except ClientError as error:
            failed, item = item_in_the_way(error)
            if failed:
                return {"there instead": item}
            raise RateLimitStoreError(f"the store of answers: {type(error).__name__}") from error
        except BotoCoreError as error:
            raise RateLimitStoreError(f"the store of answers: {type(error).__name__}") from error


def _key(name: str) -> dict[str, Any]:
    return {"caller": {"S": f"answer {name}"}}  # no caller has a space in it


def _number(seconds: float) -> dict[str, str]:
    return {"N": f"{seconds:.3f}"}


def _value(row: dict[str, Any] | None) -> bytes | None:
    if not row or float(row["until"]["N"]) <= time.time():
        return None
    return bytes(row["value"]["B"])


SWAP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3]) end
return 1
"""
"""Where ARGV[1] stands: ARGV[2] in its place until ARGV[3], or nothing where that is empty."""


class RedisShelf:
    """Keys of a Redis or Valkey server, which forgets them by itself."""

    most_bytes = 8 * 1024 * 1024

    def __init__(self, url: str) -> None:
        """`url` as for the quotas. Connects at first use."""
        import redis

        self._errors = redis.RedisError
        self._client: Any = redis.Redis.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)
        self._script = self._client.register_script(SWAP)

    def add(self, name: str, value: bytes, until: float) -> bytes | None:
        """Put `value` there if nothing is; else what is there."""
        found: bytes | None = self._ask(
            lambda: self._client.set(_redis_key(name), value, nx=True, get=True, pxat=int(until * 1000))
        )
        return None if found == value else found  # it is there since the answer to the first try was lost

    def swap(self, name: str, old: bytes, new: bytes, until: float) -> None:
        """Put `new` in the place of `old`."""
        self._ask(lambda: self._script([_redis_key(name)], [old, new, str(int(until * 1000))]))

    def remove(self, name: str, old: bytes) -> None:
        """Take `old` away."""
        self._ask(lambda: self._script([_redis_key(name)], [old, b"", "0"]))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except self._errors as error:
            raise RateLimitStoreError(f"the store of answers: {type(error).__name__}") from error


def _redis_key(name: str) -> str:
    return f"pysandbox:answer:{name}"
