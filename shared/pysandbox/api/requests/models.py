"""The requests: the one place that says what they are. Validation, the OpenAPI document and the page come from here."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import core_schema

from .outline import Shape
from .texts import (
    ABSENT,
    Checked,
    attachment_name,
    file_content,
    file_name,
    from_utf8,
    path_to_return,
    program,
    seconds,
    size,
    standard_input,
    upload_reference,
)

HELLO: dict[str, JsonValue] = {"code": 'print("Hello from the sandbox!")'}
GRAYSCALE: dict[str, JsonValue] = {
    "code": "from PIL import Image\nwith Image.open('in.png') as image:\n    image.convert('L').save('out.png')\n",
    "attachments": [{"filename": "in.png", "content_base_64": "iVBORw0KGgo="}],
    "return_files": ["out.png"],
    "timeout_seconds": 5,
}


def _absent(description: str, *examples: JsonValue, **schema: JsonValue) -> Any:
    """A field without a default of its own: what is wrong when it is not there is its check's to say."""
    extra: dict[str, Any] = {"examples": list(examples), **schema}
    return Field(default=ABSENT, validate_default=True, description=description, json_schema_extra=extra)


def _required(*names: str, **more: Any) -> ConfigDict:
    """The JSON schema says that `names` are required, and `more`; the default for what is absent is no part of it."""

    def finish(schema: dict[str, Any]) -> None:
        for field in schema["properties"].values():
            if field.get("default") == ABSENT.decode():
                del field["default"]
        schema |= {"required": list(names), **more}

    return ConfigDict(extra="ignore", frozen=True, json_schema_extra=finish)


class Attachment(BaseModel):
    """A file to put into the program's directory: inline in `content_base_64`, or sent ahead as `upload_id` says."""

    # With `oneOf` instead, generators of clients lose the type.
    model_config = _required("filename", minProperties=2, **{"not": {"required": ["content_base_64", "upload_id"]}})

    filename: Annotated[str, from_utf8(attachment_name)] = _absent(
        "A plain file name: no separators, no NUL, not `.` or `..`, at most 255 bytes in UTF-8, used once.",
        "input_photo.jpg",
        minLength=1,
        pattern=r"^[^/\\\u0000]+$",
    )
    content_base_64: Annotated[bytes | None, from_utf8(file_content)] = _absent(
        "The content in Base64 with padding (RFC 4648 section 4); ASCII white space is ignored.",
        "SGVsbG8K",
        contentEncoding="base64",
    )
    upload_id: Annotated[str | None, from_utf8(upload_reference)] = _absent(
        "In place of `content_base_64`: a file sent ahead, as `POST /uploads` names it. It serves one run.",
        "5b8f6b0c2f0e4f64a2a6c7b2b1d0e9f8",
        pattern=r"^[0-9A-Za-z_-]{1,200}$",
    )


class ExecuteRequest(BaseModel):
    """A program and its input. Unknown fields are ignored, and named in `request_context.ignored_fields`."""

    model_config = _required("code", examples=[HELLO, GRAYSCALE])

    code: Annotated[str, from_utf8(program)] = _absent(
        "The Python program, run as `__main__`. A byte order mark before it is dropped.", HELLO["code"]
    )
    stdin_data: Annotated[bytes, from_utf8(standard_input)] | None = Field(
        None, description="Text for the program's standard input.", examples=["42\n"]
    )
    attachments: list[Attachment] | None = Field(None, description="Files to put beside the program.")
    return_files: list[Annotated[str, from_utf8(path_to_return)]] | None = Field(
        None,
        description="Files to return: names, relative paths or globs such as `*.png`.",
        examples=[["out.png", "*.csv"]],
    )
    timeout_seconds: (
        Annotated[float, Checked(seconds, core_schema.float_schema(strict=True), {"type": "number"})] | None
    ) = Field(None, description="Wall-clock time of the run; without it, the service's own limit.", examples=[2.5])


class UploadRequest(BaseModel):
    """A file that is to be sent ahead."""

    model_config = _required("filename", "size_bytes")

    filename: Annotated[str, from_utf8(file_name)] = _absent(
        "Its name, as an attachment's.", "input_photo.jpg", minLength=1, pattern=r"^[^/\\\u0000]+$"
    )
    size_bytes: Annotated[int, Checked(size, core_schema.int_schema(strict=True), {"type": "integer"})] = _absent(
        "Its exact size.", 1048576, minimum=0
    )


ATTACHMENT = Shape(frozenset(Attachment.model_fields), texts=frozenset(Attachment.model_fields))
EXECUTE = Shape(
    frozenset(ExecuteRequest.model_fields),
    texts=frozenset({"code", "stdin_data"}),
    arrays={"attachments": ATTACHMENT, "return_files": None},
)
UPLOAD = Shape(frozenset(UploadRequest.model_fields), texts=frozenset({"filename"}))
"""The models' outlines: which names are known, and where text may be long."""
