"""The store of a deployment that takes no uploads."""

from __future__ import annotations

from collections.abc import Sequence

from ..engine.models import OutputFile, RunRequest
from ..errors import UploadRefusedError, UploadsOffError
from . import Claim, KeptFile, NoClaim, Reference, Ticket


class NoUploads:
    """Refuses everything, with a reason."""

    enabled = False
    origin = ""

    def create(self, caller: str, size_bytes: int) -> Ticket:
        """Raises UploadsOffError."""
        raise UploadsOffError

    def check(self, caller: str, reference: Reference) -> Reference:
        """Raises UploadRefusedError."""
        raise UploadRefusedError(reference.index, "cannot be known: this deployment takes no uploads")

    def take(self, caller: str, references: Sequence[Reference]) -> Claim:
        """Raises UploadRefusedError, unless nothing is asked for."""
        for reference in references:
            self.check(caller, reference)
        return NoClaim()

    def hand_over(self, request: RunRequest) -> RunRequest:
        """`request` itself."""
        return request

    def keep(self, file: OutputFile, media_type: str, caller: str = "") -> KeptFile:
        """Raises UploadsOffError."""
        raise UploadsOffError

    def close(self) -> None:
        """Nothing is open."""
