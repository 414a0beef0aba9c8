"""Whether a program compiles: asked of a process apart (`compiler`), because the parser may crash, hang or grow."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from ..errors import EngineError, ServerBusyError
from .compiler import MAX_MESSAGE_BYTES, SIZE, VERDICT
from .host import boot
from .models import CodeProblem

PROCESSES = 2
"""Sources that are compiled at the same time; the route that asks is free of charge."""

TURN_S = 1.0
"""How long a caller waits for one of them."""

DEADLINE_S = 2.0
"""For one source: 2000 characters take milliseconds, the worst that are known some hundred."""

START_S = 20.0
"""For the process to say its first word, on a machine that is busy."""

CHECKS = 1000
"""Sources that one process serves."""

GAVE_UP = "Python's compiler does not get through this program."

_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from pysandbox.engine.compiler import main; main()"


class _LostError(EngineError):
    """The process is gone, or does not answer."""


class CompileChecker:
    """Compiles sources, at most PROCESSES at a time. Processes are started when they are needed. Thread-safe."""

    def __init__(self) -> None:
        self._turns = threading.Semaphore(PROCESSES)
        self._lock = threading.Lock()
        self._idle: list[_Compiler] = []
        self._closed = False

    def check(self, code: str) -> CodeProblem | None:
        """What keeps `code` from compiling; None when it compiles.

        Raises:
            ServerBusyError: as many are compiled as may be.
            EngineError: there is no process to ask.
        """
        if not self._turns.acquire(timeout=TURN_S):
            raise ServerBusyError("As many programs are compiled as may be at a time.")
        try:
            try:
                return self._ask(code)
            except _LostError:
                pass  # perhaps it was gone before: a fresh one tells
            try:
                return self._ask(code, fresh=True)
            except _LostError:
                return CodeProblem(GAVE_UP, None, None)
        finally:
            self._turns.release()

    def _ask(self, code: str, *, fresh: bool = False) -> CodeProblem | None:
        compiler = self._take(fresh=fresh)
        try:
            problem = compiler.ask(code.encode())
        except TimeoutError:
            compiler.close()
            return CodeProblem(GAVE_UP, None, None)
        except BaseException:
            compiler.close()
            raise
        self._give_back(compiler)
        return problem

    def _take(self, *, fresh: bool) -> _Compiler:
        with self._lock:
            if self._closed:
                raise EngineError("the compile check is closed")
            if self._idle and not fresh:
                return self._idle.pop()
        return _Compiler()

    def _give_back(self, compiler: _Compiler) -> None:
        with self._lock:
            if not self._closed and compiler.checks_left > 0:
                self._idle.append(compiler)
                return
        compiler.close()

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for compiler in idle:
            compiler.close()


class _Compiler:
    """The host's hold on one process."""

    def __init__(self) -> None:
        """Raises EngineError: it does not start."""
        self.checks_left = CHECKS
        package = str(Path(__file__).resolve().parents[2])
        interpreter = os.path.realpath(sys.executable)
        try:
            self._process = subprocess.Popen(
                [interpreter, "-I", "-S", "-X", "utf8", "-c", _PROGRAM, package],
                env=boot.LIBRARY_PATH,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            raise EngineError(f"the compiler does not start: {error}") from error
        try:
            self._exchange(b"", START_S)  # compiles, and is ready then
        except (TimeoutError, _LostError) as error:
            self.close()
            raise EngineError("the compiler does not start") from error

    def ask(self, source: bytes) -> CodeProblem | None:
        """What keeps `source` from compiling.

        Raises:
            TimeoutError: it takes too long.
            _LostError: the process is gone, or answers nonsense.
        """
        self.checks_left -= 1
        return self._exchange(source, DEADLINE_S)

    def _exchange(self, source: bytes, time_s: float) -> CodeProblem | None:
        deadline = time.monotonic() + time_s
        self._send(SIZE.pack(len(source)) + source, deadline)
        good, line, column, size = VERDICT.unpack(self._receive(VERDICT.size, deadline))
        if size > MAX_MESSAGE_BYTES:
            raise _LostError("an answer that is none")
        message = self._receive(size, deadline).decode("utf-8", "replace")
        return None if good else CodeProblem(message, line or None, column or None)

    def _send(self, data: bytes, deadline: float) -> None:
        pipe = self._process.stdin
        if pipe is None:
            raise _LostError("no pipe")
        view = memoryview(data)
        while view:
            self._wait([], [pipe.fileno()], deadline)
            try:
                # No more than PIPE_BUF at a time: what select calls writable takes that without waiting (pipe(7)).
                view = view[os.write(pipe.fileno(), view[: select.PIPE_BUF]) :]
            except OSError as error:
                raise _LostError("it is gone") from error

    def _receive(self, size: int, deadline: float) -> bytes:
        pipe = self._process.stdout
        if pipe is None:
            raise _LostError("no pipe")
        data = b""
        while len(data) < size:
            self._wait([pipe.fileno()], [], deadline)
            piece = os.read(pipe.fileno(), size - len(data))
            if not piece:
                raise _LostError("it is gone")
            data += piece
        return data

    @staticmethod
    def _wait(readable: list[int], writable: list[int], deadline: float) -> None:
        poll = select.poll()  # select(2) knows no descriptor above 1023
        for descriptor in readable:
            poll.register(descriptor, select.POLLIN)
        for descriptor in writable:
            poll.register(descriptor, select.POLLOUT)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError

    def close(self) -> None:
        """End it, whatever it does."""
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
