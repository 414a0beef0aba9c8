"""Whose an upload is, how large, until when, and whether it is used: what must be decided once, however many ask.

On AWS it is an item of the rate-limit table, changed by conditional writes, so that it holds across all instances.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import Any, Protocol

from ..aws import dynamodb_client, item_in_the_way
from ..errors import UploadRefusedError, UploadStoreError
from . import refusals

DAY_S = 86_400
TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One upload. `taker` names the claim that holds or has used it; empty while it is free."""

    owner: str
    size_bytes: int
    expires_at: int
    taker: str = ""


def refusal(entry: Entry | None, owner: str, now: float, taker: str = "") -> str | None:
    """Why `owner` may not use `entry` now; None when it may."""
    if entry is None or entry.owner != owner:
        return refusals.UNKNOWN
    if entry.expires_at <= now:
        return refusals.EXPIRED
    if entry.taker not in ("", taker):
        return refusals.USED
    return None


class Ledger(Protocol):
    """One entry for each upload. Thread-safe."""

    def open(self, name: str, entry: Entry) -> None:
        """Write down a new one. Raises UploadStoreError."""

    def read(self, name: str) -> Entry | None:
        """The entry, None when there is none. Raises UploadStoreError."""

    def take(self, name: str, owner: str, taker: str) -> Entry:
        """Give it to `taker`, in one atomic step; the same taker may ask twice.

        Raises:
            UploadRefusedError: it is not the owner's, has expired, or is taken. The index is 0.
            UploadStoreError: whether it is taken cannot be known.
        """

    def release(self, name: str, taker: str) -> None:
        """Free it again, if `taker` holds it. Raises UploadStoreError."""

    def close(self) -> None:
        """Let go of what is open."""


class MemoryLedger:
    """For a single process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}

    def open(self, name: str, entry: Entry) -> None:
        """Write down a new one; forget those that have long expired."""
        now = time.time()
        with self._lock:
            self._entries = {key: kept for key, kept in self._entries.items() if kept.expires_at > now - DAY_S}
            self._entries[name] = entry

    def read(self, name: str) -> Entry | None:
        """The entry."""
        with self._lock:
            return self._entries.get(name)

    def take(self, name: str, owner: str, taker: str) -> Entry:
        """Give it to `taker`. Raises UploadRefusedError."""
        with self._lock:
            entry = self._entries.get(name)
            reason = refusal(entry, owner, time.time(), taker)
            if entry is None or reason is not None:
                raise UploadRefusedError(0, reason or refusals.UNKNOWN)
            self._entries[name] = replace(entry, taker=taker)
            return entry

    def release(self, name: str, taker: str) -> None:
        """Free it again."""
        with self._lock:
            entry = self._entries.get(name)
            if entry is not None and entry.taker == taker:
                self._entries[name] = replace(entry, taker="")

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()


class DynamoDbLedger:
    """Items of a table with the string key `caller` and the TTL attribute `expires`.

    Every write may be sent twice without harm (a retry after a lost answer): a taker's own mark lets it in again.
    """

    def __init__(self, table: str, client: Any = None) -> None:
        """`client` is a boto3 DynamoDB client; by default one with short timeouts and one retry."""
        self._table = table
        self.client = dynamodb_client(client, TIMEOUT_S)

    def open(self, name: str, entry: Entry) -> None:
        """Write down a new one. Raises UploadStoreError."""
        self._update(
            name,
            UpdateExpression="SET #owner = :owner, #size = :size, #until = :until, #expires = :expires",
            ExpressionAttributeNames={"#owner": "owner", "#size": "size", "#until": "until", "#expires": "expires"},
            ExpressionAttributeValues={
                ":owner": {"S": entry.owner},
                ":size": {"N": str(entry.size_bytes)},
                ":until": {"N": str(entry.expires_at)},
                ":expires": {"N": str(entry.expires_at + DAY_S)},
            },
        )

    def read(self, name: str) -> Entry | None:
        """The entry. Raises UploadStoreError."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self.client.get().get_item(TableName=self._table, Key=_key(name), ConsistentRead=True)
        except (ClientError, BotoCoreError) as error:
            raise _store_error(error) from error
        return _entry(answer.get("Item"))

    def take(self, name: str, owner: str, taker: str) -> Entry:
        """Give it to `taker`. Raises UploadRefusedError, UploadStoreError."""
        now = time.time()
        found, entry = self._update(
            name,
            UpdateExpression="SET #taker = :taker",
            # It is there and the owner's; it has not expired; it is free, or this claim's already.
            ConditionExpression="#owner = :owner AND #until > :now"
            " AND (attribute_not_exists(#taker) OR #taker = :taker)",
            ExpressionAttributeNames={"#owner": "owner", "#until": "until", "#taker": "taker"},
            ExpressionAttributeValues={
                ":owner": {"S": owner},
                ":now": {"N": str(int(now))},
                ":taker": {"S": taker},
            },
            ReturnValues="ALL_NEW",
        )
        if not found or entry is None:
            raise UploadRefusedError(0, refusal(entry, owner, now) or refusals.USED)
        return entry

    def release(self, name: str, taker: str) -> None:
        """Free it again. Raises UploadStoreError."""
        self._update(
            name,
            UpdateExpression="REMOVE #taker",
            ConditionExpression="#taker = :taker",
            ExpressionAttributeNames={"#taker": "taker"},
            ExpressionAttributeValues={":taker": {"S": taker}},
        )

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _update(self, name: str, **request: Any) -> tuple[bool, Entry | None]:
        """Whether the condition held, and the item: as it is now, or as it was when the condition did not hold."""
        from botocore.exceptions import BotoCoreError, ClientError

        if "ConditionExpression" in request:
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        try:
            answer = self.client.get().update_item(TableName=self._table, Key=_key(name), **request)
        except ClientError as error:
            failed, item = item_in_the_way(error)
            if failed:
                return False, _entry(item)
            raise _store_error(error) from error
        except BotoCoreError as error:
            raise _store_error(error) from error
        return True, _entry(answer.get("Attributes"))


def _key(name: str) -> dict[str, Any]:
    return {"caller": {"S": f"file {name}"}}  # no caller has a space in it


def _entry(row: dict[str, Any] | None) -> Entry | None:
    if not row:
        return None
    try:
        size, until = int(row["size"]["N"]), int(row["until"]["N"])
        return Entry(row["owner"]["S"], size, until, row.get("taker", {}).get("S", ""))
    except (KeyError, ValueError) as error:
        raise UploadStoreError("the upload ledger holds a damaged record") from error


def _store_error(error: Exception) -> UploadStoreError:
    code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
    return UploadStoreError(f"the upload ledger: {type(error).__name__} {code}".rstrip())
