"""The headers that keep a browser safe with the page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence


def script_hash(script: str) -> str:
    """What names an inline script to the policy (CSP level 3 section 6.7.3.3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def content_security_policy(
    *, scripts: Sequence[str] = (), github: bool = False, files_from: str = "", framed: bool = False
) -> str:
    """What the page may load: its own files, what a run returned (blob:) and, when a developer is named, GitHub.

    `scripts`: hashes of inline scripts. `files_from`: the origin of the upload store, when that is not this service
    itself. `framed`: other sites may show the page in a frame.
    """
    connect = ["'self'", *(["https://api.github.com"] if github else []), *([files_from] if files_from else [])]
    pictures = ["'self'", "blob:", "data:", *(["https://avatars.githubusercontent.com"] if github else [])]
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": pictures,
        "connect-src": connect,
        # A returned PDF is shown by the browser's own viewer, in a frame; its viewer counts as an object.
        "frame-src": ["blob:"],
        "object-src": ["blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["*"] if framed else ["'none'"],
    }
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def security_headers(policy: str, *, framed: bool = False) -> dict[str, str]:
    """The headers that every answer of the page carries."""
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    return headers if framed else {**headers, "X-Frame-Options": "DENY"}
