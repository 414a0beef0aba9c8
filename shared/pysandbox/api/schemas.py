"""The JSON of the contract as pydantic models: what is accepted, what is answered, and the OpenAPI document of both."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..engine.models import TerminationReason
from ..policy import load_limits

_LIMITS = load_limits()  # the rows used here are not configurable

FileName = Annotated[
    str,
    Field(
        min_length=1,
        description=f"A plain name: no separator, no `..`, at most {_LIMITS.max_file_name_bytes} bytes in UTF-8.",
        examples=["input_photo.jpg"],
    ),
]


class Attachment(BaseModel):
    """A file that the program finds in its directory."""

    model_config = ConfigDict(extra="ignore", strict=True)

    filename: FileName
    content_base_64: str = Field(
        description=f"The file in Base64, at most {_LIMITS.max_attachment_bytes} bytes decoded. White space is fine.",
        examples=["aGVsbG8="],
    )


class ExecuteRequest(BaseModel):
    """A program and what it needs."""

    model_config = ConfigDict(extra="ignore", strict=True)

    code: str = Field(
        max_length=_LIMITS.max_code_characters,
        description=f"The Python program, at most {_LIMITS.max_code_characters} characters.",
        examples=["print('Hello from the sandbox!')"],
    )
    stdin_data: str = Field(default="", description="Text for standard input.", examples=["42\n"])
    attachments: list[Attachment] = Field(
        default_factory=list,
        max_length=_LIMITS.max_attachments,
        description=f"Files for the program; at most {_LIMITS.max_attachments}, with different names.",
    )
    return_files: list[str] = Field(
        default_factory=list,
        max_length=_LIMITS.max_return_files,
        description="Names of files to return: plain names, relative paths or globs such as `*.png`.",
        examples=[["output.png"], ["*.csv"]],
    )


class ReturnedFile(BaseModel):
    """A returned file, or why it was not returned."""

    content_base64: str | None = Field(default=None, description="The file in Base64.")
    size_bytes: int | None = Field(default=None, description="Its size before Base64.", examples=[123])
    media_type: str | None = Field(default=None, description="Guessed from the name.", examples=["image/png"])
    error: str | None = Field(
        default=None,
        description="Why this file is not here; the other fields are then absent.",
        examples=["File not found after execution."],
    )


class RaisedException(BaseModel):
    """The exception that ended a program."""

    type: str = Field(description="The name of its class.", examples=["ZeroDivisionError"])
    message: str = Field(description="What it says.", examples=["division by zero"])
    line: int | None = Field(description="The line of the program, where known.", examples=[3])


class ExecutionDetails(BaseModel):
    """What the program did."""

    success: bool = Field(description="Whether it ended by itself with exit code 0.")
    exit_code: int = Field(description="The program's own; 1 after an uncaught exception; -N: killed by signal N.")
    termination_reason: TerminationReason = Field(description="How the run ended.")
    stdout: str = Field(description="What the program printed.")
    stderr: str = Field(description="What it wrote to standard error; tracebacks are here.")
    stdout_base64: str | None = Field(default=None, description="The exact bytes, when stdout is not UTF-8.")
    stderr_base64: str | None = Field(default=None, description="The exact bytes, when stderr is not UTF-8.")
    stdout_truncated: bool = Field(description=f"Whether more than {_LIMITS.max_stream_bytes} bytes were written.")
    stderr_truncated: bool = Field(description="The same of stderr.")
    execution_duration_sec: float = Field(description="Wall-clock time of the run.")
    cpu_time_sec: float = Field(description="Processor time of the run.")
    peak_memory_bytes: int = Field(description="Peak resident memory on top of the warm interpreter.")
    exception: RaisedException | None = Field(description="The uncaught exception that ended the program.")
    blocked_imports: list[str] = Field(description="Modules whose import was refused while running.")
    output_files: dict[str, ReturnedFile] = Field(description="The files asked for, by name.")


class UserInfo(BaseModel):
    """The caller's quota after this request."""

    ip_address: str = Field(description="The address that the request came from.")
    daily_quota_limit: int | None = Field(description="Runs a day; null: no daily limit.", examples=[30])
    requests_today: int = Field(description="Runs since midnight UTC, this one included.")
    requests_remaining_today: int | None = Field(description="Runs left until midnight UTC; null: no daily limit.")


class ServerStatus(BaseModel):
    """How busy the service was when the request came."""

    load: Literal["normal", "high", "full"] = Field(description="In one word.")
    active_processes_at_request: int = Field(description="Programs that were running.")
    max_concurrent_processes: int = Field(description="Programs that can run at the same time.")


class ProcessedAttachment(BaseModel):
    """An attachment as it was decoded."""

    filename: str = Field(description="Its name.")
    size_bytes: int = Field(description="Its decoded size.")


class RequestContext(BaseModel):
    """What the service made of the request."""

    code_length: int = Field(description="Characters of `code`.")
    attachment_count: int = Field(description="Files that came with the request.")
    stdin_provided: bool = Field(description="Whether there was text for standard input.")
    processed_attachments: list[ProcessedAttachment] = Field(description="Those files as they were decoded.")
    ignored_fields: list[str] = Field(description="Fields that the service does not know.")


class Answer(BaseModel):
    """What every answer begins with."""

    request_id: str = Field(description="Names this request in the service's log.")
    timestamp_utc: str = Field(description="When it was answered.", examples=["2026-01-01T00:00:00+00:00"])


class ExecuteAnswer(Answer):
    """The program ran, whatever its exit code."""

    status: Literal["success"] = Field(description="The program ran, whatever came of it.")
    execution_details: ExecutionDetails
    user_info: UserInfo | None
    server_status: ServerStatus
    request_context: RequestContext


class ValidateAnswer(Answer):
    """`/execute` would run this request."""

    status: Literal["success"]
    valid: Literal[True]
    user_info: UserInfo | None
    request_context: RequestContext


class ErrorIssue(BaseModel):
    """One thing that is wrong with a request."""

    field: str = Field(examples=["attachments[0].filename"])
    message: str
    lines: list[int] | None = Field(default=None, description="Lines of the program, for a forbidden import.")


class ErrorDetails(BaseModel):
    """What went wrong."""

    type: str = Field(examples=["ValidationError"])
    message: str
    issues: list[ErrorIssue] = Field(default_factory=list)
    disallowed: list[str] | None = Field(default=None, description="Forbidden modules.", examples=[["os"]])
    retry_after_seconds: int | None = None


class ErrorAnswer(Answer):
    """Any error, always in this shape."""

    status: Literal["error"]
    error_details: ErrorDetails
    execution_details: ExecutionDetails | None = Field(default=None, description="What the program did until then.")
    user_info: UserInfo | None = None


def body_schema() -> dict[str, Any]:
    """The `requestBody` of an operation that reads its body by itself."""
    reference = {"$ref": "#/components/schemas/ExecuteRequest"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": reference}}}}
