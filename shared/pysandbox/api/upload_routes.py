"""POST /uploads: leave to send a file ahead, to wherever this deployment keeps files."""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ..rate_limit import upload_limits
from ..uploads.local import LocalUploadStore
from .answers import JsonResponse, envelope, instant, rate_limit_headers
from .body import read_body
from .execute import Service
from .record import record_of
from .schemas import ErrorResponse, UploadResponse, request_body

MAX_REQUEST_BYTES = 16_384
"""A file's name and its size."""

RECEIVING_AT_ONCE = 4
"""Files that are parsed and written at the same time; each is held in memory once or twice."""

ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorResponse, "description": "ValidationError"},
    404: {"model": ErrorResponse, "description": "NotFound: this deployment takes no uploads"},
    413: {"model": ErrorResponse, "description": "PayloadTooLarge"},
    429: {"model": ErrorResponse, "description": "RateLimitExceeded; Retry-After says when to come back"},
    503: {"model": ErrorResponse, "description": "ServiceUnavailable"},
}


def make_upload_router(service: Service) -> APIRouter:
    """The routes over `service`."""
    router = APIRouter()
    working = CapacityLimiter(RECEIVING_AT_ONCE)
    limits = upload_limits(service.settings.limits)

    @router.post(
        "/uploads",
        summary="Ask for leave to send a file ahead",
        response_model=None,
        responses={200: {"model": UploadResponse}, **ERRORS},
        openapi_extra=request_body("UploadRequest"),
    )
    async def uploads(request: Request) -> Response:
        """For a file that does not fit into a request: where to send it, and what to call it in `attachments`.

        Counted by the minute as runs are, on a count of its own; the day's quota stays as it is.
        """
        body = await read_body(request, MAX_REQUEST_BYTES)
        record = record_of(request)
        ticket, upload, decision = await to_thread.run_sync(service.grant_upload, body, record, limiter=working)
        answer = {
            **envelope("success", record),
            "upload_id": ticket.upload_id,
            "url": record.base_url + ticket.url if ticket.url.startswith("/") else ticket.url,
            "fields": dict(ticket.fields),
            "expires_at": instant(ticket.expires_at),
            "max_bytes": ticket.size_bytes,
            "ignored_fields": list(upload.ignored_fields),
        }
        return JsonResponse(answer, headers=dict(rate_limit_headers(decision, limits)))

    if isinstance(service.uploads, LocalUploadStore):
        from .local_uploads import add_local_uploads  # its form parser is not there on Lambda, nor needed

        add_local_uploads(router, service.uploads, working)
    return router
