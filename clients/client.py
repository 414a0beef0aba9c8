#!/usr/bin/env python3
"""Client of a Python Sandbox API: one file, the standard library alone, Python 3.9 or later.

As a library:

    from client import Sandbox

    result = Sandbox().run("print(6 * 7)")
    print(result.stdout)

    result = Sandbox().run(code, stdin="1 2 3", files={"in.csv": b"a,b"}, return_files=["*.png"])
    picture = result.files["plot.png"]

As a command, which ends with the program's own exit code:

    python client.py main.py --attach in.csv --return '*.png' --stdin -

A program that fails is a result like any other: see `Result.success`, or call `Result.check`. What is raised is a
request that did not run, or not to its end: one class for each error of the API (`SandboxError` is above them all).
"""

from __future__ import annotations

import argparse
import base64
import dataclasses
import json
import os
import re
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Union

BASE_URL = "http://127.0.0.1:8000"
"""Where the service is. The copy that a service serves at /client.py has that service's own address here."""

INLINE_BYTES = 3_000_000
"""Up to here files go inside the request without asking first what fits: every deployment takes that much."""

Content = Union[bytes, bytearray, str, "os.PathLike[str]"]


class SandboxError(Exception):
    """The request was not answered with a result. One subclass for each type of error that the API has."""

    def __init__(self, message: str, status: int = 0, body: Mapping[str, Any] | None = None) -> None:
        """`body` is the whole answer as JSON; `status` 0 means that there was none."""
        super().__init__(message)
        details = dict((body or {}).get("error_details") or {})
        self.message = message
        self.status = status
        self.body = dict(body or {})
        self.type: str = details.get("type", type(self).__name__)
        self.issues: list[dict[str, str]] = list(details.get("issues") or [])
        """What is wrong with which field of the request."""
        self.hint: str | None = details.get("hint")
        """What to do instead, in one sentence."""
        self.retryable: bool = bool(details.get("retryable", False))
        """Whether the same request can succeed later."""
        self.retry_after_seconds: float | None = details.get("retry_after_seconds")
        self.request_id: str | None = self.body.get("request_id")
        self.result: Result | None = None
        """What the program did before, where it ran at all."""


class ValidationError(SandboxError):
    """The request is not valid; `issues` names each field."""


class ForbiddenImportError(SandboxError):
    """The program imports what is not on the list; `body["error_details"]["disallowed"]` names it."""


class TimeLimitError(SandboxError):
    """The program ran into the time limit (TimeoutError of the API); `result` holds what it had done by then."""


class CallerBlockedError(SandboxError):
    """The operator of the service has blocked this address."""


class NotFoundError(SandboxError):
    """There is no such address: the base URL is wrong, or leads to something else."""


class MethodNotAllowedError(SandboxError):
    """The address does not answer this method."""


class PayloadTooLargeError(SandboxError):
    """The request is larger than the service takes."""


class RateLimitError(SandboxError):
    """The quota of this caller is used up (RateLimitExceeded); `retry_after_seconds` says for how long."""


class ServerBusyError(SandboxError):
    """Every place is taken; nothing ran and nothing was charged."""


class ServiceUnavailableError(SandboxError):
    """The service cannot run programs now, or cannot be reached; nothing ran."""


class InternalError(SandboxError):
    """The service failed, or gave an answer that is none of the API's."""


ERRORS: dict[str, type[SandboxError]] = {
    "ValidationError": ValidationError,
    "ForbiddenImportError": ForbiddenImportError,
    "TimeoutError": TimeLimitError,
    "CallerBlocked": CallerBlockedError,
    "NotFound": NotFoundError,
    "MethodNotAllowed": MethodNotAllowedError,
    "PayloadTooLarge": PayloadTooLargeError,
    "RateLimitExceeded": RateLimitError,
    "ServerBusy": ServerBusyError,
    "ServiceUnavailable": ServiceUnavailableError,
    "InternalError": InternalError,
}
"""The class that stands for each `error_details.type`."""


class ProgramError(Exception):
    """The program did not succeed; raised by `Result.check` alone."""

    def __init__(self, result: Result) -> None:
        """`result` is the run that failed."""
        last = result.stderr.strip().rpartition("\n")[2]
        super().__init__(last or f"exit code {result.exit_code} ({result.termination_reason})")
        self.result = result


@dataclasses.dataclass(frozen=True)
class Result:
    """What a program did."""

    success: bool
    """It ended by itself with exit code 0."""
    exit_code: int
    termination_reason: str
    """completed, exception, timeout, memory_limit, output_limit, disk_limit or signal."""
    stdout: str
    stderr: str
    files: dict[str, bytes]
    """The files that came back, by name."""
    file_errors: dict[str, str]
    """Why a file that was asked for did not come back, by name."""
    exception: dict[str, Any] | None
    """type, message, line and hint of an exception that nobody caught."""
    blocked_imports: list[str]
    duration_seconds: float
    cpu_seconds: float
    peak_memory_bytes: int
    body: dict[str, Any]
    """The whole answer as JSON."""

    def check(self) -> Result:
        """This result, when the program succeeded.

        Raises:
            ProgramError: it did not.
        """
        if not self.success:
            raise ProgramError(self)
        return self

    def save(self, folder: str | os.PathLike[str] = ".") -> list[Path]:
        """Write the files that came back below `folder`. No name leads out of it. Returns what was written.

        Raises:
            ValueError: a name leads out of `folder`.
            OSError: a file cannot be written.
        """
        return [write_below(Path(folder), name, content) for name, content in self.files.items()]


class Sandbox:
    """A service. Thread-safe; every call is a request of its own."""

    def __init__(
        self,
        base_url: str = BASE_URL,
        *,
        http_timeout_seconds: float = 60.0,
        retries: int = 3,
        max_wait_seconds: float = 70.0,
    ) -> None:
        """Nothing is sent yet.

        Args:
            base_url: where the service is.
            http_timeout_seconds: how long one answer may take.
            retries: how often a request is sent again that the service calls retryable.
            max_wait_seconds: the longest Retry-After that is waited for; a longer one is raised at once.
        """
        self.base_url = base_url.rstrip("/")
        self._http_timeout = http_timeout_seconds
        self._retries = retries
        self._max_wait = max_wait_seconds
        self._limits: dict[str, Any] | None = None

    def run(
        self,
        code: str,
        *,
        stdin: str | bytes = "",
        files: Mapping[str, Content] | Iterable[str | os.PathLike[str]] | None = None,
        return_files: Sequence[str] = (),
        timeout_seconds: float | None = None,
    ) -> Result:
        """Run a program and wait for its end.

        Args:
            code: the program.
            stdin: what it reads on standard input.
            files: what lies in its folder: content (bytes, text, or a path to read) by name, or just paths.
            return_files: names or patterns (`*.png`) of the files to return.
            timeout_seconds: a time limit below the service's own.

        Raises:
            SandboxError: it did not run, or not to its end; the subclass says why.
            OSError: a file of `files` cannot be read.
        """
        body = self._request(code, stdin, _contents(files), return_files, timeout_seconds)
        try:
            return self._result(self._post("/execute", body, idempotent=True))
        except SandboxError as error:
            if "execution_details" in error.body:
                error.result = self._result(error.body)
            raise

    def validate(self, code: str, *, return_files: Sequence[str] = ()) -> dict[str, Any]:
        """What the service says before running, free of charge; `syntax_error` is null when the program compiles.

        Raises:
            SandboxError: it would not be run.
        """
        return self._post("/validate", {"code": code, "return_files": list(return_files)})

    def limits(self) -> dict[str, Any]:
        """Every limit of this service, what programs may import, and the Python version. Raises SandboxError."""
        if self._limits is None:
            self._limits = self._send(urllib.request.Request(self.base_url + "/limits"))
        return self._limits

    def _request(
        self,
        code: str,
        stdin: str | bytes,
        contents: dict[str, bytes],
        return_files: Sequence[str],
        timeout_seconds: float | None,
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"code": code}
        if stdin:
            body["stdin_data"] = stdin.decode("utf-8") if isinstance(stdin, (bytes, bytearray)) else stdin
        if contents:
            body["attachments"] = self._attachments(contents)
        if return_files:
            body["return_files"] = list(return_files)
        if timeout_seconds is not None:
            body["timeout_seconds"] = timeout_seconds
        return body

    def _attachments(self, contents: dict[str, bytes]) -> list[dict[str, str]]:
        """Files inside the request; the largest are sent ahead where not all of them fit."""
        ahead = set()
        if sum(map(len, contents.values())) > INLINE_BYTES and self.limits().get("uploads"):
            room = self.limits()["limits"]["max_inline_attachment_bytes"]
            for name in sorted(contents, key=lambda name: len(contents[name])):
                room -= len(contents[name])
                if room < 0:
                    ahead.add(name)
        return [
            {"filename": name, "upload_id": self._upload(name, content)}
            if name in ahead
            else {"filename": name, "content_base_64": base64.b64encode(content).decode("ascii")}
            for name, content in contents.items()
        ]

    def _upload(self, name: str, content: bytes) -> str:
        """Send a file ahead; what the request calls it."""
        ticket = self._post("/uploads", {"filename": name, "size_bytes": len(content)})
        boundary = uuid.uuid4().hex
        part = f"--{boundary}\r\nContent-Disposition: form-data; name="
        fields = "".join(f'{part}"{key}"\r\n\r\n{value}\r\n' for key, value in ticket["fields"].items())
        head = f'{fields}{part}"file"; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n'
        form = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        self._fetch(urllib.request.Request(ticket["url"], form, headers, method="POST"))
        return str(ticket["upload_id"])

    def _result(self, body: dict[str, Any]) -> Result:
        details = body["execution_details"]
        files, errors = {}, {}
        for name, file in details["output_files"].items():
            if "content_base64" in file:
                files[name] = base64.b64decode(file["content_base64"])
            elif "download_url" in file:
                files[name] = self._fetch(urllib.request.Request(file["download_url"]))
            else:
                errors[name] = str(file.get("error"))
        return Result(
            success=details["success"],
            exit_code=details["exit_code"],
            termination_reason=details["termination_reason"],
            stdout=details["stdout"],
            stderr=details["stderr"],
            files=files,
            file_errors=errors,
            exception=details["exception"],
            blocked_imports=details["blocked_imports"],
            duration_seconds=details["execution_duration_sec"],
            cpu_seconds=details["cpu_time_sec"],
            peak_memory_bytes=details["peak_memory_bytes"],
            body=body,
        )

    def _post(self, path: str, body: dict[str, Any], *, idempotent: bool = False) -> dict[str, Any]:
        """Post JSON, again where the service says that this can help."""
        headers = {"Content-Type": "application/json"}
        if idempotent:
            headers["Idempotency-Key"] = str(uuid.uuid4())  # an answer that was lost is given again, and charged once
        content = json.dumps(body).encode()
        for attempt in range(self._retries + 1):
            try:
                return self._send(urllib.request.Request(self.base_url + path, content, headers, method="POST"))
            except SandboxError as error:
                wait = error.retry_after_seconds or 0.5 * 2**attempt
                if not error.retryable or attempt == self._retries or wait > self._max_wait or error.result:
                    raise
                time.sleep(wait)
        raise AssertionError

    def _send(self, request: urllib.request.Request) -> dict[str, Any]:
        content = self._fetch(request)
        try:
            body = json.loads(content)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise InternalError(f"{request.full_url} does not answer in JSON: is it a Python Sandbox API?")
        return body

    def _fetch(self, request: urllib.request.Request) -> bytes:
        """The content of the answer. Raises SandboxError for every status but 2xx."""
        request.add_header("User-Agent", "pysandbox-client.py")
        try:
            with urllib.request.urlopen(request, timeout=self._http_timeout) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as answer:
            with answer:
                raise _error(answer.code, answer.read(), answer.headers.get("Retry-After")) from None
        except (OSError, ValueError) as error:  # refused, unreachable, cut off, no such name, no address at all
            reason = getattr(error, "reason", error)
            unreachable = ServiceUnavailableError(f"{self.base_url} cannot be reached: {reason}")
            unreachable.retryable = isinstance(error, OSError)
            raise unreachable from error


def _error(status: int, content: bytes, retry_after: str | None) -> SandboxError:
    """The exception for an answer."""
    try:
        body = json.loads(content)
        details = body["error_details"]
        return ERRORS.get(details["type"], SandboxError)(details["message"], status, body)
    except (ValueError, KeyError, TypeError):  # not the API's: of a gateway or a proxy before it
        kind = {404: NotFoundError, 413: PayloadTooLargeError, 429: RateLimitError, 503: ServiceUnavailableError}
        error = kind.get(status, InternalError)(f"HTTP {status}: {content[:200].decode('utf-8', 'replace')}", status)
        error.retryable = status in (429, 502, 503)
        if retry_after and retry_after.isdigit():
            error.retry_after_seconds = float(retry_after)
        return error


def _contents(
    files: Mapping[str, Content] | Iterable[str | os.PathLike[str]] | None,
) -> dict[str, bytes]:
    if files is None:
        return {}
    if not isinstance(files, Mapping):
        return {Path(path).name: Path(path).read_bytes() for path in files}
    contents = {}
    for name, content in files.items():
        if isinstance(content, str):
            contents[name] = content.encode("utf-8")
        elif isinstance(content, (bytes, bytearray)):
            contents[name] = bytes(content)
        else:
            contents[name] = Path(content).read_bytes()
    return contents


def write_below(folder: Path, name: str, content: bytes) -> Path:
    """Write a file of a program's below `folder`, whatever it is called.

    Raises:
        ValueError: the name leads out of `folder`, by itself or by a link that lies there.
        OSError: it cannot be written.
    """
    parts = name.split("/")
    if any(part in ("", ".", "..") or re.search(r"[\\:\x00-\x1f]", part) for part in parts):
        raise ValueError(f"{name!r} is not the name of a file below a folder")
    root = folder.resolve()
    root.mkdir(parents=True, exist_ok=True)
    target = root
    for part in parts[:-1]:
        target = target / part
        if target.is_symlink():
            raise ValueError(f"{name!r} leads out of the folder")
        target.mkdir(exist_ok=True)
    target = target / parts[-1]
    if target.is_symlink():
        raise ValueError(f"{name!r} leads out of the folder")
    target.write_bytes(content)
    return target


# The command.

EXIT_USAGE, EXIT_UNAVAILABLE, EXIT_SOFTWARE, EXIT_CANNOT_WRITE, EXIT_TIMEOUT = 2, 69, 70, 73, 124
EXIT_REFUSED = 65
"""The request is not valid, imports what is not allowed, or the quota is used up (EX_DATAERR of sysexits.h)."""


class _Progress:
    """A line on the terminal while something is waited for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> None:
        if sys.stderr.isatty():
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def _show(self) -> None:
        started = time.monotonic()
        while not self._done.wait(0.1):
            print(f"\r{self._text} {time.monotonic() - started:.1f} s ", end="", file=sys.stderr, flush=True)
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _coloured(text: str, code: str) -> str:
    plain = not sys.stderr.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return text if plain else f"\033[{code}m{text}\033[0m"


def _say(text: str) -> None:
    print(_coloured(text, "33"), file=sys.stderr)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=f"Run a Python program in the sandbox at {BASE_URL}.",
        epilog="Exit status: the program's own (128 + N after signal N); 2 for a wrong call, 65 when the request was"
        " refused, 69 when the service is busy or away, 73 when a returned file is missing or cannot be written, 124"
        " after the time limit.",
    )
    parser.add_argument("file", metavar="FILE", help="the program; - for standard input")
    parser.add_argument("--attach", metavar="F", action="append", default=[], help="a file to put into its folder")
    parser.add_argument("--return", metavar="NAME", dest="names", action="append", default=[], help="a file to return")
    parser.add_argument("--output", metavar="DIR", default=".", help="where returned files go (default: here)")
    parser.add_argument("--stdin", metavar="F", help="its standard input; - for this command's own (default: empty)")
    parser.add_argument("--timeout", metavar="S", type=float, help="a time limit in seconds, below the service's own")
    parser.add_argument("--url", metavar="URL", default=os.environ.get("SANDBOX_URL", BASE_URL), help="the service")
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    arguments = parser.parse_args(argv)
    if arguments.file == "-" and arguments.stdin == "-":
        parser.error("FILE and --stdin cannot both be standard input")
    return arguments


def _read(name: str | None) -> bytes:
    if name is None:
        return b""
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _exit_status_of(error: SandboxError) -> int:
    if isinstance(error, TimeLimitError):
        return EXIT_TIMEOUT
    if isinstance(error, (ServerBusyError, ServiceUnavailableError)):
        return EXIT_UNAVAILABLE
    return EXIT_SOFTWARE if isinstance(error, InternalError) else EXIT_REFUSED


def _show(result: Result, arguments: argparse.Namespace) -> bool:
    """Print what the program printed and write its files. Returns whether all that was asked for is there."""
    if arguments.json:
        print(json.dumps(result.body, indent=2, ensure_ascii=False))
    else:
        sys.stdout.write(result.stdout)
        sys.stdout.flush()
        if result.stderr:
            sys.stderr.write(_coloured(result.stderr, "31"))
    whole = not result.file_errors
    for name, error in result.file_errors.items():
        _say(f"{name}: {error}")
    for name, content in result.files.items():
        try:
            _say(f"{write_below(Path(arguments.output), name, content)}: {len(content):,} bytes")
        except (OSError, ValueError) as problem:
            _say(f"{name}: {problem}")
            whole = False
    hint = (result.exception or {}).get("hint") or result.body["execution_details"].get("hint")
    if hint:
        _say(f"hint: {hint}")
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """The command. Returns its exit status."""
    arguments = _arguments(argv)
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace", newline="")
    try:
        code, stdin = _read(arguments.file).decode("utf-8"), _read(arguments.stdin).decode("utf-8")
        contents = _contents(arguments.attach)
    except (OSError, UnicodeDecodeError) as error:
        _say(f"cannot be read: {error}")
        return EXIT_USAGE
    status, whole = 0, True
    try:
        with _Progress("running"):
            result = Sandbox(arguments.url).run(
                code, stdin=stdin, files=contents, return_files=arguments.names, timeout_seconds=arguments.timeout
            )
        status = result.exit_code if result.exit_code >= 0 else 128 - result.exit_code
        whole = _show(result, arguments)
    except SandboxError as error:
        if error.result is not None:
            _show(error.result, arguments)
        elif arguments.json and error.body:
            print(json.dumps(error.body, indent=2, ensure_ascii=False))
        _say(f"{error.type}: {error.message}")
        for issue in error.issues:
            _say(f"  {issue.get('field')}: {issue.get('message')}")
        if error.hint:
            _say(f"hint: {error.hint}")
        return _exit_status_of(error)
    return status if status or whole else EXIT_CANNOT_WRITE


if __name__ == "__main__":
    sys.exit(main())
