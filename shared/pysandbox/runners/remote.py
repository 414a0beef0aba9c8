"""Files that a runner elsewhere fetches and keeps by itself, through signed URLs: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from ..engine.models import InputFile, OutputFile, RunRequest


@dataclass(frozen=True, slots=True)
class RemoteFile(InputFile):
    """An attached file of exactly `size_bytes` that the runner's host fetches from `path` (a signed URL's)."""

    path: str = field(default="", repr=False)
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """How a runner without DNS reaches the store: its name for the certificate, its addresses, and signed leave.

    `places` are forms of S3's POST, the fields that go before the file: each lets one result be kept, of bounded size.
    """

    host: str
    port: int
    addresses: tuple[str, ...]
    form_path: str
    places: tuple[Mapping[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemoteRunRequest(RunRequest):
    """A run whose runner fetches and keeps files. Only a runner that knows how gets one."""

    transfer: Transfer | None = None


def with_transfer(request: RunRequest, transfer: Transfer) -> RemoteRunRequest:
    """`request` with all that is in it, and a way to the store."""
    return RemoteRunRequest(**{row.name: getattr(request, row.name) for row in fields(RunRequest)}, transfer=transfer)


@dataclass(frozen=True, slots=True)
class StoredFile(OutputFile):
    """A returned file that the runner says it has kept at a place of its run; `key` is that place's."""

    key: str = ""
    size_bytes: int = 0
