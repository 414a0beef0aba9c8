"""What holds for every request: an id, the caller's address, CORS for any origin, HEAD, the log line, a shaped 500."""

from __future__ import annotations

import logging

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .base_url import base_url
from .client_ip import identify
from .error_handlers import error_response
from .execute import Service
from .incoming import Incoming
from .logs import log_request
from .observe import Observer
from .record import SCOPE_KEY, RequestRecord

logger = logging.getLogger(__name__)

EVERYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Set on every answer that does not say otherwise itself."""


class RequestContext:
    """ASGI middleware around the router."""

    def __init__(self, app: ASGIApp, service: Service, observer: Observer) -> None:
        self._app = app
        self._service = service
        self._observer = observer
        self._incoming = Incoming(service.settings.limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        settings = self._service.settings
        record = RequestRecord(identify(scope, settings.trusted_proxies), base_url(scope, settings.public_url))
        record.function_request_id = getattr(scope.get("aws.context"), "aws_request_id", None)  # Mangum puts it there
        status: int | None = None
        head = scope["method"] == "HEAD"

        async def send_dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in EVERYWHERE.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = record.request_id
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # HEAD is GET without the body (RFC 9110 section 9.3.2). A copy: the server looks at its own scope.
        inner = {**scope, SCOPE_KEY: record, "method": "GET" if head else scope["method"]}
        request = Request(inner, receive)
        try:
            if _is_preflight(request):
                await _preflight(request)(inner, receive, send_dressed)
            else:
                with self._incoming.body_of(scope, receive) as bounded:
                    await self._app(inner, bounded, send_dressed)
        except ClientDisconnect:
            record.verdict = "client_disconnected"
        except Exception as error:
            record.verdict = "InternalError"
            logger.error("unhandled", exc_info=error, extra={"fields": {"request_id": record.request_id}})  # noqa: TRY400
            if status is None:
                response = await error_response(request, error, self._service)
                await response(inner, receive, send_dressed)
        finally:
            log_request(record, scope["method"], scope["path"], status)
            self._observer.finished(record)


def _is_preflight(request: Request) -> bool:
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def _preflight(request: Request) -> Response:
    """Leave for any origin to send any header; whether the method fits the path, the request itself will hear."""
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
            "Access-Control-Allow-Headers": request.headers.get("access-control-request-headers", "*"),
            "Access-Control-Max-Age": "86400",
            "Vary": "Access-Control-Request-Headers",
        },
    )
