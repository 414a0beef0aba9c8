"""From the setting `SANDBOX_RATE_LIMIT_STORE` to a limiter."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..errors import ConfigurationError
from ..settings import Settings
from .limiter import RateLimiter, Store, StoredRateLimiter, UncountedRateLimiter


def open_rate_limiter(settings: Settings) -> RateLimiter:
    """The limiter that `settings.rate_limit_store` names.

    `redis://HOST:PORT/NUMBER` (or `rediss://`, over TLS), `dynamodb://TABLE`, `sqlite:///PATH` (PATH as given: four
    slashes for an absolute one), `memory://`, or empty for SQLite in a private temporary folder. What is there is
    opened at first use.

    Raises:
        ConfigurationError: there is no such kind of store here, or its file cannot be written where it is to be.
    """
    store, limits = _open_store(settings.rate_limit_store, settings), settings.limits
    if not limits.requests_per_minute and not limits.requests_per_day:
        return UncountedRateLimiter(store)
    return StoredRateLimiter(store, limits)


def _open_store(address: str, settings: Settings) -> Store:
    kind, _, rest = address.partition("://")
    if kind == "dynamodb" and rest:
        return _open_dynamodb(rest, settings)
    if not address:
        from .sqlite import TemporarySqliteStore

        return TemporarySqliteStore()
    if address == "memory://":
        from .memory import MemoryStore

        return MemoryStore()
    if kind == "sqlite" and rest.startswith("/") and rest != "/":
        from .sqlite import SqliteStore

        return SqliteStore(_writable(Path(rest[1:]).absolute()))
    if kind in ("redis", "rediss") and rest:
        return _open_redis(address)
    raise ConfigurationError(
        f"SANDBOX_RATE_LIMIT_STORE={_without_password(address)!r} is none of sqlite:///PATH, memory://,"
        " redis://HOST:PORT/NUMBER, rediss://…, dynamodb://TABLE"
    )


def _without_password(address: str) -> str:
    """What may stand in a log."""
    return re.sub(r"(?<=://)[^/@]*@", "…@", address)


def _open_redis(address: str) -> Store:
    try:
        from .redis_store import RedisStore
    except ImportError as error:
        raise ConfigurationError("SANDBOX_RATE_LIMIT_STORE=redis://… needs redis-py, which is not installed") from error
    try:
        return RedisStore(address)
    except ValueError as error:  # a port that is no number, a database that is none
        raise ConfigurationError(f"SANDBOX_RATE_LIMIT_STORE={_without_password(address)}: {error}") from error


def _writable(path: Path) -> Path:
    """`path`, where SQLite can keep a file and its companions (-wal, -shm) beside it."""
    folder_fits = path.parent.is_dir() and os.access(path.parent, os.W_OK | os.X_OK)
    file_fits = not path.exists() or (path.is_file() and os.access(path, os.R_OK | os.W_OK))
    if not folder_fits or not file_fits:
        what = f"{path} is not a file that" if folder_fits else f"{path.parent} is not a folder that"
        raise ConfigurationError(f"SANDBOX_RATE_LIMIT_STORE: {what} this user can write")
    return path


def _open_dynamodb(table: str, settings: Settings) -> Store:
    try:
        from botocore.exceptions import BotoCoreError

        from .dynamodb import DynamoDbStore
    except ImportError as error:
        raise ConfigurationError("SANDBOX_RATE_LIMIT_STORE=dynamodb://… needs boto3, which is not installed") from error
    store = DynamoDbStore(table)
    try:
        if not settings.on_lambda:  # there the region is known, and a cold start waits for nothing that it can put off
            store.client.get()
    except BotoCoreError as error:  # no region, or a profile that is not there
        raise ConfigurationError(f"SANDBOX_RATE_LIMIT_STORE=dynamodb://{table}: {error}") from error
    return store
