"""From the setting `SANDBOX_RATE_LIMIT_STORE` to a keeper of answers: they lie where the quotas do."""

from __future__ import annotations

from pathlib import Path

from ..settings import Settings
from .keeper import AnswerKeeper, Shelf

ANSWERING_S = 20.0
"""Beyond the run itself: to wait for a place, to collect files, to write."""


def open_answer_keeper(settings: Settings) -> AnswerKeeper:
    """The keeper for a service. What is wrong with the setting, `open_rate_limiter` says."""
    return AnswerKeeper(_open_shelf(settings.rate_limit_store), settings.limits.timeout_s + ANSWERING_S)


def _open_shelf(address: str) -> Shelf:
    kind, _, rest = address.partition("://")
    if kind == "sqlite":
        from .shelves import SqliteShelf

        return SqliteShelf(Path(rest[1:]).absolute())
    if kind == "dynamodb":
        from .shared_shelves import DynamoDbShelf

        return DynamoDbShelf(rest)
    if kind in ("redis", "rediss"):
        from .shared_shelves import RedisShelf

        return RedisShelf(address)
    from .shelves import MemoryShelf

    return MemoryShelf()
