"""The shapes of answers to requests, for /openapi.json. `answers` writes them; tests hold every answer to them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class UncaughtExceptionModel(BaseModel):
    """The exception that ended the program."""

    type: str = Field(description="The name of its class.", examples=["ZeroDivisionError"])
    message: str = Field(description="What it says.")
    line: int | None = Field(description="The line of the program, where known.")
    hint: str | None = Field(None, description="What to do instead, where there is something to say.")


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
    unreturned_files: list[str] = Field([], description="Files that it left and nobody asked for, some of their names.")
    hint: str | None = Field(None, description="What to do instead, in one sentence, where no exception says it.")


class UserInfo(BaseModel):
    """The caller and the day's quota. Null where the store cannot be reached, or where nothing is counted."""

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
    did_you_mean: dict[str, str] | None = Field(
        None,
        description="Of those, what will have been meant, where that is plain.",
        examples=[{"stdin": "stdin_data"}],
    )


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


class UploadResponse(Envelope):
    """Where to send the file: as multipart/form-data, `fields` first, then the file as the field `file`."""

    status: Literal["success"]
    upload_id: str = Field(description="What an attachment names it by, once and by the same caller.")
    url: str = Field(description="Where to POST the form to.")
    fields: dict[str, str] = Field(description="Fields of the form that go before the file; there may be none.")
    expires_at: str = Field(description="Until when the file can be sent and used.")
    max_bytes: int = Field(description="The size that was announced: exactly so many bytes are taken.")
    ignored_fields: list[str] = Field(description="Fields that the service does not know.")


class SyntaxErrorModel(BaseModel):
    """Why the program does not compile; lines and columns count from 1."""

    message: str = Field(description="In CPython's own words.", examples=["'(' was never closed"])
    line: int | None = Field(description="Where, as far as the compiler says.", examples=[1])
    column: int | None = Field(description="The character in that line.", examples=[6])


class ValidateResponse(Envelope):
    """POST /execute would run this request, if only to say that the program does not compile."""

    status: Literal["success"]
    valid: Literal[True]
    syntax_error: SyntaxErrorModel | None = Field(description="Null where the program compiles.")
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
        "ValidationError", "ForbiddenImportError", "TimeoutError", "CallerBlocked",
        "NotFound", "MethodNotAllowed", "PayloadTooLarge",
        "RateLimitExceeded", "InternalError", "ServerBusy", "ServiceUnavailable",
    ]  # fmt: skip
    message: str
    issues: list[IssueModel] | None = None
    disallowed: list[str] | None = Field(None, description="ForbiddenImportError: the modules.", examples=[["os"]])
    window: Literal["minute", "day"] | None = Field(None, description="RateLimitExceeded: the window that is used up.")
    limit: int | None = Field(None, description="RateLimitExceeded: requests in that window.")
    retryable: bool = Field(description="Whether the same request can succeed later.")
    retry_after_seconds: int | None = Field(description="How soon, where that is known: the header Retry-After.")
    hint: str | None = Field(
        description="What to do instead, in a sentence, where there is something.",
        examples=["csv is not available: line.split(',') does for simple files."],
    )


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
