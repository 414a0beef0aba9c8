"""Texts of a request: file names, paths, programs. Read from UTF-8, so that a text that is refused is not
copied, and checked with the limits of the service."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError, core_schema

from ...policy import Limits
from ...uploads import refusals
from .base64_text import decode_base64

FLAW = "flaw"
"""The type of pydantic's error for what is said in our own words."""

REQUIRED = "is required"

ABSENT = b"\0absent"
"""The default of fields without one. Known by identity: what was sent is never this very object."""

_CONTINUATION = bytes(range(0x80, 0xC0))
_UPLOAD_ID = re.compile(r"[0-9A-Za-z_-]{1,200}")


class FlawError(Exception):
    """What is wrong with a value. `sibling`: the field beside it that the caller has to look at instead."""

    def __init__(self, message: str, sibling: str | None = None) -> None:
        super().__init__(message)
        self.sibling = sibling


@dataclass(slots=True)
class Reading:
    """The reading of one request: its validation context. Sets hold what was seen, for what may not stand twice."""

    limits: Limits
    mark: str = ""
    """What stands for lone surrogates in this request; empty where there are none."""
    names: set[str] = field(default_factory=set)
    upload_ids: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    inline_bytes: int = 0

    def check_surrogates(self, raw: bytes) -> None:
        """Raises FlawError: `raw` held a lone surrogate, which no encoding can write."""
        before, mark, after = raw.partition(self.mark.encode()) if self.mark else (b"", b"", b"")
        if mark:
            raise FlawError(f"holds a lone surrogate (\\u{after[:4].decode()}) at character {characters(before)}")


type Check = Callable[[Any, Reading, Mapping[str, Any]], Any]
"""From a value, what is known of the request, and the fields before it of the same object, to what is kept."""


class Checked:
    """An annotation: values pass pydantic's `schema`, then `check`, whose FlawError becomes an issue."""

    def __init__(self, check: Check, schema: core_schema.CoreSchema, json_schema: Mapping[str, Any]) -> None:
        self._check = check
        self._schema = schema
        self._json_schema = dict(json_schema)

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """The schema with the check behind it."""
        return core_schema.with_info_after_validator_function(self._checked, self._schema)

    def __get_pydantic_json_schema__(self, _: Any, __: GetJsonSchemaHandler) -> dict[str, Any]:
        """What the document says of it."""
        return dict(self._json_schema)

    def _checked(self, value: Any, info: core_schema.ValidationInfo) -> Any:
        try:
            return self._check(value, info.context, info.data)  # type: ignore[arg-type]
        except FlawError as flaw:
            words = PydanticCustomError(FLAW, "{message}", {"message": str(flaw), "sibling": flaw.sibling})
            # Raised as it is, pydantic would keep the value with it, decoded: four bytes a character at the worst.
            raise ValidationError.from_exception_data("", [InitErrorDetails(type=words, input=None)]) from None


def from_utf8(check: Check) -> Checked:
    """A text that `check` gets as UTF-8."""
    return Checked(check, core_schema.bytes_schema(strict=True), {"type": "string"})


def characters(raw: bytes) -> int:
    """Code points of UTF-8, without decoding it."""
    return len(raw) if raw.isascii() else len(raw.translate(None, _CONTINUATION))


def required(raw: bytes) -> None:
    """Raises FlawError: the field is not there."""
    if raw is ABSENT:
        raise FlawError(REQUIRED)


def program(raw: bytes, reading: Reading, _: Mapping[str, Any]) -> str:
    """The code, without a byte order mark before it, which CPython drops from a file too."""
    required(raw)
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    most = reading.limits.max_code_characters
    reading.check_surrogates(raw)
    if len(raw) > most and (count := characters(raw)) > most:
        raise FlawError(f"has {count} characters; at most {most} are allowed")
    if b"\0" in raw:
        raise FlawError("holds a NUL character, which Python source cannot")
    return raw.decode()


def standard_input(raw: bytes, reading: Reading, _: Mapping[str, Any]) -> bytes:
    """What the program reads, in UTF-8."""
    reading.check_surrogates(raw)
    return raw


def file_name(raw: bytes, reading: Reading, _: Mapping[str, Any]) -> str:
    """A plain name. No name is reserved: the program itself is no file in the run's directory, `main.py` included."""
    required(raw)
    name = _name(raw, reading)
    if "/" in name or "\\" in name:
        raise FlawError("must be a plain file name without separators")
    if name in (".", ".."):
        raise FlawError("must be the name of a file, not of a directory")
    return name


def attachment_name(raw: bytes, reading: Reading, known: Mapping[str, Any]) -> str:
    """The name of an attachment, which no other one has."""
    name = file_name(raw, reading, known)
    if name in reading.names:
        raise FlawError("is the name of another attachment too")
    reading.names.add(name)
    return name


def file_content(raw: bytes, reading: Reading, _: Mapping[str, Any]) -> bytes | None:
    """The bytes of a file that came inline; None where there is none."""
    if raw is ABSENT:
        return None
    reading.check_surrogates(raw)
    try:
        decoded = decode_base64(raw)
    except ValueError as error:
        raise FlawError(f"is not valid Base64: {error}") from None
    most = reading.limits.max_attachment_bytes
    if len(decoded) > most:
        raise FlawError(f"holds {len(decoded)} bytes; at most {most} bytes are allowed per file")
    reading.inline_bytes += len(decoded)
    return decoded


def upload_reference(raw: bytes, reading: Reading, known: Mapping[str, Any]) -> str | None:
    """The upload that is the file; a file has either this or a content."""
    if raw is ABSENT:
        if known.get("content_base_64", b"") is None:
            raise FlawError(REQUIRED, "content_base_64")
        return None
    if known.get("content_base_64", b"") is not None:
        raise FlawError("cannot stand beside content_base_64: a file has one content")
    reading.check_surrogates(raw)
    name = raw.decode() if len(raw) <= 1000 else ""
    if not _UPLOAD_ID.fullmatch(name):
        raise FlawError(refusals.UNKNOWN)
    if name in reading.upload_ids:
        raise FlawError("is the upload of another attachment too")
    reading.upload_ids.add(name)
    return name


def path_to_return(raw: bytes, reading: Reading, _: Mapping[str, Any]) -> str:
    """A file to return: a relative path or a glob, once."""
    path = _name(raw, reading)
    flaw = _path_flaw(path)
    if flaw is None and path in reading.paths:
        flaw = f"{json.dumps(path[:100], ensure_ascii=False)} is named twice"
    if flaw is not None:
        raise FlawError(flaw)
    reading.paths.add(path)
    return path


def seconds(value: float, reading: Reading, _: Mapping[str, Any]) -> float:
    """The time that a program gets: less than the deployment's, or just that."""
    most = reading.limits.timeout_s
    if not 0 < value <= most:
        raise FlawError(f"must be more than 0 and at most {most:g}")
    return value


def size(value: int, reading: Reading, _: Mapping[str, Any]) -> int:
    """The size of a file that is announced."""
    if not 0 <= value <= reading.limits.max_attachment_bytes:
        raise FlawError(f"must be between 0 and {reading.limits.max_attachment_bytes}")
    return value


def _name(raw: bytes, reading: Reading) -> str:
    """What holds for every name or pattern of a file, whatever it is for."""
    reading.check_surrogates(raw)
    if not raw:
        raise FlawError("must not be empty")
    if b"\0" in raw:
        raise FlawError("must not hold a NUL character")
    if len(raw) > reading.limits.max_file_name_bytes:
        raise FlawError(f"is longer than {reading.limits.max_file_name_bytes} bytes in UTF-8")
    return raw.decode()


def _path_flaw(path: str) -> str | None:
    if path.startswith("/"):
        return "must be relative to the program's directory"
    if "\\" in path:
        return "must not hold a backslash; directories are separated by /"
    parts = path.split("/")
    if ".." in parts:
        return "must not hold a .. component"
    if all(part in ("", ".") for part in parts) or parts[-1] in ("", "."):
        return "must name a file"
    return None
