"""Starts the workers, starts another where one ends, tells what all of them count, and stops them."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ..api.observe.metrics import MetricsServer, registry_of_all
from ..api.observe.standing import RESTARTS, Figures, together
from ..errors import EngineError
from ..serve import grace_s, url_of
from ..settings import Settings
from .channel import Channel

logger = logging.getLogger(__name__)

COUNTED = "metrics"
"""In the folder that the workers share: what they have counted."""

ANSWER_S = 1.0
"""For a worker to say how it stands; its figures are left out else."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 10.0
"""Before a worker is started again that was not ready, twice as long each time."""

CLEAN_UP_S = 5.0
"""For a worker to let go of everything, beyond the grace that its requests have."""


class StartError(Exception):
    """A worker ended before it was ready for the first time; it has said why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


async def supervise(settings: Settings, environ: Mapping[str, str], listener: socket.socket) -> int:
    """Serve with `settings.workers` processes until SIGTERM or SIGINT.

    Returns:
        The exit status: 0 after a stop, or that of a first worker that cannot start.
    """
    with tempfile.TemporaryDirectory(prefix="pysandbox-workers-") as folder:
        supervisor = Supervisor(settings, environ, listener, Path(folder))
        with supervisor.metrics():
            return await supervisor.run()


class Supervisor:
    """The workers of one service. One event loop's."""

    def __init__(self, settings: Settings, environ: Mapping[str, str], listener: socket.socket, folder: Path) -> None:
        (folder / COUNTED).mkdir()
        self._settings = settings
        self._environ = dict(environ)
        if settings.metrics_port is not None:
            self._environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder / COUNTED)
        self._listener = listener
        self._folder = folder
        self._key = secrets.token_hex(32)
        self._workers: dict[int, _Process] = {}
        self._stopping = asyncio.Event()
        self._lost_restarts = 0.0
        """Restarts of zygotes that workers which have ended had told of: a counter never falls."""

    async def run(self) -> int:
        """Until told to stop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        try:
            # One alone first: what keeps it from starting would keep all of them, and is said once.
            for numbers in (range(1), range(1, self._settings.workers)):
                await asyncio.gather(*(self._start(number) for number in numbers))
        except StartError as error:
            await self._stop()
            return error.status
        except EngineError:
            await self._stop()
            raise
        if not self._stopping.is_set():
            logger.info("ready, serving on %s with %d workers", url_of(self._listener), self._settings.workers)
        keeping = [asyncio.create_task(self._keep(number)) for number in range(self._settings.workers)]
        await self._stopping.wait()
        self._listener.close()
        await self._stop()
        for task in keeping:
            task.cancel()
        return 0

    async def _start(self, number: int) -> None:
        """Start a worker and wait until it is ready, or the service is to stop. Raises StartError."""
        worker = self._workers[number] = await _Process.start(self._environ, self._listener)
        worker.channel.say({"number": number, "folder": str(self._folder), "key": self._key})
        ready, stop = asyncio.create_task(worker.ready()), asyncio.create_task(self._stopping.wait())
        await asyncio.wait({ready, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if self._stopping.is_set():
            ready.cancel()
        elif not await ready:
            raise StartError(await worker.process.wait())

    async def _keep(self, number: int) -> None:
        """Start the worker of this number again whenever it ends."""
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            worker = self._workers[number]
            status = await worker.process.wait()
            if self._stopping.is_set():
                return
            self._lost_restarts += worker.figures.get(RESTARTS, 0)
            worker.figures = {}
            logger.error("worker %d ended with status %d; another is started", number, status)
            worker.channel.close()
            try:
                await self._start(number)
                pause_s = FIRST_PAUSE_S
            except (StartError, EngineError) as error:
                logger.error("worker %d does not start: %s", number, error)  # noqa: TRY400
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _stop(self) -> None:
        """End every worker: each answers what it is answering."""
        self._stopping.set()
        for worker in self._workers.values():
            worker.signal(signal.SIGTERM)
        waiting = [asyncio.create_task(worker.process.wait()) for worker in self._workers.values()]
        if waiting:
            await asyncio.wait(waiting, timeout=grace_s(self._settings) + CLEAN_UP_S)
        for worker in self._workers.values():
            worker.signal(signal.SIGKILL)
            await worker.process.wait()
            worker.channel.close()

    @contextmanager
    def metrics(self) -> Iterator[None]:
        """Serve the figures of all workers, where they are wanted. Raises ConfigurationError."""
        if self._settings.metrics_port is None:
            yield
            return
        loop = asyncio.get_running_loop()

        def ask() -> Figures:  # in the thread that serves them
            return asyncio.run_coroutine_threadsafe(self._figures(), loop).result(2 * ANSWER_S)

        server = MetricsServer(registry_of_all(self._folder / COUNTED, ask), self._settings)
        try:
            logger.info("metrics on http://%s:%d/metrics", self._settings.metrics_host, server.port)
            yield
        finally:
            # Not in this thread, which may be what an answer waits for.
            loop.run_in_executor(None, server.close)

    async def _figures(self) -> Figures:
        told = await asyncio.gather(*(worker.ask() for worker in self._workers.values()))
        figures = dict(together([figures for figures in told if figures]))
        figures[RESTARTS] = figures.get(RESTARTS, 0) + self._lost_restarts
        return figures | {"workers": sum(map(bool, told)), "healthy": figures.get("healthy", 0)}


class _Process:
    """One worker, as its supervisor sees it."""

    def __init__(self, process: asyncio.subprocess.Process, channel: Channel) -> None:
        self.process = process
        self.channel = channel
        self.figures: Figures = {}
        """What it said last."""
        self.is_ready = False
        self._asking = asyncio.Lock()
        self._asked = 0

    @classmethod
    async def start(cls, environ: Mapping[str, str], listener: socket.socket) -> _Process:
        """Start one that has `listener`.

        Raises:
            EngineError: there is no room for a process.
        """
        try:
            return await cls._execute(environ, listener)
        except OSError as error:
            raise EngineError(f"no process for a worker: {error}") from error

    @classmethod
    async def _execute(cls, environ: Mapping[str, str], listener: socket.socket) -> _Process:
        ours, theirs = socket.socketpair()
        with ExitStack() as undo, theirs:
            undo.callback(ours.close)
            inherited = (listener.fileno(), theirs.fileno())
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "pysandbox.workers.worker", *map(str, inherited),
                env=environ, pass_fds=inherited, stdin=asyncio.subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            undo.pop_all()
        return cls(process, await Channel.over(ours))

    async def ready(self) -> bool:
        """Wait until it serves; False where it never comes to."""
        self.is_ready = await self.channel.hear() is not None
        return self.is_ready

    async def ask(self) -> Figures:
        """How it stands; empty where it does not say."""
        if not self.is_ready:
            return {}
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_S), self._asking:
                self._asked += 1
                self.channel.say({"figures": self._asked})
                while (told := await self.channel.hear()) is not None:
                    if told.get("number") == self._asked:  # not what it said too late to an earlier question
                        self.figures = told["figures"]
                        return self.figures
        return {}

    def signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
