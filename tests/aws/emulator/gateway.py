"""An API Gateway HTTP API in front of one function: payload format 2.0, its limits, its CORS, its own errors."""

from __future__ import annotations

import base64
import json
import threading
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from anyio import CapacityLimiter, fail_after, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .environment import Invocation
from .function import LambdaFunction, PayloadTooLargeError, ThrottledError

MAX_BODY_BYTES = 10 * 1024 * 1024
INTEGRATION_TIMEOUT_S = 30
RUNNING_ROUTES = frozenset({"POST /execute", "POST /run", "POST /mcp"})
TEXT_TYPES = ("text/", "application/json", "application/javascript", "application/xml")


def create_gateway(function: LambdaFunction, cors: Mapping[str, Any] | None) -> ASGIApp:
    """The front. `cors` is the HTTP API's CorsConfiguration, resolved; None leaves CORS to the function."""
    limiter_of_loop = threading.local()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        limiter = getattr(limiter_of_loop, "limiter", None)
        if limiter is None:
            limiter = limiter_of_loop.limiter = CapacityLimiter(200)
        request = Request(scope, receive)
        if cors is not None and request.method == "OPTIONS" and "access-control-request-method" in request.headers:
            response: Response = Response(status_code=204, headers=_cors_headers(cors, preflight=True))
        else:
            response = await _integrate(function, request, limiter)
            if cors is not None:
                for name in [name for name in response.headers if name.startswith("access-control-")]:
                    del response.headers[name]
                if "origin" in request.headers:
                    response.headers.update(_cors_headers(cors, preflight=False))
        await response(scope, receive, send)

    return app


async def _integrate(function: LambdaFunction, request: Request, limiter: CapacityLimiter) -> Response:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return _message(413, "Request Entity Too Large")
    payload = json.dumps(event_of(request, bytes(body))).encode()
    try:
        with fail_after(INTEGRATION_TIMEOUT_S):
            done = await to_thread.run_sync(function.invoke, payload, abandon_on_cancel=True, limiter=limiter)
    except TimeoutError:
        return _message(503, "Service Unavailable")
    except ThrottledError:
        return _message(503, "Service Unavailable")
    except PayloadTooLargeError:
        return _message(413, "Request Entity Too Large")
    return _response(done)


def event_of(request: Request, body: bytes) -> dict[str, Any]:
    """The request as an event of payload format 2.0."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        if name != "cookie":
            headers[name] = f"{headers[name]},{value}" if name in headers else value
    path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    now = time.time()
    route = f"{request.method} {path}"
    key = route if route in RUNNING_ROUTES else "$default"
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": key,
        "rawPath": path,
        "rawQueryString": request.url.query,
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": headers.get("host", ""),
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.client.host if request.client else "",
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": key,
            "stage": "$default",
            "time": datetime.fromtimestamp(now, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    if "cookie" in request.headers:
        event["cookies"] = [part.strip() for part in request.headers["cookie"].split(";")]
    if body:
        text = _as_text(body, headers.get("content-type", ""))
        event["isBase64Encoded"] = text is None
        event["body"] = base64.b64encode(body).decode() if text is None else text
    return event


def _as_text(body: bytes, content_type: str) -> str | None:
    if not content_type.startswith(TEXT_TYPES):
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _response(done: Invocation) -> Response:
    if done.error is not None:
        return _message(500, "Internal Server Error")
    answer = json.loads(done.payload)
    if not isinstance(answer, dict) or "statusCode" not in answer:
        return JSONResponse(answer)
    body = answer.get("body", "")
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    response = Response(content, answer["statusCode"])
    for name, value in answer.get("headers", {}).items():
        response.headers[name] = str(value)
    for cookie in answer.get("cookies", ()):
        response.headers.append("set-cookie", cookie)
    response.headers["Apigw-Requestid"] = uuid.uuid4().hex
    return response


def _message(status: int, text: str) -> Response:
    return JSONResponse({"message": text}, status)


def _cors_headers(cors: Mapping[str, Any], *, preflight: bool) -> dict[str, str]:
    headers = {
        "access-control-allow-origin": ",".join(cors["AllowOrigins"]),
        "access-control-expose-headers": ",".join(cors.get("ExposeHeaders", ())),
    }
    if preflight:
        headers |= {
            "access-control-allow-methods": ",".join(cors.get("AllowMethods", ())),
            "access-control-allow-headers": ",".join(cors.get("AllowHeaders", ())),
            "access-control-max-age": str(cors.get("MaxAge", 0)),
        }
    return headers
