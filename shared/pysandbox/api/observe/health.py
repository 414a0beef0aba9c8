"""What GET /health says: from what is known, on the event loop, so that it is said however busy everything else is."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from anyio import CapacityLimiter, to_thread

from ... import __version__
from ...engine.models import LayerState
from ...errors import RateLimitStoreError, RunnerUnavailableError
from ...runners import Watched
from ..execute import Service
from ..versions import PYTHON_VERSION

FRESH_S = 1.0
"""For how long the state of the quota's store is taken to be what it was."""

PATIENCE_S = 0.1
"""How long an answer waits for a look at the store: what was known before is told then."""


class Health:
    """The service's state. One event loop's."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._thread = CapacityLimiter(1)
        self._store_ok = True
        self._looked_at = float("-inf")
        self._look: asyncio.Task[None] | None = None

    async def answer(self) -> dict[str, Any]:
        """What to say now.

        Raises:
            RunnerUnavailableError: programs cannot run.
        """
        runner, settings = self._service.runner, self._service.settings
        if not runner.healthy:
            raise RunnerUnavailableError("the runner cannot run programs now")
        await self._refresh()
        layers = runner.layers
        broken = any(layer.state in (LayerState.DISABLED, LayerState.FAILED) for layer in layers)
        troubles = runner.troubles if isinstance(runner, Watched) else ()
        degraded = not self._store_ok or broken or bool(troubles) or bool(settings.disabled_layers)
        return {
            "status": "degraded" if degraded else "ok",
            "version": __version__,
            "python_version": PYTHON_VERSION,
            "layers": {layer.name: {"state": layer.state.value, "detail": layer.detail} for layer in layers},
            "disabled_layers": sorted(settings.disabled_layers),
            "unsafe": bool(settings.disabled_layers),
            "active_executions": runner.active,
            "max_concurrency": settings.limits.max_concurrency,
            "rate_limit_store": "ok" if self._store_ok else "unavailable",
            "troubles": list(troubles),
        }

    async def _refresh(self) -> None:
        if time.monotonic() - self._looked_at > FRESH_S and self._look is None:
            self._look = asyncio.create_task(self._ask_store())
        if self._look is not None:
            await asyncio.wait({self._look}, timeout=PATIENCE_S)

    async def _ask_store(self) -> None:
        try:
            await to_thread.run_sync(self._service.limiter.peek, "health", limiter=self._thread)
            self._store_ok = True
        except RateLimitStoreError:
            self._store_ok = False
        finally:
            self._looked_at = time.monotonic()
            self._look = None
