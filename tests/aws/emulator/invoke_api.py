"""The Lambda Invoke API: what the AWS SDK calls, without the signature check (an endpoint on loopback needs none)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .function import LambdaFunction, NotNowError, PayloadTooLargeError, TenantError, ThrottledError, throttled_body


def create_invoke_api(functions: Mapping[str, LambdaFunction]) -> Starlette:
    """The application; `functions` by their physical names."""

    async def invoke(request: Request) -> Response:
        name, _, _ = request.path_params["name"].rpartition(":function:")[2].partition(":")
        function = functions.get(name)
        if function is None:
            return _error(404, "ResourceNotFoundException", f"Function not found: {name}")
        payload = await request.body()
        tenant = request.headers.get("x-amz-tenant-id", "")
        try:
            done = await run_in_threadpool(function.invoke, payload, tenant)
        except NotNowError as error:
            return _error(error.status, error.kind, "The operation cannot be performed at this time.")
        except TenantError:
            return _error(400, "InvalidParameterValueException", "The tenant id does not go with the function.")
        except ThrottledError:
            headers = {"x-amzn-ErrorType": "TooManyRequestsException"}
            return Response(throttled_body(), 429, headers, "application/json")
        except PayloadTooLargeError:
            return _error(413, "RequestTooLargeException", f"{len(payload)} byte payload is too large")
        headers = {"X-Amz-Executed-Version": "$LATEST"}
        if done.error is not None:
            headers["X-Amz-Function-Error"] = done.error
        return Response(done.payload, 200, headers, "application/json")

    return Starlette(routes=[Route("/2015-03-31/functions/{name}/invocations", invoke, methods=["POST"])])


def _error(status: int, kind: str, message: str) -> Response:
    return JSONResponse({"Type": "User", "Message": message}, status, {"x-amzn-ErrorType": kind})
