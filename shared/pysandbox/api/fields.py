"""Single fields of a request: texts and file names, checked alike wherever they stand."""

from __future__ import annotations

import re
from typing import Any

from ..policy import Limits
from .problems import Issue

_SURROGATE = re.compile("[\ud800-\udfff]")


def shown(text: str) -> str:
    """`text` as it may stand in an answer: short, and encodable."""
    return _SURROGATE.sub("\ufffd", text[:100])


def kind(value: Any) -> str:
    """What JSON calls a value of this kind."""
    kinds = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "an array",
        dict: "an object",
    }
    return "null" if value is None else kinds[type(value)]


def text(value: Any, field: str, issues: list[Issue]) -> str | None:
    """`value` as text that can be encoded; None, and an issue, when it is none."""
    if not isinstance(value, str):
        issues.append(Issue(field, f"must be a string, not {kind(value)}"))
        return None
    surrogate = None if value.isascii() else _SURROGATE.search(value)
    if surrogate is not None:
        issues.append(
            Issue(field, f"holds a lone surrogate (\\u{ord(surrogate[0]):04x}) at character {surrogate.start()}")
        )
        return None
    return value


def name_issue(name: str, limits: Limits) -> str | None:
    """What is wrong with a name or pattern of a file, whatever it is for."""
    if not name:
        return "must not be empty"
    if "\0" in name:
        return "must not hold a NUL character"
    if len(name.encode()) > limits.max_file_name_bytes:
        return f"is longer than {limits.max_file_name_bytes} bytes in UTF-8"
    return None


def file_name(value: Any, field: str, limits: Limits, issues: list[Issue]) -> str | None:
    """A plain name. No name is reserved: the program itself is no file in the run's directory, `main.py` included."""
    name = text(value, field, issues)
    if name is None:
        return None
    message = name_issue(name, limits)
    if message is None and ("/" in name or "\\" in name):
        message = "must be a plain file name without separators"
    if message is None and name in (".", ".."):
        message = "must be the name of a file, not of a directory"
    if message is not None:
        issues.append(Issue(field, message))
        return None
    return name
