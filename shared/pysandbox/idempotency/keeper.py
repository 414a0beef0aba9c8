"""What a key stands for: nothing, a request that is being answered, or an answer. Over any shelf that is atomic.

A key belongs to one caller and one body. Whoever claims it first answers; whoever comes while that goes on waits for
the same answer, on whatever machine; whoever comes with another body is told so. A claim is given up when the request
did not run, so that a retry can. A claimer that dies holds its key for no longer than a run can take.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
import uuid
from dataclasses import dataclass
from typing import Protocol

from ..errors import SandboxError

KEPT_S = 600
"""For how long an answer is given again."""


class KeyReusedError(SandboxError):
    """The key was used with another body, or for an answer that is too large to be kept."""


class KeyInUseError(SandboxError):
    """The first request with this key is still being answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes out."""

    status: int
    headers: dict[str, str]
    body: bytes


class Shelf(Protocol):
    """Values by name, each until a moment of its own. Thread-safe; each method is one atomic step.

    Every method raises RateLimitStoreError when the store cannot be reached: the same store holds the quotas.
    """

    most_bytes: int
    """The largest value that is taken."""

    def add(self, name: str, value: bytes, until: float) -> bytes | None:
        """Put `value` there if nothing is, or nothing that still holds; else what is there."""

    def swap(self, name: str, old: bytes, new: bytes, until: float) -> None:
        """Put `new` in the place of `old`, if that is what is there."""

    def remove(self, name: str, old: bytes) -> None:
        """Take `old` away, if that is what is there."""

    def close(self) -> None:
        """Let go of what is open."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A claim on a key: finish it with the answer, or give it up."""

    name: str
    value: bytes
    fingerprint: str
    shelf: Shelf

    def finish(self, answer: Answer | None) -> None:
        """Keep the answer for whoever asks again; None, or one that is too large, is kept as having been given."""
        head = {"fingerprint": self.fingerprint, "status": 0, "headers": {}}
        value = json.dumps(head).encode() + b"\n"
        if answer is not None:
            told = {**head, "status": answer.status, "headers": answer.headers}
            whole = json.dumps(told).encode() + b"\n" + gzip.compress(answer.body, compresslevel=1, mtime=0)
            value = whole if len(whole) <= self.shelf.most_bytes else value
        self.shelf.swap(self.name, self.value, value, time.time() + KEPT_S)

    def give_up(self) -> None:
        """Nothing ran: the next request with this key may."""
        self.shelf.remove(self.name, self.value)


class AnswerKeeper:
    """Keys and their answers. Thread-safe."""

    def __init__(self, shelf: Shelf, longest_s: float) -> None:
        """`longest_s`: the longest that answering can take; a claim holds no longer."""
        self._shelf = shelf
        self.longest_s = longest_s
        self.most_bytes = shelf.most_bytes

    def claim(self, caller: str, key: str, body: bytes) -> KeptAnswer | Answer:
        """The right to answer, or the answer that was given.

        Raises:
            KeyReusedError: the key stands for another body, or its answer was too large to keep.
            KeyInUseError: the first request is still being answered; ask again in a moment.
            RateLimitStoreError: whether the key was used cannot be known.
        """
        fingerprint = hashlib.sha256(body).hexdigest()
        name = hashlib.sha256(f"{caller}\n{key}".encode()).hexdigest()
        value = json.dumps({"fingerprint": fingerprint, "claim": uuid.uuid4().hex}).encode() + b"\n"
        found = self._shelf.add(name, value, time.time() + self.longest_s)
        return KeptAnswer(name, value, fingerprint, self._shelf) if found is None else _told(found, fingerprint)

    def close(self) -> None:
        """Let the shelf go."""
        self._shelf.close()


def _told(found: bytes, fingerprint: str) -> Answer:
    """The answer in a value; raises as `AnswerKeeper.claim` does."""
    line, _, content = found.partition(b"\n")
    head = json.loads(line)
    if head["fingerprint"] != fingerprint:
        raise KeyReusedError("was used with another request")
    if "claim" in head:
        raise KeyInUseError("the first request with this key is still being answered")
    if not head["status"]:
        raise KeyReusedError("was used for a request that ran; its answer is too large to be given again")
    return Answer(head["status"], head["headers"], gzip.decompress(content))
