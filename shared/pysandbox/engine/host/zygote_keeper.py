"""The life of a pool's zygote: started, watched, disposed of, and followed by another when it ends."""

from __future__ import annotations

import logging
import os
import select
import time
from collections.abc import Callable

from ...errors import EngineError
from .background import Supervised
from .spares import Spares
from .zygote_process import ZygoteProcess

log = logging.getLogger(__name__)

SHORT_LIFE_S = 1.0
REFILL_AFTER_S = 1.0


class ZygoteKeeper:
    """One thread, which must outlive each zygote (`ZygoteProcess`). It makes no spares: whoever gives one back does."""

    def __init__(self, name: str, start_zygote: Callable[[], ZygoteProcess], spares: Spares) -> None:
        """Nothing is started yet; call `start`."""
        self._start_zygote, self._spares = start_zygote, spares
        self._wake = -1
        self._thread = Supervised(name, self._keep)
        self.name = name
        self.restarts = 0
        """How often a zygote that ended was followed by another."""

    @property
    def trouble(self) -> str:
        """What went wrong with the last zygote; empty where nothing did."""
        return self._thread.trouble

    def start(self) -> None:
        """Start the first zygote, in the background.

        Raises:
            EngineError: there is no descriptor or thread left for it.
        """
        try:
            self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        except OSError as error:
            raise EngineError(f"the zygote cannot be looked after: {error}") from error
        try:
            self._thread.start()
        except BaseException:
            os.close(self._wake)
            raise

    def wake(self) -> None:
        """Look at `Spares` now: its zygote is lost, or it is short of spares."""
        os.eventfd_write(self._wake, 1)

    def close(self) -> None:
        """End the zygote, which must be no more wanted (`Spares.close`), with every run and spare of it."""
        self._thread.stop()
        self.wake()
        self._thread.join()
        os.close(self._wake)

    def _keep(self) -> None:
        """One round: a zygote's life."""
        began = time.monotonic()
        spares = self._spares
        try:
            zygote = self._start_zygote()
        except BaseException as error:
            spares.tell(error, self._thread.failures + 1)
            raise
        try:
            spares.serve_from(zygote)
            self._thread.went_well()
            self._until_lost(zygote)
        finally:
            spares.dispose(zygote)
        if spares.closing:
            return
        if time.monotonic() - began < SHORT_LIFE_S:
            raise EngineError("the zygote ended as soon as it was there")
        self.restarts += 1
        log.warning("the zygote ended; starting another")

    def _until_lost(self, zygote: ZygoteProcess) -> None:
        spares = self._spares
        poller = select.poll()
        poller.register(zygote.control_fd, 0)  # POLLHUP is always reported
        poller.register(self._wake, select.POLLIN)
        while spares.zygote is zygote and not spares.closing:
            ready = poller.poll(REFILL_AFTER_S * 1000 if spares.short else None)
            if (self._wake, select.POLLIN) in ready:
                os.eventfd_read(self._wake)
            elif ready:
                spares.lose(zygote.pid)
            elif spares.short:
                spares.refill()
