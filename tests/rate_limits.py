"""What tests of the rate limit share: settings with a store and limits, and requests at the same instant."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

from pysandbox.policy import load_limits
from pysandbox.rate_limit import Decision, RateLimiter
from pysandbox.settings import Settings, load_settings

NOON = time.time() // 86400 * 86400 + 43200  # of today: the stores forget what is long past


def settings_with(store: str, folder: Path, **limits: int) -> Settings:
    """The defaults with the store at that address, and other limits where given."""
    settings = load_settings({"SANDBOX_RATE_LIMIT_STORE": store, "SANDBOX_GUEST_LIBRARIES": str(folder)})
    return replace(settings, limits=replace(load_limits(), **limits))


def at_once(limiters: list[RateLimiter], count: int, now: float | None, caller: str = "192.0.2.1") -> list[Decision]:
    """What `count` threads are told that ask at the same instant, taking turns over `limiters`."""
    barrier, decisions = threading.Barrier(count), list[Decision]()

    def admit(number: int) -> None:
        barrier.wait()
        decisions.append(limiters[number % len(limiters)].admit(caller, now))

    threads = [threading.Thread(target=admit, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return decisions
