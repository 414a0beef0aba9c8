"""One Lambda function: as many execution environments as its concurrency allows, one event each at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from .environment import MAX_PAYLOAD_BYTES, ExecutionEnvironment, Invocation
from .template import FunctionSpec


class ThrottledError(Exception):
    """Every environment that the function may have is busy."""


class PayloadTooLargeError(Exception):
    """The event is over Lambda's 6 MB."""


class LambdaFunction:
    """A function and its pool of environments, the last used first, as Lambda does it."""

    def __init__(
        self, spec: FunctionSpec, environment: dict[str, str], *, concurrency: int, kernel: str = "lambda"
    ) -> None:
        """Start nothing yet: the first event pays for the cold start."""
        self.spec = spec
        self.cold_starts = 0
        self.invocations = 0
        self._environment = environment
        self._concurrency = concurrency
        self._kernel = kernel
        self._lock = threading.Lock()
        self._busy = 0
        self._idle: list[ExecutionEnvironment] = []
        self._all: list[ExecutionEnvironment] = []
        self._closed = False

    def invoke(self, payload: bytes) -> Invocation:
        """Invoke synchronously.

        Raises:
            ThrottledError, PayloadTooLargeError
        """
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise PayloadTooLargeError
        environment = self._take()
        try:
            environment = environment or self._start()
            return environment.invoke(payload)
        finally:
            with self._lock:
                self._busy -= 1
                if environment is not None and environment.alive and not self._closed:
                    self._idle.append(environment)

    def each(self, visit: Callable[[ExecutionEnvironment], object]) -> None:
        """Call `visit` with every environment that was ever started and is not closed."""
        with self._lock:
            environments = list(self._all)
        for environment in environments:
            visit(environment)

    def close(self) -> None:
        """End every environment."""
        with self._lock:
            self._closed = True
            environments, self._all, self._idle = self._all, [], []
        for environment in environments:
            environment.close()

    def _take(self) -> ExecutionEnvironment | None:
        with self._lock:
            if self._busy >= self._concurrency:
                raise ThrottledError
            self._busy += 1
            self.invocations += 1
            while self._idle:
                environment = self._idle.pop()
                if environment.alive:
                    return environment
            return None

    def _start(self) -> ExecutionEnvironment:
        environment = ExecutionEnvironment(self.spec, self._environment, self._kernel)
        with self._lock:
            self.cold_starts += 1
            self._all.append(environment)
        return environment


def throttled_body() -> bytes:
    """What the Invoke API says to a throttled caller."""
    return json.dumps(
        {"Reason": "ReservedFunctionConcurrentInvocationLimitExceeded", "Type": "User", "message": "Rate Exceeded."}
    ).encode()
