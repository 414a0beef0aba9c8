"""From the setting `SANDBOX_RATE_LIMIT_STORE` to a limiter."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from ..errors import ConfigurationError
from ..settings import Settings
from .decide import State
from .limiter import RateLimiter, Store, StoredRateLimiter
from .memory import MemoryStore
from .sqlite import SqliteStore


class _TemporarySqliteStore:
    """SQLite in a private temporary folder that goes away with the store."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pysandbox-quota-")
        self._store = SqliteStore(Path(self._folder.name) / "quota.sqlite")

    def read(self, caller: str) -> State | None:
        return self._store.read(caller)

    def update(self, caller: str, change: Callable[[State | None], State | None]) -> None:
        self._store.update(caller, change)

    def close(self) -> None:
        self._store.close()
        self._folder.cleanup()


def open_rate_limiter(settings: Settings) -> RateLimiter:
    """The limiter that `settings.rate_limit_store` names.

    `dynamodb://TABLE`, `sqlite:///PATH` (PATH as given: four slashes for an absolute one), `memory://`, or empty for
    SQLite in a private temporary folder. The file is opened at first use: one out of reach now may be in reach then.

    Raises:
        ConfigurationError: there is no such kind of store here.
    """
    return StoredRateLimiter(_open_store(settings.rate_limit_store), settings.limits)


def _open_store(address: str) -> Store:
    kind, _, rest = address.partition("://")
    if not address:
        return _TemporarySqliteStore()
    if address == "memory://":
        return MemoryStore()
    if kind == "sqlite" and rest.startswith("/") and rest != "/":
        return SqliteStore(Path(rest[1:]).absolute())
    if kind == "dynamodb" and rest:
        return _open_dynamodb(rest)
    raise ConfigurationError(
        f"SANDBOX_RATE_LIMIT_STORE={address!r} is none of sqlite:///PATH, memory://, dynamodb://TABLE"
    )


def _open_dynamodb(table: str) -> Store:
    try:
        from botocore.exceptions import BotoCoreError

        from .dynamodb import DynamoDbStore
    except ImportError as error:
        raise ConfigurationError(
            "SANDBOX_RATE_LIMIT_STORE=dynamodb://… needs botocore, which is not installed"
        ) from error
    try:
        return DynamoDbStore(table)
    except BotoCoreError as error:  # no region, or a profile that is not there
        raise ConfigurationError(f"SANDBOX_RATE_LIMIT_STORE=dynamodb://{table}: {error}") from error
