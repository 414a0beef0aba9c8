"""The attachments of a request, one by one: inline in Base64, or named as uploads."""

from __future__ import annotations

import binascii
import re
from typing import Any

import pybase64

from ..engine.models import InputFile
from ..policy import Limits
from ..uploads import Reference, refusals
from .fields import file_name, kind, shown, text
from .problems import Issue

_SPACE = (b" ", b"\n", b"\r", b"\t", b"\f", b"\v")
ATTACHMENT_FIELDS = ("filename", "content_base_64", "upload_id")

type Attached = tuple[tuple[InputFile, ...], tuple[Reference, ...], list[str]]
"""Files that came inline, uploads, and the names of unknown fields."""


def attachments(value: Any, limits: Limits, issues: list[Issue]) -> Attached:
    """The attachments of a request, as far as they are good; every issue with them is added to `issues`."""
    if value is None:
        return (), (), []
    if not isinstance(value, list):
        issues.append(Issue("attachments", f"must be an array, not {kind(value)}"))
        return (), (), []
    if len(value) > limits.max_attachments:
        issues.append(
            Issue("attachments", f"has {len(value)} files; at most {limits.max_attachments} attachments are allowed")
        )
    files: list[InputFile] = []
    uploads: list[Reference] = []
    ignored: list[str] = []
    seen: set[str] = set()
    for index, item in enumerate(value[: limits.max_attachments]):
        field = f"attachments[{index}]"
        if not isinstance(item, dict):
            issues.append(Issue(field, f"must be an object, not {kind(item)}"))
            continue
        ignored += [f"{field}.{shown(name)}" for name in item if name not in ATTACHMENT_FIELDS]
        name = _attachment_name(item, field, limits, issues, seen)
        found = _attachment(index, name or "", item, limits, issues)
        if isinstance(found, Reference):
            if any(found.upload_id == other.upload_id for other in uploads):
                issues.append(Issue(f"{field}.upload_id", "is the upload of another attachment too"))
            uploads.append(found)
        elif found is not None:
            files.append(found)
    inline = sum(len(file.content) for file in files)
    if inline > limits.max_inline_attachment_bytes:
        most = limits.max_inline_attachment_bytes
        issues.append(
            Issue(
                "attachments", f"hold {inline} bytes inline; at most {most} are taken; POST /uploads takes larger files"
            )
        )
    return tuple(files), tuple(uploads), ignored


def _attachment_name(
    item: dict[str, Any], field: str, limits: Limits, issues: list[Issue], seen: set[str]
) -> str | None:
    if "filename" not in item:
        issues.append(Issue(f"{field}.filename", "is required"))
        return None
    name = file_name(item["filename"], f"{field}.filename", limits, issues)
    if name is not None and name in seen:
        issues.append(Issue(f"{field}.filename", "is the name of another attachment too"))
    seen.add(name or "")
    return name


def _attachment(
    index: int, name: str, item: dict[str, Any], limits: Limits, issues: list[Issue]
) -> InputFile | Reference | None:
    """What the attachment brings, whether or not its name is a good one: that is an issue of its own."""
    field = f"attachments[{index}]"
    if "upload_id" not in item:
        if "content_base_64" not in item:
            issues.append(Issue(f"{field}.content_base_64", "is required"))
            return None
        content = _content(item["content_base_64"], f"{field}.content_base_64", limits, issues)
        return None if content is None else InputFile(name, content)
    if "content_base_64" in item:
        issues.append(Issue(f"{field}.upload_id", "cannot stand beside content_base_64: a file has one content"))
        return None
    upload_id = text(item["upload_id"], f"{field}.upload_id", issues)
    if upload_id is None:
        return None
    if not re.fullmatch(r"[0-9A-Za-z_-]{1,200}", upload_id):
        issues.append(Issue(f"{field}.upload_id", refusals.UNKNOWN))
        return None
    return Reference(index, name, upload_id)


def _content(value: Any, field: str, limits: Limits, issues: list[Issue]) -> bytes | None:
    if not isinstance(value, str):
        issues.append(Issue(field, f"must be a string, not {kind(value)}"))
        return None
    if not value.isascii():
        issues.append(Issue(field, "is not valid Base64: it holds a character outside ASCII"))
        return None
    try:
        content = decode_base64(value)
    except ValueError as error:
        issues.append(Issue(field, f"is not valid Base64: {error}"))
        return None
    if len(content) > limits.max_attachment_bytes:
        issues.append(
            Issue(
                field, f"holds {len(content)} bytes; at most {limits.max_attachment_bytes} bytes are allowed per file"
            )
        )
        return None
    return content


def decode_base64(text: str) -> bytes:
    """The bytes of `text`: RFC 4648 section 4 with its padding, and ASCII white space anywhere.

    Raises:
        ValueError: saying what is wrong with it.
    """
    data = text.encode("ascii")
    if any(space in data for space in _SPACE):  # looking is many times as fast as copying
        data = data.translate(None, b"".join(_SPACE))
    if len(data) % 4:
        raise ValueError("its length is not a multiple of four characters; is the padding missing?")
    try:
        content = pybase64.b64decode(data, validate=True)
    except binascii.Error:
        content = _decode_slowly(data)
    if data.endswith(b"=") and binascii.b2a_base64(content[-(len(content) % 3) :], newline=False) != data[-4:]:
        raise ValueError("the last character holds bits that belong to no byte")
    return content


def _decode_slowly(data: bytes) -> bytes:
    """What binascii makes of it; its words say best what is wrong."""
    try:
        # Strict refuses what lenient skips: foreign characters, padding in the middle, data after it.
        return binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
