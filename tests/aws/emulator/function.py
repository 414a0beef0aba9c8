"""One Lambda function: as many execution environments as its concurrency allows, one event each at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from .environment import MAX_PAYLOAD_BYTES, ExecutionEnvironment, Invocation
from .template import FunctionSpec

PER_TENANT_SHARE = 2.5
"""Environments, busy or idle, that a function with tenant isolation may have for each concurrent execution."""


class ThrottledError(Exception):
    """Every environment that the function may have is busy."""


class NotNowError(Exception):
    """The Invoke API refuses by an error of `kind`: the function is not active, or has no address to give."""

    def __init__(self, kind: str, status: int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status


class TenantError(Exception):
    """A function with tenant isolation is invoked without a tenant, or one without it with one."""


class PayloadTooLargeError(Exception):
    """The event is over Lambda's 6 MB."""


class LambdaFunction:
    """A function and its pools of environments, the last used first, as Lambda does it.

    One pool; with tenant isolation one for each tenant, and of all 2.5 environments for each concurrent execution.
    """

    def __init__(
        self, spec: FunctionSpec, environment: dict[str, str], *, concurrency: int, kernel: str = "lambda"
    ) -> None:
        """Start nothing yet: the first event pays for the cold start."""
        self.spec = spec
        self.cold_starts = 0
        self.invocations = 0
        self.served: dict[str, set[int]] = {}
        """The environments that each tenant's events went to, by their emulator's process id."""
        self.environment = environment
        self._concurrency = concurrency
        self._kernel = kernel
        self._lock = threading.Lock()
        self._busy = 0
        self._idle: dict[str, list[ExecutionEnvironment]] = {}
        self._all: list[ExecutionEnvironment] = []
        self._closed = False

    def invoke(self, payload: bytes, tenant: str = "") -> Invocation:
        """Invoke synchronously.

        Raises:
            ThrottledError, PayloadTooLargeError, TenantError
        """
        if bool(tenant) != self.spec.per_tenant:
            raise TenantError
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise PayloadTooLargeError
        environment = self._take(tenant)
        try:
            environment = environment or self._start()
            self.served.setdefault(tenant, set()).add(environment.process.pid)
            return environment.invoke(payload)
        finally:
            with self._lock:
                self._busy -= 1
                if environment is not None and environment.alive and not self._closed:
                    self._idle.setdefault(tenant, []).append(environment)

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
            environments, self._all, self._idle = self._all, [], {}
        for environment in environments:
            environment.close()

    def _take(self, tenant: str) -> ExecutionEnvironment | None:
        """An idle environment, or None: there may be one more."""
        with self._lock:
            if self._busy >= self._concurrency:
                raise ThrottledError
            idle = self._idle.setdefault(tenant, [])
            while idle and not idle[-1].alive:
                idle.pop()
            if not idle and self.spec.per_tenant and self._alive() >= int(self._concurrency * PER_TENANT_SHARE):
                raise ThrottledError
            self._busy += 1
            self.invocations += 1
            return idle.pop() if idle else None

    def _alive(self) -> int:
        return sum(environment.alive for environment in self._all)

    def _start(self) -> ExecutionEnvironment:
        environment = ExecutionEnvironment(self.spec, self.environment, self._kernel)
        with self._lock:
            self.cold_starts += 1
            self._all.append(environment)
        return environment


def throttled_body() -> bytes:
    """What the Invoke API says to a throttled caller."""
    return json.dumps(
        {"Reason": "ReservedFunctionConcurrentInvocationLimitExceeded", "Type": "User", "message": "Rate Exceeded."}
    ).encode()
