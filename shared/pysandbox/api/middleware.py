"""What holds for every request: an id, the caller's address, CORS for any origin, HEAD, the log line, a shaped 500."""

from __future__ import annotations

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import CallerBlockedError
from .answers.error_handlers import error_response
from .callers.base_url import base_url
from .callers.client_ip import CallerNames, from_trusted_proxy, identify, is_blocked, is_forwarded
from .execute import Service
from .http.front import Front
from .observe.logs import METHODS, ROUTES, log_request
from .observe.observe import Observer
from .observe.record import SCOPE_KEY, RequestRecord
from .requests.problems import FreeRateError

logger = logging.getLogger(__name__)

HEALTH = "/health"
"""Whoever watches the service is always answered."""

EVERYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, "
    "Idempotency-Replayed, X-Exit-Code, X-Termination-Reason",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Set on every answer that does not say otherwise itself."""


UNKNOWN_PROXY = (
    "a request from %s carries forwarding headers, which are not believed: if that is your proxy, name it in"
    " SANDBOX_TRUSTED_PROXIES, or all callers behind it share one quota"
)


class RequestContext:
    """ASGI middleware around the router."""

    def __init__(self, app: ASGIApp, service: Service, observer: Observer, front: Front) -> None:
        self._app = app
        self._service = service
        self._observer = observer
        self._front = front
        self._warned_of_proxy = False
        self._names = CallerNames(service.settings.caller_hash_key)

    def _refuses(self, record: RequestRecord) -> bool:
        settings = self._service.settings
        return is_blocked(record.caller, record.caller_name, settings.blocked_callers, settings.blocked_networks)

    def _warn_of_proxy(self, scope: Scope) -> None:
        """Say once that a proxy seems to stand before the service that nobody has told it of."""
        if self._warned_of_proxy or not is_forwarded(scope) or "aws.event" in scope:
            return
        if not from_trusted_proxy(scope, self._service.settings.trusted_proxies):
            self._warned_of_proxy = True
            logger.warning(UNKNOWN_PROXY, (scope.get("client") or ("unknown",))[0])

    async def _answer(self, request: Request, record: RequestRecord, send: Send) -> None:
        """Let the application answer, within the rate of what is free. A run that took place is not free."""
        free, caller, path = self._front.free, record.caller.key, request.scope["path"]
        if path == HEALTH:
            await self._app(request.scope, request.receive, send)
            return
        wait_s = free.wait_s(caller)
        if wait_s:
            error = FreeRateError(free.per_minute, wait_s)
            response = await error_response(request, error, self._service)
            await response(request.scope, request.receive, send)
            return
        with self._front.budget.hold(caller) as record.hold:
            try:
                await self._app(request.scope, request.receive, send)
            finally:
                if record.result is None:
                    free.spend(caller, record.hold.peak_bytes)

    def _record(self, scope: Scope) -> RequestRecord:
        """What is known of a request from its head."""
        settings = self._service.settings
        proxies = settings.trusted_proxies
        record = RequestRecord(identify(scope, proxies), base_url(scope, settings.public_url, proxies))
        record.caller_name = self._names.name(record.caller)
        record.method = scope["method"] if scope["method"] in METHODS else "other"
        record.route = scope["path"] if scope["path"] in ROUTES else "other"
        if settings.traces and from_trusted_proxy(scope, proxies):
            headers = Headers(scope=scope)
            record.trace_parent = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
        record.function_request_id = getattr(scope.get("aws.context"), "aws_request_id", None)  # Mangum puts it there
        return record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        record = self._record(scope)
        self._warn_of_proxy(scope)
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
            elif self._refuses(record):
                response = await error_response(request, CallerBlockedError(), self._service)
                await response(inner, receive, send_dressed)
            else:
                await self._answer(request, record, send_dressed)
        except ClientDisconnect:
            record.verdict = "client_disconnected"
        except Exception as error:
            record.verdict = "InternalError"
            logger.error("unhandled", exc_info=error, extra={"fields": {"request_id": record.request_id}})  # noqa: TRY400
            if status is None:
                response = await error_response(request, error, self._service)
                await response(inner, receive, send_dressed)
        finally:
            record.status = status
            log_request(record)
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
