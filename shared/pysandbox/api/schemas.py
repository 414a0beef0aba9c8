"""The shapes of requests and answers, for /openapi.json.

They describe and do not process: `validate` reads requests (so that every issue is found, in one pass, without a copy
of 8 MB strings) and `answers` writes answers. Tests hold the two to these models. Limits are put in by `openapi`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

HELLO: dict[str, JsonValue] = {"code": 'print("Hello from the sandbox!")'}
GRAYSCALE: dict[str, JsonValue] = {
    "code": "from PIL import Image\nwith Image.open('in.png') as image:\n    image.convert('L').save('out.png')\n",
    "attachments": [{"filename": "in.png", "content_base_64": "iVBORw0KGgo="}],
    "return_files": ["out.png"],
}


class Attachment(BaseModel):
    """A file to put into the program's directory: inline, or sent ahead."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["content_base_64"]}, {"required": ["upload_id"]}]}
    )

    filename: str = Field(
        description="A plain file name: no separators, no NUL, not `.` or `..`, at most 255 bytes in UTF-8, used once.",
        min_length=1,
        pattern=r"^[^/\\\u0000]+$",
        examples=["input_photo.jpg"],
    )
    content_base_64: str = Field(
        "",
        description="The content in Base64 with padding (RFC 4648 section 4); ASCII white space is ignored.",
        examples=["SGVsbG8K"],
    )
    upload_id: str = Field(
        "",
        description="In place of `content_base_64`: a file sent ahead, as `POST /uploads` names it. It serves one run.",
        pattern=r"^[0-9A-Za-z_-]{1,200}$",
        examples=["5b8f6b0c2f0e4f64a2a6c7b2b1d0e9f8"],
    )


class ExecuteRequest(BaseModel):
    """A program and its input. Unknown fields are ignored, and named in `request_context.ignored_fields`."""

    model_config = ConfigDict(json_schema_extra={"examples": [HELLO, GRAYSCALE]})

    code: str = Field(description="The Python program, run as `__main__`.", examples=[HELLO["code"]])
    stdin_data: str | None = Field(None, description="Text for the program's standard input.", examples=["42\n"])
    attachments: list[Attachment] | None = Field(None, description="Files to put beside the program.")
    return_files: list[str] | None = Field(
        None,
        description="Files to return: names, relative paths or globs such as `*.png`.",
        examples=[["out.png", "*.csv"]],
    )


class UncaughtExceptionModel(BaseModel):
    """The exception that ended the program."""

    type: str = Field(description="The name of its class.", examples=["ZeroDivisionError"])
    message: str = Field(description="What it says.")
    line: int | None = Field(description="The line of the program, where known.")


class OutputFileModel(BaseModel):
    """A returned file, or why it is not returned."""

    content_base64: str | None = Field(None, description="The content, in Base64.")
    download_url: str | None = Field(
        None, description="In place of `content_base64`, only for what does not fit into the answer: a GET brings it."
    )
    expires_at: str | None = Field(None, description="Until when `download_url` works.")
    size_bytes: int | None = Field(None, description="Its size before Base64.")
    media_type: str | None = Field(None, description="Guessed from the name.", examples=["image/png"])
    error: str | None = Field(
        None,
        description="Why this file is not here; the other fields are then absent.",
        examples=["File not found after execution."],
    )


class ExecutionDetails(BaseModel):
    """What the run did."""

    success: bool = Field(description="It ended by itself, with exit code 0.")
    exit_code: int = Field(description="The program's own; 1 after an uncaught exception; a negative signal number.")
    termination_reason: Literal[
        "completed", "exception", "timeout", "memory_limit", "output_limit", "disk_limit", "signal"
    ] = Field(description="How the run ended.")
    stdout: str = Field(description="What the program printed.")
    stderr: str = Field(description="What it wrote to standard error; tracebacks are here.")
    stdout_base64: str | None = Field(None, description="The exact bytes, only where they are not UTF-8.")
    stderr_base64: str | None = Field(None, description="The exact bytes, only where they are not UTF-8.")
    stdout_truncated: bool = Field(description="More was printed than is kept.")
    stderr_truncated: bool = Field(description="The same of standard error.")
    execution_duration_sec: float = Field(description="Wall-clock time of the run.")
    cpu_time_sec: float = Field(description="Processor time of the run.")
    peak_memory_bytes: int = Field(description="Memory of the run at its peak.")
    exception: UncaughtExceptionModel | None = Field(description="The uncaught exception that ended the program.")
    blocked_imports: list[str] = Field(description="Modules whose import was refused while running.")
    output_files: dict[str, OutputFileModel] = Field(description="The files asked for, by name.")


class UserInfo(BaseModel):
    """The caller and the day's quota. Null where the store cannot be reached or the day's limit is off."""

    ip_address: str = Field(description="The address that the request came from.")
    daily_quota_limit: int | None = Field(description="Runs that a caller has each day.")
    requests_today: int | None = Field(description="Runs since midnight UTC, this one included.")
    requests_remaining_today: int | None = Field(description="Runs left until midnight UTC.")


class ServerStatus(BaseModel):
    """How busy the service was when the request came, not counting the request itself."""

    load: Literal["normal", "high", "full"] = Field(description="Below 60 % of the slots, below 100 %, all taken.")
    active_processes_at_request: int = Field(description="Programs that were running.")
    max_concurrent_processes: int = Field(description="Programs that can run at the same time.")


class ProcessedAttachment(BaseModel):
    """An attachment as it was decoded."""

    filename: str = Field(description="Its name.")
    size_bytes: int = Field(description="Its size when decoded.")


class RequestContextModel(BaseModel):
    """What the service understood of the request."""

    code_length: int = Field(description="Characters of `code`: Unicode code points.")
    attachment_count: int = Field(description="Files that came with the request.")
    stdin_provided: bool = Field(description="Whether there was text for standard input.")
    processed_attachments: list[ProcessedAttachment] = Field(description="Those files as they were decoded.")
    ignored_fields: list[str] = Field(description="Fields that the service does not know.")


class Envelope(BaseModel):
    """What every answer begins with."""

    request_id: str = Field(description="Names this request in the service's log.")
    timestamp_utc: str = Field(description="When it was answered.", examples=["2026-01-01T00:00:00+00:00"])


class ExecuteResponse(Envelope):
    """The program ran, whatever its exit code."""

    status: Literal["success"] = Field(description="The program ran, whatever came of it.")
    execution_details: ExecutionDetails
    user_info: UserInfo
    server_status: ServerStatus
    request_context: RequestContextModel


class UploadRequest(BaseModel):
    """A file that is to be sent ahead."""

    filename: str = Field(description="Its name, as an attachment's.", min_length=1, pattern=r"^[^/\\\u0000]+$")
    size_bytes: int = Field(description="Its exact size.", ge=0)


class UploadResponse(Envelope):
    """Where to send the file: as multipart/form-data, `fields` first, then the file as the field `file`."""

    status: Literal["success"]
    upload_id: str = Field(description="What an attachment names it by, once and by the same caller.")
    url: str = Field(description="Where to POST the form to.")
    fields: dict[str, str] = Field(description="Fields of the form that go before the file; there may be none.")
    expires_at: str = Field(description="Until when the file can be sent and used.")
    max_bytes: int = Field(description="The size that was announced: exactly so many bytes are taken.")
    ignored_fields: list[str] = Field(description="Fields that the service does not know.")


class ValidateResponse(Envelope):
    """POST /execute would run this request."""

    status: Literal["success"]
    valid: Literal[True]
    user_info: UserInfo
    request_context: RequestContextModel


class IssueModel(BaseModel):
    """One thing that is wrong."""

    field: str = Field(examples=["attachments[0].filename"])
    message: str
    lines: list[int] | None = Field(None, description="Lines of the program, for forbidden imports.")


class ErrorDetails(BaseModel):
    """What went wrong."""

    type: Literal[
        "ValidationError", "ForbiddenImportError", "TimeoutError", "NotFound", "MethodNotAllowed", "PayloadTooLarge",
        "RateLimitExceeded", "InternalError", "ServerBusy", "ServiceUnavailable",
    ]  # fmt: skip
    message: str
    issues: list[IssueModel] | None = None
    disallowed: list[str] | None = Field(None, description="ForbiddenImportError: the modules.", examples=[["os"]])
    window: Literal["minute", "day"] | None = Field(None, description="RateLimitExceeded: the window that is used up.")
    limit: int | None = Field(None, description="RateLimitExceeded: requests in that window.")
    retry_after_seconds: int | None = Field(None, description="The same as the header Retry-After.")


class ErrorResponse(Envelope):
    """Every error of every path."""

    status: Literal["error"]
    error_details: ErrorDetails


class ExecuteErrorResponse(ErrorResponse):
    """An error of /execute or /validate: with the quota, and with as much of the run as there was."""

    user_info: UserInfo
    execution_details: ExecutionDetails | None = None
    server_status: ServerStatus | None = None
    request_context: RequestContextModel | None = None


class LimitValues(BaseModel):
    """Every limit; 0 switches a quota window off."""

    requests_per_minute: int
    requests_per_day: int
    max_concurrency: int
    timeout_seconds: float
    memory_mb: int
    max_code_characters: int
    max_attachments: int
    max_attachment_bytes: int
    max_child_processes: int
    max_return_files: int
    max_return_file_bytes: int
    max_file_name_bytes: int
    max_stream_bytes: int
    max_output_bytes: int
    max_disk_bytes: int
    max_disk_files: int
    max_body_bytes: int
    max_inline_attachment_bytes: int
    max_answer_bytes: int
    upload_expiry_seconds: int


class ImportCategoryModel(BaseModel):
    """A group of importable modules; submodules come with them."""

    name: str
    modules: list[str]


class DeniedModel(BaseModel):
    """A submodule that stays forbidden."""

    module: str
    reason: str


class ImportsModel(BaseModel):
    """What a program may import."""

    categories: list[ImportCategoryModel]
    denied_submodules: list[DeniedModel]
    libraries: dict[str, str] = Field(description="Versions by distribution.", examples=[{"numpy": "2.3.0"}])


class LimitsResponse(BaseModel):
    """Limits, imports and versions."""

    python_version: str
    limits: LimitValues
    uploads: bool = Field(description="Whether files can be sent ahead with POST /uploads.")
    imports: ImportsModel


class LayerModel(BaseModel):
    """One isolation layer, as the self-check at start found it."""

    state: Literal["active", "unavailable", "disabled", "failed"]
    detail: str


class HealthResponse(BaseModel):
    """The service can run programs."""

    status: Literal["ok", "degraded"]
    version: str
    python_version: str
    layers: dict[str, LayerModel]
    disabled_layers: list[str]
    unsafe: bool
    active_executions: int
    max_concurrency: int
    rate_limit_store: Literal["ok", "unavailable"] = "ok"


def request_body(model: str = "ExecuteRequest") -> dict[str, Any]:
    """The OpenAPI request body of a route that reads the bytes itself."""
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
