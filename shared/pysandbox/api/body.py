"""Reading and checking a request body: bytes to `RunRequest`, or every issue that there is with them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.requests import Request

from ..engine.collect import split_pattern
from ..engine.models import InputFile, RunRequest
from ..errors import InvalidFileNameError, PayloadTooLargeError
from ..policy import Limits
from .problems import InvalidRequestError, Issue
from .schemas import Attachment, ExecuteRequest

_ASCII_WHITE_SPACE = b" \t\n\r\v\f"
_MESSAGES = {"missing": "This field is required.", "json_type": "Not valid JSON."}
MAX_ISSUES = 50


async def read_body(request: Request, max_bytes: int) -> bytes:
    """The whole body.

    Raises:
        PayloadTooLargeError: it is over `max_bytes`, by its Content-Length or as it comes.
    """
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > max_bytes:
        raise PayloadTooLargeError(f"The request body is over {max_bytes} bytes.")
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > max_bytes:
            raise PayloadTooLargeError(f"The request body is over {max_bytes} bytes.")
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """A request that may run, and what the answer says of it."""

    run: RunRequest
    stdin_provided: bool
    ignored_fields: tuple[str, ...]


def check_body(body: bytes, limits: Limits) -> CheckedRequest:
    """Parse and check a body.

    Raises:
        InvalidRequestError: with every issue found.
    """
    data = _parse(body)
    issues: list[Issue] = []
    model = _validate(data, issues)
    files: list[InputFile] = []
    patterns: list[str] = []
    if model is not None:
        if "\0" in model.code:
            issues.append(Issue("code", "NUL characters are not allowed."))
        files = _decode_attachments(model.attachments, limits, issues)
        patterns = _check_patterns(model.return_files, limits, issues)
    if issues or model is None:
        raise InvalidRequestError(issues[:MAX_ISSUES])
    request = RunRequest(model.code, model.stdin_data.encode(), tuple(files), tuple(patterns))
    return CheckedRequest(request, bool(model.stdin_data), _ignored(data))


def _parse(body: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidRequestError([Issue("body", f"Not valid JSON: {error}.")]) from None
    if not isinstance(data, dict):
        raise InvalidRequestError([Issue("body", "A JSON object is required.")])
    return data


def _validate(data: dict[str, Any], issues: list[Issue]) -> ExecuteRequest | None:
    present = {key: value for key, value in data.items() if value is not None or key == "code"}
    try:
        return ExecuteRequest.model_validate(present)
    except ValidationError as error:
        for row in error.errors(include_url=False, include_context=False, include_input=False):
            message = _MESSAGES.get(row["type"], row["msg"].rstrip(".") + ".")
            issues.append(Issue(_path(row["loc"]), message))
    return None


def _path(location: tuple[int | str, ...]) -> str:
    """`attachments[0].filename`."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _decode_attachments(attachments: list[Attachment], limits: Limits, issues: list[Issue]) -> list[InputFile]:
    files: list[InputFile] = []
    names: set[str] = set()
    for index, attachment in enumerate(attachments):
        name = attachment.filename
        problem = _name_problem(name, limits) or ("Another attachment has this name." if name in names else None)
        if problem:
            issues.append(Issue(f"attachments[{index}].filename", problem))
        names.add(name)
        try:
            files.append(InputFile(name, decode_base64(attachment.content_base_64, limits.max_attachment_bytes)))
        except ValueError as error:
            issues.append(Issue(f"attachments[{index}].content_base_64", str(error)))
    return files


def _name_problem(name: str, limits: Limits) -> str | None:
    if "/" in name or "\\" in name:
        return "Separators are not allowed."
    if "\0" in name:
        return "NUL characters are not allowed."
    if name in (".", ".."):
        return "This name is reserved."
    if len(name.encode()) > limits.max_file_name_bytes:
        return f"Over {limits.max_file_name_bytes} bytes in UTF-8."
    return None


def decode_base64(text: str, max_bytes: int) -> bytes:
    """Strict Base64 (RFC 4648, section 4) apart from ASCII white space.

    Raises:
        ValueError: it is not Base64, or over `max_bytes` decoded; the message is for the caller.
    """
    try:
        data = text.encode("ascii")
    except UnicodeEncodeError:
        raise ValueError("Not valid Base64.") from None
    if any(space in data for space in _ASCII_WHITE_SPACE):
        data = data.translate(None, _ASCII_WHITE_SPACE)
    if len(data) // 4 * 3 > max_bytes + 2:
        raise ValueError(f"Over {max_bytes} bytes decoded.")
    try:
        content = binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error:
        raise ValueError("Not valid Base64.") from None
    if len(content) > max_bytes:
        raise ValueError(f"Over {max_bytes} bytes decoded.")
    return content


def _check_patterns(patterns: list[str], limits: Limits, issues: list[Issue]) -> list[str]:
    seen: set[str] = set()
    for index, pattern in enumerate(patterns):
        field = f"return_files[{index}]"
        try:
            parts = split_pattern(pattern)
        except InvalidFileNameError:
            issues.append(Issue(field, "A relative path without `..` or NUL is required."))
            continue
        if any(len(part.encode()) > limits.max_file_name_bytes for part in parts) or len(pattern) > 4096:
            issues.append(Issue(field, f"Over {limits.max_file_name_bytes} bytes in UTF-8."))
        if pattern in seen:
            issues.append(Issue(field, "This name stands in the list already."))
        seen.add(pattern)
    return patterns


def _ignored(data: dict[str, Any]) -> tuple[str, ...]:
    """Unknown fields, by path."""
    names = [name for name in data if name not in ExecuteRequest.model_fields]
    for index, attachment in enumerate(data.get("attachments") or ()):
        names += [f"attachments[{index}].{name}" for name in attachment if name not in Attachment.model_fields]
    return tuple(name[:200] for name in names[:100])


def encode_base64(data: bytes) -> orjson.Fragment:
    """Base64 as a finished piece of JSON: its alphabet needs no escape, so nothing looks at it again."""
    return orjson.Fragment(b'"' + base64.b64encode(data) + b'"')
