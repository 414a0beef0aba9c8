"""What a request must look like, checked field by field; every issue is found, none stops the search for the next."""

from __future__ import annotations

import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

import pybase64

from ..engine.models import InputFile, RunRequest
from ..policy import Limits
from .problems import Issue, RequestInvalidError

FIELDS = ("code", "stdin_data", "attachments", "return_files")
ATTACHMENT_FIELDS = ("filename", "content_base_64")
MAX_IGNORED_FIELDS = 20
MAX_ISSUES = 50

_SPACE = (b" ", b"\n", b"\r", b"\t", b"\f", b"\v")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ValidRequest:
    """A request that may run, and what its answer repeats of it."""

    run: RunRequest
    stdin_provided: bool
    ignored_fields: tuple[str, ...]


def validate(payload: dict[str, Any], limits: Limits) -> ValidRequest:
    """The run that `payload` asks for.

    Raises:
        RequestInvalidError: with every issue that was found.
    """
    issues: list[Issue] = []
    code = _code(payload, limits, issues)
    stdin = _stdin(payload, issues)
    files, ignored = _attachments(payload.get("attachments"), limits, issues)
    patterns = _return_files(payload.get("return_files"), limits, issues)
    if issues:
        raise RequestInvalidError(issues[:MAX_ISSUES])
    names = [_shown(name) for name in payload if name not in FIELDS] + ignored
    return ValidRequest(
        RunRequest(code, stdin.encode(), files, patterns),
        stdin_provided=payload.get("stdin_data") is not None,
        ignored_fields=tuple(names[:MAX_IGNORED_FIELDS]),
    )


def _shown(text: str) -> str:
    """`text` as it may stand in an answer: short, and encodable."""
    return _SURROGATE.sub("\ufffd", text[:100])


def _kind(value: Any) -> str:
    kinds = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "an array",
        dict: "an object",
    }
    return "null" if value is None else kinds[type(value)]


def _text(value: Any, field: str, issues: list[Issue]) -> str | None:
    if not isinstance(value, str):
        issues.append(Issue(field, f"must be a string, not {_kind(value)}"))
        return None
    surrogate = None if value.isascii() else _SURROGATE.search(value)
    if surrogate is not None:
        issues.append(
            Issue(field, f"holds a lone surrogate (\\u{ord(surrogate[0]):04x}) at character {surrogate.start()}")
        )
        return None
    return value


def _code(payload: dict[str, Any], limits: Limits, issues: list[Issue]) -> str:
    if "code" not in payload:
        issues.append(Issue("code", "is required"))
        return ""
    code = _text(payload["code"], "code", issues) or ""
    if len(code) > limits.max_code_characters:
        issues.append(Issue("code", f"has {len(code)} characters; at most {limits.max_code_characters} are allowed"))
    if "\0" in code:
        issues.append(Issue("code", "holds a NUL character, which Python source cannot"))
    return code


def _stdin(payload: dict[str, Any], issues: list[Issue]) -> str:
    value = payload.get("stdin_data")  # null is what many clients send for "nothing"
    return "" if value is None else _text(value, "stdin_data", issues) or ""


def _attachments(value: Any, limits: Limits, issues: list[Issue]) -> tuple[tuple[InputFile, ...], list[str]]:
    if value is None:
        return (), []
    if not isinstance(value, list):
        issues.append(Issue("attachments", f"must be an array, not {_kind(value)}"))
        return (), []
    if len(value) > limits.max_attachments:
        issues.append(
            Issue("attachments", f"has {len(value)} files; at most {limits.max_attachments} attachments are allowed")
        )
    files: list[InputFile] = []
    ignored: list[str] = []
    seen: set[str] = set()
    for index, item in enumerate(value[: limits.max_attachments]):
        field = f"attachments[{index}]"
        if not isinstance(item, dict):
            issues.append(Issue(field, f"must be an object, not {_kind(item)}"))
            continue
        missing = [name for name in ATTACHMENT_FIELDS if name not in item]
        issues += [Issue(f"{field}.{name}", "is required") for name in missing]
        ignored += [f"{field}.{_shown(name)}" for name in item if name not in ATTACHMENT_FIELDS]
        name = _file_name(item["filename"], f"{field}.filename", limits, issues) if "filename" in item else None
        if name is not None and name in seen:
            issues.append(Issue(f"{field}.filename", "is the name of another attachment too"))
        seen.add(name or "")
        content = _content(item.get("content_base_64"), f"{field}.content_base_64", limits, issues, missing)
        if name is not None and content is not None:
            files.append(InputFile(name, content))
    return tuple(files), ignored


def _content(value: Any, field: str, limits: Limits, issues: list[Issue], missing: list[str]) -> bytes | None:
    if "content_base_64" in missing:
        return None
    if not isinstance(value, str):
        issues.append(Issue(field, f"must be a string, not {_kind(value)}"))
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


def _name_issue(name: str, limits: Limits) -> str | None:
    if not name:
        return "must not be empty"
    if "\0" in name:
        return "must not hold a NUL character"
    if len(name.encode()) > limits.max_file_name_bytes:
        return f"is longer than {limits.max_file_name_bytes} bytes in UTF-8"
    return None


def _file_name(value: Any, field: str, limits: Limits, issues: list[Issue]) -> str | None:
    """A plain name. No name is reserved: the program itself is no file in the run's directory, `main.py` included."""
    name = _text(value, field, issues)
    if name is None:
        return None
    message = _name_issue(name, limits)
    if message is None and ("/" in name or "\\" in name):
        message = "must be a plain file name without separators"
    if message is None and name in (".", ".."):
        message = "must be the name of a file, not of a directory"
    if message is not None:
        issues.append(Issue(field, message))
        return None
    return name


def _return_files(value: Any, limits: Limits, issues: list[Issue]) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        issues.append(Issue("return_files", f"must be an array, not {_kind(value)}"))
        return ()
    if len(value) > limits.max_return_files:
        issues.append(
            Issue("return_files", f"has {len(value)} names; at most {limits.max_return_files} names are allowed")
        )
    patterns: list[str] = []
    for index, item in enumerate(value[: limits.max_return_files]):
        field = f"return_files[{index}]"
        pattern = _text(item, field, issues)
        if pattern is None:
            continue
        message = _name_issue(pattern, limits) or _path_issue(pattern)
        if message is None and pattern in patterns:
            message = f"{json.dumps(_shown(pattern), ensure_ascii=False)} is named twice"
        if message is not None:
            issues.append(Issue(field, message))
        patterns.append(pattern)
    return tuple(patterns)


def _path_issue(path: str) -> str | None:
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
