"""URLs of this service itself that say for what they are good, until when, and who gave them out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import urlencode

from ..errors import UploadRefusedError
from . import refusals


class SignedUrls:
    """Makes and checks them. Whoever has the same key makes the same."""

    def __init__(self, key: bytes, clock: Callable[[], float]) -> None:
        self._key = key
        self._clock = clock

    def make(self, kind: str, name: str, expires_at: int) -> str:
        """A path with its signature, good until `expires_at`."""
        query = urlencode({"expires": expires_at, "signature": self._sign(kind, name, str(expires_at))})
        return f"/{kind}/{name}?{query}"

    def verify(self, kind: str, name: str, expires: str, signature: str) -> None:
        """Nothing, where it is one of ours and good now.

        Raises:
            UploadRefusedError: it is not one of ours, or has expired.
        """
        # Bytes: compare_digest refuses text beyond ASCII, which a caller may well send.
        if not hmac.compare_digest(self._sign(kind, name, expires).encode(), signature.encode()):
            raise UploadRefusedError(0, refusals.BAD_SIGNATURE)
        if int(expires) <= self._clock():
            raise UploadRefusedError(0, refusals.EXPIRED)

    def _sign(self, kind: str, name: str, expires: str) -> str:
        return hmac.new(self._key, f"{kind}\n{name}\n{expires}".encode(), hashlib.sha256).hexdigest()
