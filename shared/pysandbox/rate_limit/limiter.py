"""The limiter: the decision bound to a store and a clock."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ..errors import ConfigurationError
from ..settings import Settings
from . import decide
from .decide import Decision, Quota, State
from .sqlite import SqliteStore
from .store import MemoryStore, Store


class RateLimiter:
    """Admits requests by caller. Thread-safe as its store is."""

    def __init__(
        self, quota: Quota, store: Store, clock: Callable[[], float] = time.time, own_folder: Path | None = None
    ) -> None:
        """`own_folder`: a folder of the store's that is removed at `close`."""
        self.quota = quota
        self._store = store
        self._clock = clock
        self._own_folder = own_folder
        self._off = not quota.per_minute and not quota.per_day

    def _now(self) -> int:
        """The time in milliseconds."""
        return int(self._clock() * 1000)

    def admit(self, caller: str) -> Decision:
        """Charge one request to `caller`, or refuse it.

        Raises:
            RateLimitStoreError: the store is not usable.
        """
        now = self._now()
        if self._off:
            return decide.decide(State(), now, self.quota)[0]
        return self._store.change(caller, lambda state: decide.decide(state, now, self.quota))

    def peek(self, caller: str) -> Decision:
        """The caller's quota, with nothing charged.

        Raises:
            RateLimitStoreError: the store is not usable.
        """
        state = State() if self._off else self._store.read(caller)
        return decide.peek(state, self._now(), self.quota)

    def refund(self, caller: str, decision: Decision) -> None:
        """Take back the charge of `decision`: what it was for did not run.

        Raises:
            RateLimitStoreError: the store is not usable.
        """
        charged_at = decision.charged_at
        if charged_at is not None and not self._off:
            self._store.change(caller, lambda state: (None, decide.refund(state, charged_at)))

    def close(self) -> None:
        """Let go of the store, and of the folder that was made for it."""
        self._store.close()
        if self._own_folder is not None:
            shutil.rmtree(self._own_folder, ignore_errors=True)


def make_limiter(settings: Settings) -> RateLimiter:
    """The limiter that the settings describe.

    Raises:
        ConfigurationError: SANDBOX_RATE_LIMIT_STORE is not an address of a known kind.
    """
    quota = Quota(settings.limits.requests_per_minute, settings.limits.requests_per_day)
    address = settings.rate_limit_store
    kind, _, place = address.partition("://")
    if not address:
        folder = Path(tempfile.mkdtemp(prefix="pysandbox-limits-", dir=settings.run_directory))
        return RateLimiter(quota, SqliteStore(folder / "rate_limit.sqlite3"), own_folder=folder)
    if kind == "memory" and not place:
        return RateLimiter(quota, MemoryStore())
    if kind == "sqlite" and place.startswith("/") and len(place) > 1:
        return RateLimiter(quota, SqliteStore(Path(place[1:])))
    raise ConfigurationError(f"SANDBOX_RATE_LIMIT_STORE={address!r}: use sqlite:///PATH or memory://")
