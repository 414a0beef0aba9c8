"""Values of settings that take more than a word to read: addresses, ports, numbers, and what others' variables mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network

from .errors import ConfigurationError

MAX_WORKERS = 64
OTEL = (
    *("EXPORTER_OTLP_ENDPOINT", "EXPORTER_OTLP_TRACES_ENDPOINT", "EXPORTER_OTLP_PROTOCOL"),
    *("EXPORTER_OTLP_TRACES_PROTOCOL", "TRACES_EXPORTER", "SDK_DISABLED"),
)
"""What of OpenTelemetry's variables says whether there are traces."""


def proxies(environ: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """SANDBOX_TRUSTED_PROXIES. Raises ConfigurationError."""
    text = environ.get("SANDBOX_TRUSTED_PROXIES", "")
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ConfigurationError(f"SANDBOX_TRUSTED_PROXIES: {error}") from error


def public_url(environ: Mapping[str, str]) -> str:
    """SANDBOX_PUBLIC_URL, without a slash at the end. Raises ConfigurationError."""
    text = environ.get("SANDBOX_PUBLIC_URL", "").strip().rstrip("/")
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]_-]+(?:/[A-Za-z0-9._~/-]*)?", text):
        raise ConfigurationError(f"SANDBOX_PUBLIC_URL={text!r} is not an http or https address")
    return text


def metrics_port(text: str) -> int | None:
    """SANDBOX_METRICS_PORT. Raises ConfigurationError."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise ConfigurationError(f"SANDBOX_METRICS_PORT={text!r} is not a port")
    return int(text)


def traces(environ: Mapping[str, str]) -> bool:
    """Whether traces are wanted: by OpenTelemetry's own variables, which its library reads itself.

    Raises:
        ConfigurationError: they ask for a protocol that there is none of here.
    """
    named = {name: environ.get(f"OTEL_{name}", "").strip() for name in OTEL}
    endpoint = named["EXPORTER_OTLP_TRACES_ENDPOINT"] or named["EXPORTER_OTLP_ENDPOINT"]
    off = named["SDK_DISABLED"].lower() == "true" or named["TRACES_EXPORTER"] == "none"
    if not endpoint or off or "AWS_LAMBDA_FUNCTION_NAME" in environ:
        return False
    protocol = named["EXPORTER_OTLP_TRACES_PROTOCOL"] or named["EXPORTER_OTLP_PROTOCOL"]
    if protocol not in ("", "http/protobuf"):
        raise ConfigurationError(f"OTEL_EXPORTER_OTLP_PROTOCOL={protocol}: traces are sent by http/protobuf alone")
    return True


def workers(text: str, store: str) -> int:
    """SANDBOX_WORKERS, over that store of quotas. Raises ConfigurationError."""
    if not text:
        return 1
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_WORKERS:
        raise ConfigurationError(f"SANDBOX_WORKERS={text!r} is not a number from 1 to {MAX_WORKERS}")
    if int(text) > 1 and store == "memory://":
        raise ConfigurationError("SANDBOX_RATE_LIMIT_STORE=memory:// counts for one process; SANDBOX_WORKERS are more")
    return int(text)


def blocked(environ: Mapping[str, str]) -> tuple[frozenset[str], tuple[IPv4Network | IPv6Network, ...]]:
    """Blocked callers by their name in the log, and by their address. Raises ConfigurationError."""
    parts = [part.strip() for part in environ.get("SANDBOX_BLOCKED_CALLERS", "").split(",") if part.strip()]
    hashes = frozenset(part for part in parts if re.fullmatch(r"[0-9a-f]{16}", part))
    try:
        return hashes, tuple(ip_network(part, strict=False) for part in parts if part not in hashes)
    except ValueError as error:
        raise ConfigurationError(f"SANDBOX_BLOCKED_CALLERS: {error}") from error
