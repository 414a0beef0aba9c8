"""From the bytes of a request to what it asks for, or to everything that is wrong with it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ...engine.models import InputFile, RunRequest
from ...policy import Limits
from ...uploads import Reference
from .models import EXECUTE, UPLOAD, Attachment, ExecuteRequest, UploadRequest
from .outline import BYTE_ORDER_MARK, Outline, Shape, outline
from .problems import Issue, RequestInvalidError, invalid_body
from .surrogates import mark_lone, unmarked
from .texts import REQUIRED, Reading
from .valid import ValidRequest, ValidUpload
from .words import json_words, meant, path, words

MAX_IGNORED_FIELDS = 20
MAX_ISSUES = 50
SHOWN_CHARACTERS = 100
PIECE_BYTES = 65_536


def read_execute(body: bytes, limits: Limits) -> ValidRequest:
    """The run that `body` asks for.

    Raises:
        RequestInvalidError: with every issue that was found.
    """
    request, found = _read(body, ExecuteRequest, EXECUTE, limits)
    attachments: Sequence[Attachment] = request.attachments or ()
    return ValidRequest(
        RunRequest(
            request.code,
            request.stdin_data or b"",
            tuple(
                InputFile(row.filename, row.content_base_64) for row in attachments if row.content_base_64 is not None
            ),
            tuple(request.return_files or ()),
            timeout_s=request.timeout_seconds,
        ),
        stdin_provided=request.stdin_data is not None,
        ignored_fields=found.ignored,
        uploads=tuple(
            Reference(index, row.filename, row.upload_id)
            for index, row in enumerate(attachments)
            if row.upload_id is not None
        ),
        misnamed=found.misnamed,
    )


def read_upload(body: bytes, limits: Limits) -> ValidUpload:
    """The file that `body` announces. Its name is checked, so that a wrong one is found before the file is sent.

    Raises:
        RequestInvalidError: with every issue that was found.
    """
    request, found = _read(body, UploadRequest, UPLOAD, limits)
    return ValidUpload(request.size_bytes, found.ignored)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the outline says of a request, and how it is shown."""

    outline: Outline
    shape: Shape
    mark: str

    @property
    def ignored(self) -> tuple[str, ...]:
        """Paths of the fields that nobody reads."""
        return tuple(shown for shown, _ in self._unknown())

    @property
    def misnamed(self) -> tuple[tuple[str, str], ...]:
        """Paths of those that will have been meant to be another field, and which."""
        return tuple((shown, field) for shown, field in self._unknown() if field is not None)

    def hint(self) -> str | None:
        """What to call fields that have other names here."""
        renamed = (f"Call it {field}: {shown} is not a field of this service." for shown, field in self.misnamed)
        return " ".join(renamed) or None

    def sent_instead(self, where: str, field: str) -> str | None:
        """The key beside `field` that will have been meant to be it."""
        for name in self.outline.names.get(where, ()):
            if meant(name, (field,)) and name not in self._known(where):
                return self._shown(name)
        return None

    def _unknown(self) -> Iterable[tuple[str, str | None]]:
        """Paths of unknown fields, and which field that is not there will have been meant."""
        unknown = (
            (where, name, self._known(where).difference(names))
            for where, names in self.outline.names.items()
            for name in names
            if name not in self._known(where)
        )
        for where, name, missing in islice(unknown, MAX_IGNORED_FIELDS):
            yield (f"{where}.{self._shown(name)}" if where else self._shown(name)), meant(name, sorted(missing))

    def _known(self, where: str) -> frozenset[str]:
        inner = self.shape.arrays.get(where.partition("[")[0])
        return self.shape.fields if not where or inner is None else inner.fields

    def _shown(self, name: str) -> str:
        return unmarked(name, self.mark)[:SHOWN_CHARACTERS]


def _read[Model: BaseModel](body: bytes, model: type[Model], shape: Shape, limits: Limits) -> tuple[Model, _Found]:
    body = body.removeprefix(BYTE_ORDER_MARK)
    try:
        return _parse(body, "", model, shape, limits)
    except _NotJsonError as error:
        marked, mark = mark_lone(body)
        if not mark:
            raise invalid_body(_why(body, str(error))) from None
    try:
        return _parse(marked, mark, model, shape, limits)
    except _NotJsonError as error:
        raise invalid_body(json_words(str(error))) from None


class _NotJsonError(Exception):
    """What the parser says of a document that is none."""


def _parse[Model: BaseModel](
    body: bytes, mark: str, model: type[Model], shape: Shape, limits: Limits
) -> tuple[Model, _Found]:
    """Raises _NotJsonError, RequestInvalidError."""
    found = _Found(outline(body, shape), shape, mark)
    reading = Reading(limits, mark)
    try:
        request = model.model_validate_json(body, context=reading)
    except ValidationError as error:
        rows = error.errors(include_url=False)
        if rows[0]["type"] == "json_invalid":
            raise _NotJsonError(rows[0]["ctx"]["error"]) from None
        issues = _too_much(found, reading) + [_issue(row, found) for row in rows if not _beyond(row, limits)]
        order = {name: place for place, name in enumerate(model.model_fields)}
        issues.sort(key=lambda issue: order.get(re.split(r"[.\[]", issue.field)[0], -1))
        raise RequestInvalidError(issues[:MAX_ISSUES], found.hint()) from None
    if issues := _too_much(found, reading):
        raise RequestInvalidError(issues, found.hint())
    return request, found


def _why(body: bytes, message: str) -> str:
    """What is wrong with what is no JSON, where there is more to say than the parser does."""
    if not body.strip(b" \t\r\n"):
        return "is empty; a JSON object is expected"
    if body.startswith(b"\x1f\x8b"):
        return "is compressed; Content-Encoding is not supported"
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(body), PIECE_BYTES):  # in pieces: one wide character would make four bytes of each
        piece = body[start : start + PIECE_BYTES]
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(piece, final=start + PIECE_BYTES >= len(body))
        except UnicodeDecodeError as error:
            return f"is not valid UTF-8: {error.reason} at byte {start - pending + error.start}"
    return json_words(message)


def _issue(row: ErrorDetails, found: _Found) -> Issue:
    place, message = row["loc"], words(row)
    sibling = row.get("ctx", {}).get("sibling")
    if sibling:
        place = (*place[:-1], sibling)
    if not place:
        return Issue("body", message.replace("must be an object", "must be a JSON object"))
    sent = found.sent_instead(path(place[:-1]) if place[:-1] else "", str(place[-1])) if message == REQUIRED else None
    if sent is not None:
        message += f"; {sent} was sent, which is no field"
    return Issue(path(place), message)


def _beyond(row: ErrorDetails, limits: Limits) -> bool:
    """Whether a row is about an element that is one too many: their number is an issue by itself."""
    most = {"attachments": limits.max_attachments, "return_files": limits.max_return_files}
    place = row["loc"]
    return len(place) > 1 and isinstance(place[1], int) and place[1] >= most.get(str(place[0]), place[1] + 1)


def _too_much(found: _Found, reading: Reading) -> list[Issue]:
    """Of what is right by itself, what is too much together."""
    limits, lengths, issues = reading.limits, found.outline.lengths, []
    if (count := lengths.get("attachments", 0)) > limits.max_attachments:
        message = f"has {count} files; at most {limits.max_attachments} attachments are allowed"
        issues.append(Issue("attachments", message))
    if (count := lengths.get("return_files", 0)) > limits.max_return_files:
        message = f"has {count} names; at most {limits.max_return_files} names are allowed"
        issues.append(Issue("return_files", message))
    if reading.inline_bytes > (most := limits.max_inline_attachment_bytes):
        message = (
            f"hold {reading.inline_bytes} bytes inline; at most {most} are taken; POST /uploads takes larger files"
        )
        issues.append(Issue("attachments", message))
    return issues
