"""The event between the api function and the runner function, and its answer: version 1 (docs/runner-events.md).

Plain JSON without third-party help: the runner function has none. What comes back is *read* in `answer_schema`.
"""

from __future__ import annotations

import binascii
import json
from dataclasses import asdict, replace
from typing import Any

from ..engine.models import CodeProblem, InputFile, LayerReport, OutputFile, RunRequest, RunResult
from ..errors import SandboxError
from .remote import RemoteFile, RemoteRunRequest, StoredFile, Transfer, with_transfer

VERSION = 1

MAX_PAYLOAD_BYTES = 6_291_556
"""What Lambda takes in and gives back in one synchronous invocation."""

MAX_ANSWER_BYTES = MAX_PAYLOAD_BYTES - 64 * 1024

MAX_SECONDS = 86_400
"""What `timeout_s` is below; the runner's own limit is far below it."""

FILE_TOO_LARGE = "The file does not fit into the answer (6 MB with everything else)."


class EventError(SandboxError):
    """An event is not one that the runner function takes."""


def encode_request(request: RunRequest) -> dict[str, Any]:
    """`request` as an event."""
    event = {
        "version": VERSION,
        "operation": "run",
        "code": request.code,
        "stdin_base64": _base64(request.stdin),
        "files": [_input_file(file) for file in request.files],
        "return_patterns": list(request.return_patterns),
    }
    if request.timeout_s is not None:
        event["timeout_s"] = request.timeout_s
    if isinstance(request, RemoteRunRequest) and request.transfer is not None:
        event["transfer"] = asdict(request.transfer)
    return event


def describe_request() -> dict[str, Any]:
    """The event that asks how the runner function is."""
    return {"version": VERSION, "operation": "describe"}


def check_request(code: str) -> dict[str, Any]:
    """The event that asks whether a program compiles."""
    return {"version": VERSION, "operation": "compile", "code": code}


def decode_check(event: dict[str, Any]) -> str:
    """The program in it. Raises EventError: there is none."""
    try:
        return _text(event["code"])
    except (KeyError, TypeError) as error:
        raise EventError(f"the event is malformed: {type(error).__name__}") from error


def encode_check(problem: CodeProblem | None) -> dict[str, Any]:
    """What keeps a program from compiling, as an answer."""
    return {"version": VERSION, "syntax_error": problem and asdict(problem)}


def operation(event: Any) -> str:
    """What an event asks for: `run`, `compile` or `describe`.

    Raises:
        EventError: it is of another version, or asks for something else.
    """
    if not isinstance(event, dict) or event.get("version") != VERSION:
        raise EventError(f"the event is not of version {VERSION}")
    name = event.get("operation")
    if name not in ("run", "compile", "describe"):
        raise EventError("there is no such operation")
    return str(name)


def decode_request(event: dict[str, Any]) -> RunRequest:
    """The request in an event.

    Raises:
        EventError: something is missing or malformed.
    """
    try:
        request = RunRequest(
            code=_text(event["code"]),
            stdin=_bytes(event["stdin_base64"]),
            files=tuple(_decode_file(row) for row in _list(event["files"])),
            return_patterns=tuple(_text(pattern) for pattern in _list(event["return_patterns"])),
            timeout_s=_seconds(event.get("timeout_s")),
        )
        if "transfer" in event:
            request = with_transfer(request, _transfer(event["transfer"]))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EventError(f"the event is malformed: {type(error).__name__}") from error
    if type(request) is RunRequest and any(isinstance(file, RemoteFile) for file in request.files):
        raise EventError("the event is malformed: a file to fetch, and nowhere to fetch it from")
    return request


def encode_result(result: RunResult, max_bytes: int = MAX_ANSWER_BYTES) -> dict[str, Any]:
    """`result` as an answer of at most `max_bytes` as JSON: the largest files give way, each with an error entry."""
    return _encode(fitting(result, max_bytes))


def fitting(result: RunResult, max_bytes: int) -> RunResult:
    """`result` with an error in place of the largest files, so that as an answer it has at most `max_bytes`."""
    without = replace(result, output_files=tuple(OutputFile(file.name, error="") for file in result.output_files))
    # Of each file no more than this is added: its content in Base64, or the error.
    room = max_bytes - len(json.dumps(_encode(without))) - len(FILE_TOO_LARGE) * len(result.output_files)
    kept: set[int] = set()
    for file in sorted(result.output_files, key=_inline_bytes):
        room -= _inline_bytes(file) * 4 // 3 + 4
        if room < 0:
            break
        kept.add(id(file))
    files = tuple(
        file if id(file) in kept or not file.has_content else OutputFile(file.name, error=FILE_TOO_LARGE)
        for file in result.output_files
    )
    return replace(result, output_files=files)


def _inline_bytes(file: OutputFile) -> int:
    return file.size_bytes if file.has_content else 0


def encode_layers(layers: tuple[LayerReport, ...], *, healthy: bool) -> dict[str, Any]:
    """How the runner function is, as an answer."""
    rows = [{"name": row.name, "state": row.state.value, "detail": row.detail} for row in layers]
    return {"version": VERSION, "healthy": healthy, "layers": rows}


def encode_error(kind: str, error: Exception) -> dict[str, Any]:
    """A failure that is not the program's: `kind` is `event` or `engine`."""
    return {"version": VERSION, "error": {"kind": kind, "message": str(error)[:500]}}


def _encode(result: RunResult) -> dict[str, Any]:
    exception, forbidden = result.exception, result.uncaught_import
    return {
        "version": VERSION,
        "result": {
            "exit_code": result.exit_code,
            "termination_reason": result.termination_reason.value,
            "stdout_base64": _base64(result.stdout),
            "stderr_base64": _base64(result.stderr),
            "stdout_truncated": result.stdout_truncated,
            "stderr_truncated": result.stderr_truncated,
            "duration_s": result.duration_s,
            "cpu_time_s": result.cpu_time_s,
            "peak_memory_bytes": result.peak_memory_bytes,
            "exception": exception
            and {"type": _clean(exception.type), "message": _clean(exception.message), "line": exception.line},
            "blocked_imports": [_clean(name) for name in result.blocked_imports],
            "uncaught_import": forbidden and {"module": _clean(forbidden.module), "line": forbidden.line},
            "output_files": [_output_file(file) for file in result.output_files],
            "violation": result.violation and _clean(result.violation),
            "unreturned_files": [_clean(name) for name in result.unreturned_files],
        },
    }


def _output_file(file: OutputFile) -> dict[str, Any]:
    if isinstance(file, StoredFile):
        return {"name": _clean(file.name), "stored": {"key": file.key, "size_bytes": file.size_bytes}}
    content = None if file.content is None else _base64(file.content)
    return {"name": _clean(file.name), "content_base64": content, "error": file.error and _clean(file.error)}


def _input_file(file: InputFile) -> dict[str, Any]:
    if isinstance(file, RemoteFile):
        return {"name": file.name, "path": file.path, "size_bytes": file.size_bytes}
    return {"name": file.name, "content_base64": _base64(file.content)}


def _decode_file(row: dict[str, Any]) -> InputFile:
    if "path" in row:
        return RemoteFile(_text(row["name"]), b"", _text(row["path"]), _number(row["size_bytes"]))
    return InputFile(_text(row["name"]), _bytes(row["content_base64"]))


def _transfer(row: dict[str, Any]) -> Transfer:
    return Transfer(
        host=_text(row["host"]),
        port=_number(row["port"]),
        addresses=tuple(_text(address) for address in _list(row["addresses"])),
        form_path=_text(row["form_path"]),
        places=tuple({_text(name): _text(text) for name, text in place.items()} for place in _list(row["places"])),
    )


def _base64(content: bytes) -> str:
    return binascii.b2a_base64(content, newline=False).decode("ascii")


def _clean(text: str) -> str:
    """Without lone surrogates, which JSON on the wire cannot carry."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not an array")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _seconds(value: object) -> float | None:
    if value is None:
        return None
    if type(value) not in (int, float) or not 0 < value < MAX_SECONDS:  # type: ignore[operator]
        raise TypeError("not a number of seconds")
    return float(value)  # type: ignore[arg-type]


def _bytes(value: object) -> bytes:
    return binascii.a2b_base64(_text(value), strict_mode=True)
