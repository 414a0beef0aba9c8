"""POST /uploads: leave to send a file ahead, to wherever this deployment keeps files."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from ..rate_limit import upload_limits
from .answers.envelope import JsonResponse, envelope, instant, rate_limit_headers
from .execute import Service
from .observe.record import record_of
from .requests.body import read_body
from .routes import add_route

MAX_REQUEST_BYTES = 16_384
"""A file's name and its size."""

RECEIVING_AT_ONCE = 4
"""Files that are parsed and written at the same time; each is held in memory once or twice."""


def add_uploads(app: FastAPI, service: Service) -> None:
    """Serve the routes over `service` with `app`."""
    working = CapacityLimiter(RECEIVING_AT_ONCE)
    limits = upload_limits(service.settings.limits)

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

    add_route(app, "POST", "/uploads", uploads, "create_upload", "Ask for leave to send a file ahead")
    if service.uploads.enabled:
        from ..uploads.local import LocalUploadStore

        if isinstance(service.uploads, LocalUploadStore):
            from .local_uploads import add_local_uploads  # its form parser is not there on Lambda, nor needed

            add_local_uploads(app.router, service.uploads, working, service.file_cost_bytes)
