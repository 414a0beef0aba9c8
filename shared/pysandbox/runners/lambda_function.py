"""The runner behind `lambda:InvokeFunction`: programs run in another function, which has nothing worth taking."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ..aws import make_client
from ..engine.models import LayerReport, RunRequest, RunResult
from ..errors import RequestTooLargeError, RunnerUnavailableError, ServerBusyError
from ..settings import Settings
from . import Slot, events
from .answer_schema import read_layers, read_result
from .places import Places
from .remote import RemoteRunRequest

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 2.0
COLD_START_S = 12.0
"""On top of a run's own time, for an execution environment that has to be made first."""
EARLY_EXIT_S = 3.0
DESCRIBED_FOR_S = 60.0
THROTTLES = frozenset({"TooManyRequestsException", "ThrottlingException", "EC2ThrottledException"})


class LambdaFunctionRunner:
    """Invokes `settings.runner_function` for each run. How many run at once, that function's concurrency decides."""

    def __init__(self, settings: Settings, client: Any = None) -> None:
        """`client` is a botocore Lambda client; by default one with short timeouts and no retries of its own."""
        self._function = settings.runner_function
        self._limits = settings.limits
        self._client = client or make_client(
            "lambda",
            Config(
                connect_timeout=CONNECT_TIMEOUT_S,
                read_timeout=settings.limits.timeout_s + COLD_START_S,
                retries={"total_max_attempts": 1},
                max_pool_connections=settings.limits.max_concurrency + 2,
            ),
        )
        self._places = Places(settings.limits.max_concurrency)
        self._described_at = float("-inf")
        self._healthy = False
        self._layers: tuple[LayerReport, ...] = ()

    def start(self) -> None:
        """Nothing to do: the function starts itself, and refuses to start without its required layers."""

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def slot(self) -> Iterator[Slot]:
        """A place for one run as far as it can be known here: the invocation itself may still find all taken."""
        with self._places.hold():
            yield self

    def run(self, request: RunRequest) -> RunResult:
        """Run one program in the runner function.

        Raises:
            ServerBusyError: its concurrency is used up; it did not run.
            RunnerUnavailableError: it cannot be reached, it broke, or it answered nonsense.
            RequestTooLargeError: the request is larger than an invocation may be (6 MB).
        """
        transfer = request.transfer if isinstance(request, RemoteRunRequest) else None
        keys = frozenset(place["key"] for place in transfer.places) if transfer else frozenset[str]()
        return read_result(self._invoke(events.encode_request(request)), self._limits, keys)

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
        try:
            self._healthy, self._layers = read_layers(self._invoke(events.describe_request()))
            self._described_at = time.monotonic()
        except ServerBusyError:
            self._healthy = True  # busy is not broken; ask again next time
        except RunnerUnavailableError as error:
            logger.warning("the runner does not answer: %s", error)
            self._healthy = False

    def _invoke(self, event: dict[str, Any]) -> bytes:
        payload = json.dumps(event).encode()
        if len(payload) > events.MAX_PAYLOAD_BYTES:
            raise RequestTooLargeError("code, input and attachments together are over the 6 MB of one invocation")
        started = time.monotonic()
        failure, answer = self._invoke_once(payload)
        if failure == "Runtime.ExitError" and time.monotonic() - started < EARLY_EXIT_S:
            # A spent environment ends instead of serving another caller; the next one is fresh. Were it the program
            # that ended it, running that once more would change nothing outside.
            failure, answer = self._invoke_once(payload)
        if failure:
            raise RunnerUnavailableError(f"the runner function failed: {failure}")
        return answer

    def _invoke_once(self, payload: bytes) -> tuple[str, bytes]:
        """The kind of failure, empty when there is none, and the answer."""
        try:
            response = self._client.invoke(FunctionName=self._function, Payload=payload)
            with closing(response["Payload"]) as stream:
                answer = stream.read(events.MAX_PAYLOAD_BYTES + 1)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in THROTTLES:
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
