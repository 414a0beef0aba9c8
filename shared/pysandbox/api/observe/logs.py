"""The log: one JSON object a line, on stderr. Never a program, its input, or a file's name or content."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson

from ...engine.models import RunResult
from .record import RequestRecord

logger = logging.getLogger(__name__)

ROUTES = frozenset(
    {"/", "/execute", "/validate", "/uploads", "/limits", "/health", "/openapi.json", "/run", "/mcp", "/client.py"}
    | {"/client.ts", "/llms.txt", "/tools.json", "/reference.md"}
)


METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class JsonFormatter(logging.Formatter):
    """A record as JSON. Of an exception, its type and where it was raised: its text may quote the request."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        return orjson.dumps(line | public_fields(record), default=str).decode()


def public_fields(record: logging.LogRecord) -> dict[str, Any]:
    """What a log line says beside its event. Of an exception, its type and where it was raised."""
    fields = dict(getattr(record, "fields", {}))
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        frames = traceback.extract_tb(error.__traceback__)
        fields["exception"] = type(error).__name__
        fields["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return fields


def configure(level: str) -> None:
    """Send this package's log and uvicorn's to stderr as JSON lines.

    Raises:
        ValueError: there is no such level.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    for name in ("pysandbox", "uvicorn.error", "opentelemetry"):
        target = logging.getLogger(name)
        target.handlers = [handler]
        target.propagate = False
        target.setLevel(level if name == "pysandbox" else logging.WARNING)


def _run_fields(result: RunResult) -> dict[str, Any]:
    return {
        "termination_reason": result.termination_reason.value,
        "exit_code": result.exit_code,
        "run_ms": round(result.duration_s * 1000, 1),
        "cpu_ms": round(result.cpu_time_s * 1000, 1),
        "peak_memory_bytes": result.peak_memory_bytes,
        "violation": result.violation,
    }


def log_request(record: RequestRecord) -> None:
    """One line for one request, abandoned where it has no status."""
    fields = {
        "request_id": record.request_id,
        "method": record.method,
        "path": record.route,
        "status": record.status,
        "verdict": record.verdict,
        "caller": record.caller_name,
        "duration_ms": round((time.perf_counter() - record.started) * 1000, 1),
    }
    if record.function_request_id:
        fields["function_request_id"] = record.function_request_id
    if record.store_errors:
        fields["store_errors"] = record.store_errors
    if record.result is not None:
        fields |= _run_fields(record.result)
    logger.info("request", extra={"fields": fields})
