"""The runner function's host fetches attachments from the store and keeps large results there. Never the zygote.

Its VPC has no DNS, so the addresses come with the event; the certificate is checked against the store's name all the
same. What is fetched has exactly the size that was announced, and all of it together takes a bounded time.
"""

from __future__ import annotations

import http.client
import secrets
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..engine.models import InputFile, OutputFile, RunResult
from ..errors import SandboxError
from . import events
from .remote import RemoteFile, RemoteRunRequest, StoredFile, Transfer

CONNECT_TIMEOUT_S = 1.5
READ_TIMEOUT_S = 3.0
FETCH_WITHIN_S = 4.0
KEEP_WITHIN_S = 4.0
"""8 MB from or to a bucket of the same region take a few tenths of a second; a request has 29 s in all."""

CHUNK = 1 << 20

INLINE_ANSWER_BYTES = events.MAX_ANSWER_BYTES - 256 * 1024
"""What is not kept in the store: the api function's own answer carries it too, with more around it."""

NOT_STORED = "The file does not fit into the answer, and could not be stored to be fetched."


class TransferError(SandboxError):
    """A file could not be fetched or kept. The message holds no part of a URL."""


class _Connection(http.client.HTTPSConnection):
    """HTTPS to one of several known addresses, with the certificate of the name."""

    def __init__(self, transfer: Transfer, deadline: float) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(transfer.host, transfer.port, timeout=READ_TIMEOUT_S, context=self._tls)
        self._addresses = transfer.addresses
        self._deadline = deadline

    def connect(self) -> None:
        failure: OSError = OSError("the store has no address")
        for address in self._addresses:
            try:
                plain = socket.create_connection((address, self.port), min(CONNECT_TIMEOUT_S, self.left()))
            except OSError as error:
                failure = error
                continue
            try:
                plain.settimeout(min(READ_TIMEOUT_S, self.left()))
                self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
            except BaseException:
                plain.close()
                raise
            return
        raise failure

    def left(self) -> float:
        """Seconds until everything must be done."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the store takes too long")
        return left

    def hurry(self) -> None:
        """Let no single step outlast the whole."""
        if self.sock is not None:
            self.sock.settimeout(min(READ_TIMEOUT_S, self.left()))


def fetch_files(request: RemoteRunRequest) -> tuple[InputFile, ...]:
    """The files of `request`, those of the store fetched.

    Raises:
        TransferError: one could not be fetched, or has another size.
    """
    if request.transfer is None:
        return tuple(request.files)
    files: list[InputFile] = []
    connection = _Connection(request.transfer, time.monotonic() + FETCH_WITHIN_S)
    try:
        for file in request.files:
            if isinstance(file, RemoteFile):
                file = InputFile(file.name, _get(connection, file.path, file.size_bytes))
            files.append(file)
    except (OSError, http.client.HTTPException) as error:
        raise TransferError(f"a file could not be fetched: {type(error).__name__}") from error
    finally:
        connection.close()
    return tuple(files)


def keep_large(result: RunResult, transfer: Transfer, max_bytes: int = INLINE_ANSWER_BYTES) -> RunResult:
    """`result` with its largest files kept in the store, as many as it takes for the answer to be of `max_bytes`."""
    fitting = events.fitting(result, max_bytes)
    if fitting == result:
        return result
    connection = _Connection(transfer, time.monotonic() + KEEP_WITHIN_S)
    places = iter(transfer.places)
    try:
        files = tuple(
            file if file.error == before.error else _kept(connection, transfer.form_path, next(places, None), before)
            for before, file in zip(result.output_files, fitting.output_files, strict=True)
        )
    finally:
        connection.close()
    return replace(result, output_files=files)


def _get(connection: _Connection, path: str, size_bytes: int) -> bytes:
    connection.hurry()
    connection.request("GET", path)
    content = bytearray()
    with connection.getresponse() as response:
        if response.status != 200:
            raise TransferError(f"a file could not be fetched: status {response.status}")
        while len(content) <= size_bytes:
            connection.hurry()
            chunk = response.read(min(CHUNK, size_bytes + 1 - len(content)))
            if not chunk:
                break
            content += chunk
    if len(content) != size_bytes:
        raise TransferError("a file has another size than was announced")
    return bytes(content)


def _kept(connection: _Connection, path: str, place: Mapping[str, str] | None, file: OutputFile) -> OutputFile:
    if place is None:
        return OutputFile(file.name, error=NOT_STORED)
    try:
        _post(connection, path, place, file)
    except (OSError, http.client.HTTPException, TransferError):
        connection.close()  # the next file may fare better over a new one
        return OutputFile(file.name, error=NOT_STORED)
    return StoredFile(file.name, key=place["key"], size_bytes=file.size_bytes)


def _post(connection: _Connection, path: str, fields: Mapping[str, str], file: OutputFile) -> None:
    """S3's POST Object: a form whose last field is the file (RFC 7578)."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    ]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n')
    head, tail = "".join(parts).encode(), f"\r\n--{boundary}--\r\n".encode()

    def pieces() -> Iterator[bytes]:  # never the whole file in memory
        yield head
        for piece in file.chunks():
            connection.hurry()
            yield piece
        yield tail

    connection.hurry()
    length = str(len(head) + file.size_bytes + len(tail))
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": length}
    connection.request("POST", path, pieces(), headers)
    with connection.getresponse() as response:
        response.read(CHUNK)
        if response.status not in (200, 201, 204):
            raise TransferError(f"a result could not be kept: status {response.status}")
