"""Files that do not fit into a request or an answer: sent ahead to a store, or fetched from it, by signed URLs.

One small interface, two stores: a private folder of this machine (`local`), and a bucket (`s3`). A caller asks for an
upload, sends the file to the URL that it gets (multipart/form-data, the given fields first), and names the upload in
a run, once. A result that is too large for the answer comes back as a URL in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..engine.models import InputFile, OutputFile, RunRequest


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to send one file of exactly `size_bytes` to `url`, until `expires_at` (seconds since the epoch).

    `url` is absolute, or a path of this service itself. `fields` go before the file in the form.
    """

    upload_id: str
    url: str
    fields: Mapping[str, str]
    size_bytes: int
    expires_at: float


@dataclass(frozen=True, slots=True)
class Reference:
    """An attachment that is an upload: its place among the attachments, the name it gets, and its size once known."""

    index: int
    name: str
    upload_id: str
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class KeptFile(OutputFile):
    """A returned file that comes back by URL; `url` is as in `Ticket`, `expires_at` in seconds since the epoch."""

    url: str = field(default="", repr=False)
    size_bytes: int = 0
    expires_at: float = 0.0


class Claim(Protocol):
    """Uploads that belong to one run. Whoever holds a claim calls `finish` or `release`, once."""

    @property
    def files(self) -> Sequence[InputFile]:
        """The files, in the order in which they were asked for."""

    def finish(self) -> None:
        """They were used: nothing of them stays."""

    def release(self) -> None:
        """Nothing ran: they can be used again until they expire. Does not raise."""


class UploadStore(Protocol):
    """Where files wait. Thread-safe. `caller` is what the quota counts."""

    @property
    def enabled(self) -> bool:
        """Whether this deployment takes uploads at all."""

    @property
    def origin(self) -> str:
        """The web origin that files are sent to and fetched from; empty when it is this service's own."""

    def create(self, caller: str, size_bytes: int) -> Ticket:
        """Leave for `caller` to send one file.

        Raises:
            UploadsOffError: this deployment takes none.
            UploadStoreError: the store cannot be reached or is full.
        """

    def check(self, caller: str, reference: Reference) -> Reference:
        """The same reference with its size, when that upload could be used now. Uses nothing up.

        Raises:
            UploadRefusedError: it is not this caller's, expired, used, or its file is not there as announced.
            UploadStoreError: the store cannot be reached.
        """

    def take(self, caller: str, references: Sequence[Reference]) -> Claim:
        """Take uploads for one run, all or none: a second taker of any of them is refused, however close.

        Raises:
            UploadRefusedError: as `check`.
            UploadStoreError: the store cannot be reached.
        """

    def hand_over(self, request: RunRequest) -> RunRequest:
        """`request` with what its runner needs to fetch files and to keep large results; often itself."""

    def keep(self, file: OutputFile, media_type: str, caller: str = "") -> KeptFile:
        """Keep a result for `caller`, whose share it counts for where there is one, to fetch.

        Raises:
            UploadsOffError, UploadStoreError: it cannot be kept.
        """

    def close(self) -> None:
        """Let go of what is open, and leave no file on this machine."""


class NoClaim:
    """No upload at all."""

    files: Sequence[InputFile] = ()

    def finish(self) -> None:
        """Nothing to do."""

    def release(self) -> None:
        """Nothing to do."""
