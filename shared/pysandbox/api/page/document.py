"""The documents: rendered once by Jinja2, then with the caller's address put in."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import policy
from .assets import BROTLI_OFTEN, Asset

BASE = "https://sandbox.invalid"
"""Stands for the service's address in all that is rendered ahead (RFC 2606: nobody's)."""

TEMPLATES = Path(__file__).parent / "templates"

MEDIA_TYPES = {
    "page.html": "text/html; charset=utf-8",
    "embed.html": "text/html; charset=utf-8",
    "reference.md": "text/markdown; charset=utf-8",
}
"""What is rendered, each from the template of its name."""

ADDRESSES = 16
"""Addresses whose documents are kept: a caller writes the Host header, and must not fill the memory with it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the service when it starts."""

    limits: Mapping[str, Any]
    """The body of GET /limits."""
    openapi: Mapping[str, Any]
    developer: str | None
    """A GitHub user name."""


class Documents:
    """The page, its small sister for other sites' frames, and the reference as Markdown."""

    def __init__(self, facts: Callable[[], Facts], version: str) -> None:
        self._facts = facts
        self._version = version
        self._rendered: dict[str, str] = {}
        self._sent: OrderedDict[tuple[str, str], Asset] = OrderedDict()
        self._lock = threading.Lock()
        self.theme = (TEMPLATES / "theme.js").read_text("utf-8").strip()
        """Sets the chosen theme before the first paint; the policy knows it by its hash."""

    @property
    def script_hash(self) -> str:
        """The inline script's name in the policy."""
        return policy.script_hash(self.theme)

    def prepare(self) -> None:
        """Render what does not depend on the caller; done once.

        Raises:
            ConfigurationError: the texts and the service do not fit together.
        """
        with self._lock:
            if not self._rendered:
                # With Jinja2; nobody waits for it who does not ask for the page.
                from .content import build
                from .rendering import render

                content = build(self._facts()) | {"assets": f"site/{self._version}"}
                self._rendered = render(TEMPLATES, MEDIA_TYPES, content, self.theme)

    def document(self, name: str, base: str) -> Asset:
        """One of MEDIA_TYPES, for a service that its caller reaches at `base`."""
        self.prepare()
        key = (name, base)
        with self._lock:
            found = self._sent.get(key)
            if found is None:
                body = self._rendered[name].replace(BASE, base).encode()
                found = Asset(body, MEDIA_TYPES[name], quality=BROTLI_OFTEN)
                self._sent[key] = found
                if len(self._sent) > ADDRESSES:
                    self._sent.popitem(last=False)
            self._sent.move_to_end(key)
            return found
