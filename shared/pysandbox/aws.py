"""Clients of AWS services: one boto3 session for all of them, each client made when it is first used.

A session reads what botocore knows of regions once (1.2 MB), and nothing of it is needed by an answer that calls no
service: the page, the limits, a refusal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_lock = threading.Lock()
_session: Any = None


class _Waiting:
    """What is to be made in the background, once the first client has been tried. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._one_was_tried = False
        self._works: list[tuple[str, Callable[[], None]]] = []

    def add(self, name: str, work: Callable[[], None]) -> None:
        """Have `work` done then, in a thread of that name, and now where one was tried before."""
        with self._lock:
            self._works.append((name, work))
        if self._one_was_tried:
            self.begin()

    def begin(self) -> None:
        """One was tried: do what waits."""
        with self._lock:
            self._one_was_tried = True
            works, self._works = self._works, []
        for name, work in works:
            with suppress(RuntimeError):  # no room for a thread: whoever needs the client makes it
                threading.Thread(target=work, name=name, daemon=True).start()


_waiting = _Waiting()


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
                        _waiting.begin()
        return self._client

    def prepare(self, then: Callable[[], None]) -> None:
        """Make it in the background, and call `then`, while whoever will need it waits for something else.

        So not before another client is there, which they need first: until then no thread waits for one. Done once.
        """
        if self._client is None and not self._is_prepared:
            self._is_prepared = True
            _waiting.add(f"{self._service}-client", lambda: self._try(then))

    def close(self) -> None:
        """Close its connections, if there are any."""
        if self._client is not None:
            self._client.close()

    def _try(self, then: Callable[[], None]) -> None:
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
    global _session, _waiting
    with _lock:
        _session, _waiting = None, _Waiting()


def _make(service: str, config: dict[str, Any]) -> Any:
    """Under the lock: a session makes one client at a time (boto3's guide, "Multithreading or multiprocessing")."""
    global _session
    import boto3
    from botocore.config import Config

    if _session is None:
        _session = boto3.session.Session()
    return _session.client(service, config=Config(**config))
