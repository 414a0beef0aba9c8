"""Files that wait on this machine: the URLs that are given out for them, and what a bucket does elsewhere."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ..errors import UploadRefusedError
from ..uploads.local import LocalUploadStore
from .body import read_body
from .problems import DownloadGoneError, Issue, RequestInvalidError
from .upload_form import FORM_BYTES, file_in_form

DOWNLOAD_HEADERS = {
    # Whatever a program wrote must never open as a page of this origin.
    "Content-Type": "application/octet-stream",
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def add_local_uploads(router: APIRouter, store: LocalUploadStore, working: CapacityLimiter) -> None:
    """Add the routes. They are not in the description: these URLs are given out, never put together."""

    @router.post("/uploads/{name}", include_in_schema=False)
    async def receive(name: str, request: Request) -> Response:
        signed = (name, request.query_params.get("expires", ""), request.query_params.get("signature", ""))
        try:
            size = store.expected(*signed)  # before a byte of the body is read
        except UploadRefusedError as error:
            raise RequestInvalidError([Issue("url", str(error))]) from error
        body = await read_body(request, size + FORM_BYTES)

        def keep() -> None:
            content = file_in_form(body, request.headers.get("content-type", ""))
            try:
                store.receive(*signed, content)
            except UploadRefusedError as error:
                raise RequestInvalidError([Issue("file", str(error))]) from error

        await to_thread.run_sync(keep, limiter=working)
        return Response(status_code=204)

    @router.get("/downloads/{name}", include_in_schema=False)
    async def fetch(name: str, request: Request) -> Response:
        signed = (name, request.query_params.get("expires", ""), request.query_params.get("signature", ""))
        try:
            content = await to_thread.run_sync(store.fetch, *signed, limiter=working)
        except UploadRefusedError as error:
            raise DownloadGoneError from error
        return Response(content, headers=DOWNLOAD_HEADERS)
