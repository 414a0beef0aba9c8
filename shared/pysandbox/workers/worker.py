"""`python -m pysandbox.workers.worker LISTENER CHANNEL`: one of several processes; two descriptors that it inherits.

Its supervisor starts it, and tells it by the channel who it is.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from fastapi import FastAPI

from ..serve import Serving, configure_log, status_of
from ..settings import Settings, Worker, load_settings
from .channel import Channel

QUOTAS = "quota.sqlite"


def main(argv: Sequence[str]) -> int:
    """Serve until told to stop. The exit status is that of `serve.main`."""
    listener, end = (socket.socket(fileno=int(text)) for text in argv)
    for inherited in (listener, end):
        inherited.set_inheritable(False)

    def work() -> int:
        settings = load_settings()
        configure_log(settings.log_level)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
            return loop.run(_work(settings, listener, end))

    return status_of(work)


async def _work(settings: Settings, listener: socket.socket, end: socket.socket) -> int:
    channel = await Channel.over(end)
    told = await channel.hear()
    if told is None:
        return 0
    settings = as_worker(settings, Worker(told["number"], Path(told["folder"]), bytes.fromhex(told["key"])))
    serving = Serving(settings)
    task = asyncio.create_task(_answer(channel, serving.app, serving.server))
    try:
        await serving.serve(listener, lambda: channel.say({"ready": True}))
    finally:
        task.cancel()
        channel.close()
    return 0


def as_worker(settings: Settings, worker: Worker) -> Settings:
    """`settings` for one of several: what would be each process's own lies in the folder that they share."""
    return replace(
        settings,
        worker=worker,
        rate_limit_store=settings.rate_limit_store or f"sqlite:///{worker.folder / QUOTAS}",
        caller_hash_key=settings.caller_hash_key or worker.key.hex(),
    )


async def _answer(channel: Channel, app: FastAPI, server: uvicorn.Server) -> None:
    """Tell the supervisor what it asks, until it is gone."""
    while (asked := await channel.hear()) is not None:
        if "figures" in asked:
            figures: dict[str, Any] = app.state.metrics.standing if app.state.metrics else {}
            channel.say({"figures": figures, "number": asked["figures"]})
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
