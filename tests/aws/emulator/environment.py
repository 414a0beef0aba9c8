"""One execution environment: the Runtime Interface Emulator and the function's process under it."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.processes import free_port
from tests.servers import plain_http

from .launch import INTERPRETER, launch
from .template import FunctionSpec

MAX_PAYLOAD_BYTES = 6_291_556
INVOKE_PATH = "/2015-03-31/functions/function/invocations"
START_TIMEOUT_S = 20.0
REPORT = re.compile(r"REPORT RequestId: (\S+)\s.*?Duration: ([\d.]+) ms\s+Billed Duration: (\d+) ms")


@dataclass(frozen=True, slots=True)
class Invocation:
    """What one invocation came to. `error` is Lambda's X-Amz-Function-Error, None when there was none."""

    payload: bytes
    error: str | None


class ExecutionEnvironment:
    """One at a time: the emulator breaks when it is called while it is busy."""

    def __init__(self, spec: FunctionSpec, environment: dict[str, str], kernel: str = "lambda") -> None:
        """Start the emulator; the function's process starts with the first invocation.

        Args:
            kernel: `lambda` refuses what Lambda's kernel does, `strict` every hardening prctl too, `host` nothing.
        """
        self._directory = Path(tempfile.mkdtemp(prefix="pysandbox-lambda-"))
        self._spec = spec
        self.log = self._directory / "log"
        front, runtime_api = free_port(), free_port()
        self.runtime_api_port = runtime_api
        variables = {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime_api}"} | environment
        with self.log.open("wb") as log:
            self.process = launch(
                self._directory, spec, _command(spec, front, runtime_api), variables, kernel, stdout=log, stderr=log
            )
        # One invocation at a time, over one connection that is never reused: the emulator does not keep them.
        self._client = plain_http(f"http://127.0.0.1:{front}", timeout=spec.timeout_s + 30)
        try:
            self._wait_for(front)
        except BaseException:
            self.close()
            raise

    def invoke(self, payload: bytes) -> Invocation:
        """Invoke the function. What the emulator says in a status or in plain text is said as Lambda does."""
        self._signal(signal.SIGCONT)
        try:
            response = self._client.post(INVOKE_PATH, content=payload, headers={"Connection": "close"})
        finally:
            self._signal(signal.SIGSTOP)  # Lambda freezes an environment that has answered
        body = response.content
        if response.status_code == 200 and not body.startswith(b"Task timed out"):
            return _completed(body)
        if body.startswith(b"Task timed out"):
            body = json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": body.decode()}).encode()
        return Invocation(body, "Unhandled")

    def billed_ms(self) -> list[int]:
        """The billed duration of every invocation so far, from the emulator's REPORT lines."""
        return [int(row[2]) for row in REPORT.findall(self.log.read_text(errors="replace"))]

    @property
    def alive(self) -> bool:
        """Whether the emulator runs."""
        return self.process.poll() is None

    def _signal(self, number: signal.Signals) -> None:
        """Signal all processes of the function: the launcher's grandchildren, the emulator being its child."""
        with suppress(psutil.NoSuchProcess):
            for emulator in psutil.Process(self.process.pid).children():
                for process in emulator.children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        process.send_signal(number)

    def close(self) -> None:
        """End it and everything in it."""
        self._client.close()
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self._directory, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _wait_for(self, port: int) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self.alive:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.01)
        raise RuntimeError(f"the emulator does not start: {self.log.read_text(errors='replace')[-2000:]}")


def _completed(body: bytes) -> Invocation:
    """The emulator answers 200 to a function that raised as well: only the shape of its answer tells."""
    if len(body) > MAX_PAYLOAD_BYTES:
        message = f"Response payload size exceeded maximum allowed payload size ({MAX_PAYLOAD_BYTES} bytes)."
        row = {"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message}
        return Invocation(json.dumps(row).encode(), "Unhandled")
    if body.startswith(b'{"errorMessage"') and b'"errorType"' in body:
        return Invocation(body, "Unhandled")
    return Invocation(body, None)


def _command(spec: FunctionSpec, front: int, runtime_api: int) -> list[str]:
    return [
        "/emulator",
        *("--runtime-interface-emulator-address", f"127.0.0.1:{front}"),
        *("--runtime-api-address", f"127.0.0.1:{runtime_api}"),
        *(spec.image.command if spec.image else (INTERPRETER, "-m", "awslambdaric", spec.handler)),
    ]
