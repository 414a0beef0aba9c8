"""How long something takes, less the time for which other processes kept it from a processor.

A limit of the contract holds on cores that have nothing else to do. proc(5), schedstat: its second number counts the
nanoseconds that a thread was ready to run and waited for a processor.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path


def stopwatch(*processes: int) -> Callable[[], float]:
    """Start to measure; the function returned tells the seconds since, less what this thread and `processes` waited."""
    own = Path(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/schedstat")
    before, begun = _waited_ns(own, processes), time.monotonic()

    def read() -> float:
        passed, after = time.monotonic() - begun, _waited_ns(own, processes)
        return passed - sum(waited - before.get(task, 0) for task, waited in after.items()) / 1e9

    return read


def _waited_ns(own: Path, processes: Iterable[int]) -> dict[Path, int]:
    """What every thread has waited for a processor."""
    threads = {own, *(task for pid in processes for task in Path(f"/proc/{pid}/task").glob("*/schedstat"))}
    found = {}
    for thread in threads:
        try:
            found[thread] = int(thread.read_text().split()[1])
        except OSError:  # it has ended
            continue
    return found
