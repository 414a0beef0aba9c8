"""Where the caller reaches this service, for URLs that lead back to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")


def base_url(scope: Mapping[str, Any], public_url: str) -> str:
    """An absolute URL without a slash at its end.

    The operator's own setting comes first; then the Host header. The caller writes that, and is told nothing but what
    it says of itself: answers are not cached (RFC 9110 section 7.2 has every client send it).
    """
    if public_url:
        return public_url
    hosts = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name.lower() == b"host"]
    if len(hosts) == 1 and HOST.fullmatch(hosts[0]):
        return f"{scope.get('scheme', 'http')}://{hosts[0]}"
    host, port = scope.get("server") or ("127.0.0.1", None)
    shown = f"[{host}]" if ":" in host else host
    return f"{scope.get('scheme', 'http')}://{shown}" + (f":{port}" if port else "")
