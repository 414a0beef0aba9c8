"""What goes on in the background, in threads that the service cannot do without.

Whatever is raised in one, it starts over after a pause, and says so (`Supervised`). One kind does what is left for
behind an answer: what it costs does not keep a caller waiting (`Backlog`).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from ...errors import EngineError

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0


class Supervised:
    """One such thread. `work` is called again and again until it is told to stop."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        """Nothing is started yet; call `start`.

        Args:
            name: of the thread, as logs and `GET /health` show it.
            work: one round. It returns when a round is over, and soon after `stop`; what it raises is reported.
        """
        self.name = name
        self._work = work
        self._stopped = threading.Event()
        self._pause_s = FIRST_PAUSE_S
        self.failures = 0
        """How often in a row it has failed."""
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread.

        Raises:
            EngineError: there is no room for another.
        """
        try:
            self._thread.start()
        except (RuntimeError, MemoryError) as error:
            raise EngineError(f"no thread for {self.name}: {error}") from error

    @property
    def trouble(self) -> str:
        """What went wrong in the last round, until one goes well; empty then."""
        return self._trouble

    def went_well(self) -> None:
        """For `work` to say that what it does works, where a round does not end by itself."""
        self._trouble, self.failures, self._pause_s = "", 0, FIRST_PAUSE_S

    def stop(self) -> None:
        """Let the round that is under way be the last, without waiting for it."""
        self._stopped.set()

    def join(self) -> None:
        """Wait for the thread's end."""
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._work()
                self.went_well()
                continue
            except BaseException as error:  # noqa: BLE001 - MemoryError, OSError, a fault of ours: nothing ends it
                self._fail(error)
            self._stopped.wait(self._pause_s)

    def _fail(self, error: BaseException) -> None:
        try:
            self.failures += 1
            self._pause_s = min(FIRST_PAUSE_S * 2 ** min(self.failures - 1, 10), LONGEST_PAUSE_S)
            self._trouble = f"{type(error).__name__}: {error}"
            known = isinstance(error, EngineError)  # of anything else, we want to know where it came from
            log.warning("%s failed and starts over: %s", self.name, error, exc_info=None if known else error)
        except BaseException:  # noqa: BLE001 - no memory to say so with; the pause goes on all the same
            self._trouble = self._trouble or "out of memory"


class Backlog[T]:
    """Does `work` on whatever is added, in a thread of its own. What fails is tried again, after all else."""

    def __init__(self, name: str, work: Callable[[T], None], after_s: float = 0.0) -> None:
        """Starts at once.

        Args:
            work: may be called twice for something for which it raised.
            after_s: how long what is added first waits.

        Raises:
            EngineError: there is no thread for it.
        """
        self._do = work
        self._after_s = after_s
        self._waiting: deque[T] = deque()
        self._there = threading.Event()
        self._closing = threading.Event()
        self._thread = Supervised(name, self._work)
        self.name = name
        self._thread.start()

    def __len__(self) -> int:
        """How much is not done yet."""
        return len(self._waiting)

    @property
    def trouble(self) -> str:
        """Why the last of it could not be done; empty where it could."""
        return self._thread.trouble

    def add(self, what: T) -> None:
        """Do this soon."""
        self._waiting.append(what)
        self._there.set()

    def close(self) -> None:
        """Do all that is waiting, as far as it can be done, then stop."""
        self._thread.stop()
        self._closing.set()
        self._there.set()
        self._thread.join()
        for what in self._waiting:
            with suppress(OSError):
                self._do(what)

    def _work(self) -> None:
        """One round: all that waits. After a failure the thread pauses before it tries again."""
        self._there.wait()
        self._there.clear()
        self._closing.wait(self._after_s)
        while self._waiting:
            try:
                self._do(self._waiting[0])
            except BaseException:
                self._there.set()
                self._waiting.rotate(-1)  # the others are not to wait for it
                raise
            self._waiting.popleft()
