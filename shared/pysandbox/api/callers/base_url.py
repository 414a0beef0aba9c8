"""Where the caller reaches this service, for URLs that lead back to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .client_ip import Network, from_trusted_proxy

HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
SCHEME = re.compile(r"https?")
PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]{1,64}){1,8}")


def base_url(scope: Mapping[str, Any], public_url: str, trusted_proxies: Sequence[Network] = ()) -> str:
    """An absolute URL without a slash at its end.

    The operator's own setting comes first; then what a trusted proxy says (X-Forwarded-Proto, -Host and -Prefix); then
    the Host header. The caller writes that, and is told nothing but what it says of itself: answers are not cached
    (RFC 9110 section 7.2 has every client send it).
    """
    if public_url:
        return public_url
    trusted = from_trusted_proxy(scope, trusted_proxies)
    scheme = (_forwarded(scope, b"x-forwarded-proto", SCHEME) if trusted else None) or scope.get("scheme", "http")
    prefix = (_forwarded(scope, b"x-forwarded-prefix", PREFIX) if trusted else None) or ""
    host = (_forwarded(scope, b"x-forwarded-host", HOST) if trusted else None) or _only(scope, b"host", HOST)
    return f"{scheme}://{host or _own_address(scope)}{prefix}"


def _forwarded(scope: Mapping[str, Any], name: bytes, form: re.Pattern[str]) -> str | None:
    """What the nearest proxy wrote: where there are several, those before it have written theirs to the left."""
    values = [value.decode("latin-1") for key, value in scope.get("headers", ()) if key.lower() == name]
    nearest = ",".join(values).rpartition(",")[2].strip().rstrip("/")
    return nearest if form.fullmatch(nearest) else None


def _only(scope: Mapping[str, Any], name: bytes, form: re.Pattern[str]) -> str | None:
    values = [value.decode("latin-1") for key, value in scope.get("headers", ()) if key.lower() == name]
    return values[0] if len(values) == 1 and form.fullmatch(values[0]) else None


def _own_address(scope: Mapping[str, Any]) -> str:
    host, port = scope.get("server") or ("127.0.0.1", None)
    shown = f"[{host}]" if ":" in host else host
    return shown + (f":{port}" if port else "")
