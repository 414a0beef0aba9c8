"""A request in which nothing is wrong: what it asks for, and what its answer repeats of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...engine.models import InputFile, RunRequest
from ...uploads import Reference


@dataclass(frozen=True, slots=True)
class ValidRequest:
    """A request that may run, and what its answer repeats of it. `run` holds the files that came inline."""

    run: RunRequest
    stdin_provided: bool
    ignored_fields: tuple[str, ...]
    uploads: tuple[Reference, ...] = ()
    misnamed: tuple[tuple[str, str], ...] = ()
    """Of the ignored fields those that will have been meant to be another, and which."""
    spent: tuple[tuple[str, int], ...] | None = None
    """`attachments`, once their contents are gone."""

    @property
    def attachments(self) -> tuple[tuple[str, int], ...]:
        """Names and sizes of all attachments, in the request's order."""
        if self.spent is not None:
            return self.spent
        inline = [(file.name, len(file.content)) for file in self.run.files]
        return self._in_order(inline, [(reference.name, reference.size_bytes) for reference in self.uploads])

    @property
    def held_bytes(self) -> int:
        """What it keeps in memory."""
        return len(self.run.code) + len(self.run.stdin) + sum(len(file.content) for file in self.run.files)

    def without_contents(self) -> ValidRequest:
        """The same for its answer, when it has been run: nothing of it that is large."""
        return replace(self, run=replace(self.run, stdin=b"", files=()), spent=self.attachments)

    def complete(self, uploaded: Sequence[InputFile]) -> RunRequest:
        """The whole run, with the files of `uploads`."""
        return replace(self.run, files=self._in_order(self.run.files, uploaded)) if self.uploads else self.run

    def _in_order[T](self, inline: Sequence[T], uploaded: Sequence[T]) -> tuple[T, ...]:
        merged = list(inline)
        for reference, item in zip(self.uploads, uploaded, strict=True):
            merged.insert(reference.index, item)
        return tuple(merged)


@dataclass(frozen=True, slots=True)
class ValidUpload:
    """A file that its caller may send: its size, and what of the request is unknown."""

    size_bytes: int
    ignored_fields: tuple[str, ...]
