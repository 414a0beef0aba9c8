"""One timer for what expires: it rings when the next of it does, so that nothing outstays its time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class ExpiryTimer:
    """Calls `sweep` from time to time, in a thread of its own. Thread-safe."""

    def __init__(self, sweep: Callable[[], float | None], clock: Callable[[], float] = time.time) -> None:
        """Does nothing before `set` or `ring`.

        Args:
            sweep: removes what has expired, and says when the next will (by `clock`); None: nothing is left.
        """
        self._sweep, self._clock = sweep, clock
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._stopped = False

    def set(self, expires_at: float) -> None:
        """Ring then, or a second from now at the earliest. What is set already stays."""
        with self._lock:
            if self._timer is not None or self._stopped:
                return
            self._timer = threading.Timer(max(1.0, expires_at - self._clock()), self.ring)
            self._timer.daemon = True
            self._timer.start()

    def ring(self) -> None:
        """Sweep now, and be set to what expires next."""
        with self._lock:
            self._timer = None
            if self._stopped:
                return
        expires_at = self._sweep()
        if expires_at is not None:
            self.set(expires_at)

    def stop(self) -> None:
        """Ring no more."""
        with self._lock:
            self._stopped = True
            if self._timer is not None:
                self._timer.cancel()
