"""The runner behind `lambda:InvokeFunction`: programs run in another function, which has nothing worth taking."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from ..aws import GivenClient, LazyClient
from ..engine.models import CodeProblem, LayerReport, RunRequest, RunResult
from ..errors import RequestTooLargeError, RunnerUnavailableError, ServerBusyError
from ..settings import Settings
from . import Slot, events
from .concurrency import Places
from .remote import RemoteRunRequest

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 2.0
COLD_START_S = 12.0
"""On top of a run's own time, for an execution environment that has to be made first."""
CHECKS_AT_ONCE = 1
"""Invocations that compile and run nothing: they are free of charge, and runs share the function's concurrency."""
RETRY_WITHIN_S = 6.0
"""From the first invocation on: a retry after that could outlast the gateway's 30 s."""
STARTING_WAIT_S = 3.0
STARTING_RETRY_AFTER_S = 10
DESCRIBED_FOR_S = 60.0

ENDED = "Runtime.ExitError"
MOST_ENDED = 2
"""Ended environments that one run is tried again after: two may have been spent at the same time."""

NO_PLACE = frozenset(
    {
        "TooManyRequestsException",
        "ThrottlingException",
        "EC2ThrottledException",
        "ENILimitReachedException",
        "SubnetIPAddressLimitReachedException",
    }
)
"""Errors of Invoke by which Lambda says that it has no environment to give now; nothing ran."""

STARTING = frozenset(
    {"ResourceNotReadyException", "ENINotReadyException", "ResourceConflictException", "SnapStartNotReadyException"}
)
"""Errors of Invoke while a function becomes active, after weeks without a call or while it is updated; nothing ran."""

REPLACED = "a spent environment was replaced"
"""What the log says of an invocation that met an ended environment and was made once more. A metric counts it."""


class LambdaFunctionRunner:
    """Invokes `settings.runner_function` for each run. How many run at once, that function's concurrency decides."""

    def __init__(self, settings: Settings, client: Any = None, sleep: Callable[[float], None] = time.sleep) -> None:
        """`client` is a boto3 Lambda client; by default one with short timeouts and no retries of its own."""
        self._function = settings.runner_function
        self._limits = settings.limits
        self._key = settings.caller_isolation_key.encode()
        self._sleep = sleep
        self._client = (
            GivenClient(client)
            if client
            else LazyClient(
                "lambda",
                connect_timeout=CONNECT_TIMEOUT_S,
                read_timeout=settings.limits.timeout_s + COLD_START_S,
                retries={"total_max_attempts": 1},
                max_pool_connections=settings.limits.max_concurrency + 2,
            )
        )
        self._places = Places(settings.limits.max_concurrency)
        self._checks = Places(CHECKS_AT_ONCE)
        self._described_at = float("-inf")
        self._healthy = False
        self._layers: tuple[LayerReport, ...] = ()

    def start(self) -> None:
        """Nothing to do: the function starts itself, and refuses to start without its required layers."""

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def slot(self, caller: str = "") -> Iterator[Slot]:
        """A place for one run as far as it can be known here: the invocation itself may still find all taken."""
        with self._places.hold():
            self._client.prepare(_make_answer_models)  # while the quota is asked for, and the runner for the answer
            yield _Place(self, caller)

    def run(self, request: RunRequest, caller: str) -> RunResult:
        """Run one program of `caller` in the runner function.

        Raises:
            ServerBusyError: its concurrency is used up, or it is only just starting; it did not run.
            RunnerUnavailableError: it cannot be reached, it broke, or it answered nonsense.
            RequestTooLargeError: the request is larger than an invocation may be (6 MB).
        """
        transfer = request.transfer if isinstance(request, RemoteRunRequest) else None
        keys = frozenset(place["key"] for place in transfer.places) if transfer else frozenset[str]()
        answer = self._invoke(events.encode_request(request), caller)
        from .answer_schema import read_result

        return read_result(answer, self._limits, keys)

    def check_code(self, code: str, caller: str = "") -> CodeProblem | None:
        """What keeps a program from compiling, asked of the runner function.

        Raises:
            ServerBusyError: as many are asked as may be, or its concurrency is used up.
            RunnerUnavailableError: it cannot be reached, it broke, or it answered nonsense.
        """
        with self._checks.hold():
            answer = self._invoke(events.check_request(code), caller)
        from .answer_schema import read_check

        return read_check(answer)

    @property
    def active(self) -> int:
        """Runs of this process."""
        return self._places.taken

    @property
    def healthy(self) -> bool:
        """Whether the runner function answers; what it said is believed for a minute."""
        self._describe()
        return self._healthy

    @property
    def layers(self) -> tuple[LayerReport, ...]:
        """What its self-check found, as last heard."""
        self._describe()
        return self._layers

    def _describe(self) -> None:
        if time.monotonic() - self._described_at < DESCRIBED_FOR_S:
            return
        from .answer_schema import read_layers

        try:
            self._healthy, self._layers = read_layers(self._invoke(events.describe_request(), ""))
            self._described_at = time.monotonic()
        except ServerBusyError:
            self._healthy = True  # busy is not broken; ask again next time
        except RunnerUnavailableError as error:
            logger.warning("the runner does not answer: %s", error)
            self._healthy = False

    def _tenant(self, caller: str) -> dict[str, str]:
        """Whose environments an invocation may have; nothing where the function has no tenant isolation.

        Keyed, because an address is guessed from a plain hash of it, and Lambda's own log lines carry the id.
        """
        if not self._key:
            return {}
        return {"TenantId": hmac.new(self._key, caller.encode(), hashlib.sha256).hexdigest()[:32]}

    def _invoke(self, event: dict[str, Any], caller: str) -> bytes:
        payload = json.dumps(event).encode()
        if len(payload) > events.MAX_PAYLOAD_BYTES:
            raise RequestTooLargeError("code, input and attachments together are over the 6 MB of one invocation")
        last_retry_at = time.monotonic() + RETRY_WITHIN_S
        ended, starting = 0, False
        while True:
            failure, answer = self._invoke_once(payload, self._tenant(caller))
            in_time = time.monotonic() < last_retry_at
            if failure == ENDED and ended < MOST_ENDED and in_time:
                # A spent environment ends instead of serving another caller; the next one is fresh. Were it the program
                # that ended it, running that once more would change nothing outside.
                ended += 1
                logger.info(REPLACED)
            elif failure in STARTING:
                if starting or not in_time:
                    raise ServerBusyError("The service is waking up after a rest.", STARTING_RETRY_AFTER_S)
                starting = True
                self._sleep(STARTING_WAIT_S)
            elif failure:
                raise RunnerUnavailableError(f"the runner function failed: {failure}")
            else:
                return answer

    def _invoke_once(self, payload: bytes, tenant: dict[str, str]) -> tuple[str, bytes]:
        """The kind of failure, empty when there is none, and the answer."""
        try:
            response = self._client.get().invoke(FunctionName=self._function, Payload=payload, **tenant)
            with closing(response["Payload"]) as stream:
                answer = stream.read(events.MAX_PAYLOAD_BYTES + 1)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in STARTING:
                return code, b""
            if code in NO_PLACE:
                raise ServerBusyError from error
            raise RunnerUnavailableError(f"the runner function cannot be invoked: {code}") from error
        except (BotoCoreError, OSError) as error:
            raise RunnerUnavailableError(f"the runner function cannot be reached: {type(error).__name__}") from error
        if len(answer) > events.MAX_PAYLOAD_BYTES:
            raise RunnerUnavailableError("the runner function's answer is over 6 MB")
        # An environment that ends too soon after its answer fails the invocation, but the answer may have come through:
        # what is not Lambda's own error is read like any answer, which an error of another shape does not survive.
        return (_error_type(answer), answer) if "FunctionError" in response else ("", answer)


def _error_type(answer: bytes) -> str:
    """Lambda's word for a failure; empty when `answer` is not an error of Lambda's."""
    try:
        kind = json.loads(answer)["errorType"]
    except (ValueError, KeyError, TypeError):
        return ""
    return kind[:100] if isinstance(kind, str) and kind else "unknown"


def _make_answer_models() -> None:
    """Import what reads answers: a cold start has it while it waits for the first of them."""
    from . import answer_schema  # noqa: F401


@dataclass(frozen=True, slots=True)
class _Place:
    """One run's place, and whose run it is."""

    runner: LambdaFunctionRunner
    caller: str

    def run(self, request: RunRequest) -> RunResult:
        return self.runner.run(request, self.caller)
