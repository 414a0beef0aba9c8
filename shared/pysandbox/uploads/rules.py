"""Who may use which upload of the local store, and for how many bytes there is room.

All of it is looked up in the index, each call within one change of it (`Index.change`).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from ..errors import ServerBusyError, UploadRefusedError, UploadStoreError
from ..policy import Limits
from . import Reference, refusals
from .index import FILE_COST_BYTES, Entry, Index

MAX_WAITING = 64
"""Uploads that one caller may have asked for and not used."""

MAX_ENTRIES = 4096
"""Uploads and results of all callers."""

MAX_POSTS = 4
"""How often a file may be sent to one URL: a retry or two."""

SHARE_FULL = "You have as many uploads waiting as one caller may."


class Rules:
    """The rules over one index."""

    def __init__(self, index: Index, limits: Limits, clock: Callable[[], float]) -> None:
        self._index, self._limits, self._clock = index, limits, clock

    def admit(self, entry: Entry) -> None:
        """Whether there is a place for one entry more. Raises UploadStoreError, ServerBusyError."""
        if entry.owner and self._index.waiting(entry.owner) >= MAX_WAITING:
            raise ServerBusyError(SHARE_FULL, self._limits.upload_expiry_s)
        if self._index.size >= MAX_ENTRIES:
            raise UploadStoreError("the store is full")
        self.make_room(entry.payer, entry.size_bytes)

    def make_room(self, payer: str, size_bytes: int) -> None:
        """Whether so much fits beside what is there. Raises UploadStoreError, ServerBusyError."""
        cost, most = max(size_bytes, FILE_COST_BYTES), self._limits.max_upload_store_bytes
        held, own = self._index.held_bytes(payer)
        if held + cost > most:
            raise UploadStoreError("the store is full")
        if own and own + cost > most * self._limits.caller_share:
            raise ServerBusyError(SHARE_FULL, self._limits.upload_expiry_s)

    def count_post(self, name: str) -> Entry:
        """An upload that is sent to once more. Raises UploadRefusedError where it may not be."""
        entry = self.waiting(name)
        if entry.posts >= MAX_POSTS:
            raise UploadRefusedError(0, refusals.TOO_OFTEN)
        self._index.count_post(name)
        return entry

    def waiting(self, name: str) -> Entry:
        """An upload that is not used yet. Raises UploadRefusedError where there is none."""
        entry = self._index.find(name)
        if entry is None or entry.expires_at <= self._clock():
            raise UploadRefusedError(0, refusals.EXPIRED)
        if entry.taker is not None or entry.gone:
            raise UploadRefusedError(0, refusals.USED)
        return entry

    def usable(self, caller: str, reference: Reference) -> Entry:
        """What `caller` refers to, if it is his and its file came. Raises UploadRefusedError."""
        entry = self._index.find(reference.upload_id)
        if entry is None or not entry.owner or not hmac.compare_digest(entry.owner.encode(), caller.encode()):
            raise UploadRefusedError(reference.index, refusals.UNKNOWN)
        try:
            self.waiting(reference.upload_id)
        except UploadRefusedError as error:
            raise UploadRefusedError(reference.index, str(error)) from None
        if not entry.arrived:
            raise UploadRefusedError(reference.index, refusals.NEVER_CAME)
        return entry
