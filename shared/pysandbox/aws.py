"""Clients of AWS services: one boto3 session for all of them, each client made when it is first used.

A session reads what botocore knows of regions once (1.2 MB), and nothing of it is needed by an answer that calls no
service: the page, the limits, a refusal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

_lock = threading.Lock()
_session: Any = None
_one_was_tried = threading.Event()


class LazyClient:
    """A client with the environment's credentials, region and endpoint (AWS_ENDPOINT_URL_…). Thread-safe."""

    def __init__(self, service: str, **config: Any) -> None:
        """`config` is botocore's `Config`, by name."""
        self._service = service
        self._config = config
        self._client: Any = None
        self._is_prepared = False

    def get(self) -> Any:
        """The boto3 client.

        Raises:
            botocore.exceptions.BotoCoreError: no region is known, or a profile is named that is not there.
        """
        if self._client is None:
            with _lock:
                if self._client is None:
                    try:
                        self._client = _make(self._service, self._config)
                    finally:
                        _one_was_tried.set()
        return self._client

    def prepare(self, then: Callable[[], None]) -> None:
        """Make it in the background, and call `then`, while whoever will need it waits for something else.

        So not before another client is there, which they need first. Done once.
        """
        if self._client is None and not self._is_prepared:
            self._is_prepared = True
            threading.Thread(target=self._try, args=(then,), name=f"{self._service}-client", daemon=True).start()

    def close(self) -> None:
        """Close its connections, if there are any."""
        if self._client is not None:
            self._client.close()

    def _try(self, then: Callable[[], None]) -> None:
        _one_was_tried.wait()
        from botocore.exceptions import BotoCoreError

        try:
            self.get()
        except BotoCoreError:
            return  # whoever uses it hears of it
        then()


class GivenClient(LazyClient):
    """A client that is there already."""

    def __init__(self, client: Any) -> None:
        super().__init__("")
        self._client = client


def dynamodb_client(given: Any, timeout_s: float) -> LazyClient:
    """`given`, or one with that time to connect and to read, and one retry."""
    if given:
        return GivenClient(given)
    attempts = {"total_max_attempts": 2}
    return LazyClient("dynamodb", connect_timeout=timeout_s, read_timeout=timeout_s, retries=attempts)


def item_in_the_way(error: Any) -> tuple[bool, Any]:
    """Whether a ClientError says that a condition did not hold, and what stood there (ALL_OLD; None: nothing)."""
    failed = error.response.get("Error", {}).get("Code") == "ConditionalCheckFailedException"
    return failed, error.response.get("Item") if failed else None


def forget_session() -> None:
    """Let the next client be of a session that looks at the environment anew."""
    global _session
    with _lock:
        _session = None
        _one_was_tried.clear()


def _make(service: str, config: dict[str, Any]) -> Any:
    """Under the lock: a session makes one client at a time (boto3's guide, "Multithreading or multiprocessing")."""
    global _session
    import boto3
    from botocore.config import Config

    if _session is None:
        _session = boto3.session.Session()
    return _session.client(service, config=Config(**config))
