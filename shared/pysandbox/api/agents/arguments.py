"""From the arguments of `run_python` to a request of POST /execute, whose models then say what is wrong with it."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pybase64
from pydantic import BaseModel, ConfigDict, ValidationError

from ..requests.problems import Issue, RequestInvalidError

NAMES = {"files": "attachments", "stdin": "stdin_data"}
"""Arguments that the request calls otherwise."""


class ToolFile(BaseModel):
    """A file that goes along: `text` or `base64`."""

    model_config = ConfigDict(extra="forbid")
    name: str
    text: str | None = None
    base64: str | None = None


class ToolArguments(BaseModel):
    """The arguments of one call."""

    model_config = ConfigDict(extra="forbid")
    code: str
    stdin: str | None = None
    files: list[ToolFile] | None = None
    return_files: list[str] | None = None
    timeout_seconds: float | None = None


def execute_body(arguments: dict[str, Any]) -> bytes:
    """The body of a request that does what `arguments` ask for.

    Raises:
        RequestInvalidError: they are of another form; the issues have the arguments' own names.
    """
    try:
        read = ToolArguments.model_validate(arguments, strict=True)
    except ValidationError as error:
        raise RequestInvalidError(
            [_issue(row) for row in error.errors(include_url=False, include_input=False)]
        ) from None
    body: dict[str, Any] = {"code": read.code}
    if read.stdin is not None:
        body["stdin_data"] = read.stdin
    if read.files is not None:
        body["attachments"] = [_attachment(file, index) for index, file in enumerate(read.files)]
    if read.return_files is not None:
        body["return_files"] = read.return_files
    if read.timeout_seconds is not None:
        body["timeout_seconds"] = read.timeout_seconds
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:  # a lone surrogate, which JSON can escape and UTF-8 cannot say
        raise RequestInvalidError([Issue("code", "holds half of a surrogate pair, which is no text")]) from None


def _attachment(file: ToolFile, index: int) -> dict[str, str]:
    if (file.text is None) == (file.base64 is None):
        raise RequestInvalidError([Issue(f"files[{index}]", "needs its content, as text or as base64, not both")])
    if file.text is None:
        return {"filename": file.name, "content_base_64": file.base64 or ""}
    content = pybase64.b64encode_as_string(file.text.encode("utf-8", "surrogatepass"))
    return {"filename": file.name, "content_base_64": content}


def _issue(row: Any) -> Issue:
    """Pydantic's error in our words: which argument, and what it should be."""
    field = re.sub(r"\.\[", "[", ".".join(f"[{part}]" if isinstance(part, int) else str(part) for part in row["loc"]))
    kind = row["type"]
    if kind == "missing":
        return Issue(field, "is required")
    if kind == "extra_forbidden":
        import difflib

        near = difflib.get_close_matches(str(row["loc"][-1]), [*ToolArguments.model_fields, *ToolFile.model_fields], 1)
        return Issue(field, "is no argument" + (f"; did you mean {near[0]}?" if near else " of run_python"))
    return Issue(field or "arguments", row["msg"][:1].lower() + row["msg"][1:])


def tool_field(field: str) -> str:
    """The argument's name for a field of the request."""
    for argument, name in NAMES.items():
        if field == name or field.startswith((f"{name}[", f"{name}.")):
            field = argument + field[len(name) :]
    return field.replace(".filename", ".name").replace(".content_base_64", ".base64")
