"""Files that wait on this machine: the URLs that are given out for them, and what a bucket does elsewhere."""

from __future__ import annotations

import os

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..errors import UploadRefusedError
from ..uploads.local import LocalUploadStore
from .observe.record import record_of
from .requests.body import read_body
from .requests.problems import DownloadGoneError, RequestInvalidError, invalid_field
from .requests.upload_form import FORM_BYTES, file_in_form

DOWNLOAD_HEADERS = {
    # Whatever a program wrote must never open as a page of this origin.
    "Content-Type": "application/octet-stream",
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}

READING_AT_ONCE = 4
"""Threads that read downloads: a slow disk holds up nobody else."""

ASKING_AT_ONCE = 4
"""Threads that look up whether a file may come; with several workers another may be writing just then."""

PIECE_BYTES = 256 * 1024
"""Of a download, read and sent before the next is read."""


def add_local_uploads(
    router: APIRouter, store: LocalUploadStore, working: CapacityLimiter, file_cost_bytes: int
) -> None:
    """Add the routes. They are not in the description: these URLs are given out, never put together."""
    local = _LocalUploads(store, working, file_cost_bytes)
    router.add_api_route("/uploads/{name}", local.receive, methods=["POST"], include_in_schema=False)
    router.add_api_route("/downloads/{name}", local.fetch, methods=["GET"], include_in_schema=False)


class _LocalUploads:
    """What is answered at these addresses."""

    def __init__(self, store: LocalUploadStore, working: CapacityLimiter, file_cost_bytes: int) -> None:
        self._store, self._working, self._file_cost_bytes = store, working, file_cost_bytes
        self._reading, self._asking = CapacityLimiter(READING_AT_ONCE), CapacityLimiter(ASKING_AT_ONCE)

    async def receive(self, name: str, request: Request) -> Response:
        """One file, in a form."""
        signed = _signed(name, request)
        try:  # before a byte of the body is read
            size = await to_thread.run_sync(self._store.begin, *signed, limiter=self._asking)
        except UploadRefusedError as error:
            raise _refused("url", error) from error
        body = await read_body(request, size + FORM_BYTES)
        form = (body, request.headers.get("content-type", ""))
        await to_thread.run_sync(self._keep, signed, form, limiter=self._working)
        return Response(status_code=204)

    def _keep(self, signed: tuple[str, str, str], form: tuple[bytes, str]) -> None:
        content = file_in_form(*form)
        try:
            self._store.receive(*signed, content)
        except UploadRefusedError as error:
            raise _refused("file", error) from error

    async def fetch(self, name: str, request: Request) -> Response:
        """One returned file."""
        hold = record_of(request).hold
        if hold is not None:
            hold.take(max(2 * PIECE_BYTES, self._file_cost_bytes))
        try:
            fd, size = await to_thread.run_sync(self._store.open, *_signed(name, request), limiter=self._reading)
        except UploadRefusedError as error:
            raise DownloadGoneError from error
        return _Download(fd, size, self._reading)


def _signed(name: str, request: Request) -> tuple[str, str, str]:
    """What was signed of an address, and the signature."""
    return name, request.query_params.get("expires", ""), request.query_params.get("signature", "")


def _refused(field: str, error: UploadRefusedError) -> RequestInvalidError:
    return invalid_field(field, str(error))


class _Download(Response):
    """A file that is read while it is sent: what a slow reader holds is a piece of it."""

    def __init__(self, fd: int, size_bytes: int, threads: CapacityLimiter) -> None:
        """Takes over the descriptor `fd`."""
        self._fd = fd
        self._size = size_bytes
        self._threads = threads
        super().__init__(None, headers={**DOWNLOAD_HEADERS, "Content-Length": str(size_bytes)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. A file that ends early ends the connection: what was sent is not all of it."""
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            at = 0
            while at < self._size:
                piece = await to_thread.run_sync(os.pread, self._fd, PIECE_BYTES, at, limiter=self._threads)
                if not piece:
                    raise OSError("a stored file is shorter than it was")
                at += len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": at < self._size})
            if not self._size:
                await send({"type": "http.response.body", "body": b""})
        finally:
            os.close(self._fd)
