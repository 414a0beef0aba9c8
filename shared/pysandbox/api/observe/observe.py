"""What an operator sees of the service on AWS: metrics and log lines in the formats that CloudWatch understands.

Powertools for AWS Lambda writes both. It is imported when `SANDBOX_METRICS_NAMESPACE` is set, and only then: a local
server has no need of it. Like the log, metrics say nothing of a program, its input, its files or its caller.
"""

from __future__ import annotations

import logging
import time
from typing import Protocol

from ...engine.models import TerminationReason
from ...errors import ConfigurationError
from ...settings import Settings
from .logs import public_fields
from .record import RequestRecord

SERVICE = "api"

VERDICTS = frozenset(
    {
        "ran",
        "valid",
        "answered",
        "client_disconnected",
        "replayed",
        "CallerBlocked",
        "ValidationError",
        "ForbiddenImportError",
        "TimeoutError",
        "NotFound",
        "MethodNotAllowed",
        "PayloadTooLarge",
        "RateLimitExceeded",
        "InternalError",
        "ServerBusy",
        "ServiceUnavailable",
    }
)
"""Values of the dimension `verdict`. CloudWatch bills every value as a metric of its own, so there is a list."""

FAILURES = frozenset({"InternalError", "ServiceUnavailable"})
"""Verdicts that are never a caller's doing."""

OUTCOMES = frozenset(reason.value for reason in TerminationReason)
"""Values of the dimension `outcome`, for the same reason."""


class Observer(Protocol):
    """Is told of every request when it is over."""

    def finished(self, record: RequestRecord) -> None:
        """`record` has been answered, or abandoned. Never raises on account of what is in it."""


class Unobserved:
    """Tells nobody."""

    def finished(self, record: RequestRecord) -> None:
        """Do nothing."""


class PowertoolsObserver:
    """Writes metrics to stdout in CloudWatch's embedded metric format: one line for a request, one more for a run.

    Requests, RequestMilliseconds by `verdict`; Runs, RunMilliseconds by `outcome`; Failures by `version`, which a
    deployment is rolled back by; StoreErrors, Violations, ColdStart.
    """

    def __init__(self, namespace: str, version: str = "") -> None:
        """Raises ConfigurationError: Powertools is not installed."""
        try:
            from aws_lambda_powertools.metrics import EphemeralMetrics
        except ImportError as error:
            raise ConfigurationError(
                "SANDBOX_METRICS_NAMESPACE needs aws-lambda-powertools, which is not installed"
            ) from error
        # Ephemeral: the other class shares one set of metrics between all its instances.
        self._metrics = EphemeralMetrics(namespace=namespace, service=SERVICE)
        self._version = version or "none"
        self._cold = True

    def finished(self, record: RequestRecord) -> None:
        """Write the lines of one request."""
        verdict = record.verdict if record.verdict in VERDICTS else "other"
        spent_ms = (time.perf_counter() - record.started) * 1000
        self._write({"Requests": 1, "RequestMilliseconds": spent_ms}, verdict=verdict)
        result = record.result
        if result is not None:
            outcome = result.termination_reason.value
            outcome = outcome if outcome in OUTCOMES else "other"
            self._write({"Runs": 1, "RunMilliseconds": result.duration_s * 1000}, outcome=outcome)
        if verdict in FAILURES:
            self._write({"Failures": 1}, version=self._version)
        rare = {
            "ColdStart": int(self._cold),
            "StoreErrors": record.store_errors,
            "Violations": int(result is not None and result.violation is not None),
        }
        self._cold = False
        self._write({name: count for name, count in rare.items() if count})

    def _write(self, values: dict[str, float], **dimension: str) -> None:
        if not values:
            return
        for name, value in values.items():
            unit = "Milliseconds" if name.endswith("Milliseconds") else "Count"
            self._metrics.add_metric(name=name, unit=unit, value=round(value, 1))
        if dimension:  # beside the sum over all values, which has `service` alone
            self._metrics.add_dimensions(service=SERVICE, **dimension)
        self._metrics.flush_metrics()


def open_observer(settings: Settings) -> Observer:
    """The observer that the settings ask for. Raises ConfigurationError: Powertools is wanted and not installed."""
    if not settings.metrics_namespace:
        return Unobserved()
    return PowertoolsObserver(settings.metrics_namespace, settings.function_version)


def configure_log(settings: Settings) -> None:
    """Send this package's log through Powertools' Logger, to stdout. For the api function; the server has its own.

    Raises:
        ConfigurationError: Powertools is not installed.
        ValueError: there is no such level.
    """
    try:
        from aws_lambda_powertools import Logger
        from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
    except ImportError as error:
        raise ConfigurationError("the api function's log needs aws-lambda-powertools") from error

    class Formatter(LambdaPowertoolsFormatter):
        """Powertools' keys with this service's fields beside them, and of an exception what `public_fields` tells."""

        def format(self, record: logging.LogRecord) -> str:
            """One line."""
            bare = {**record.__dict__, **public_fields(record), "exc_info": None, "exc_text": None}
            bare.pop("fields", None)
            return str(super().format(logging.makeLogRecord(bare)))

    target = logging.getLogger("pysandbox")  # the parent of every module's own
    target.handlers.clear()
    logger = Logger(
        service=target.name, level=settings.log_level, logger_formatter=Formatter(utc=True, use_rfc3339=True)
    )
    logger.append_keys(service=SERVICE)  # as the metrics call it
    logger.remove_keys(["location"])  # an event names itself, and every byte of a request's line is paid for
    target.propagate = False
