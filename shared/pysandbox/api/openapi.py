"""GET /openapi.json: the models, with this service's limits in them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from .. import __version__
from ..policy import Limits
from ..settings import Settings
from .answers.envelope import JsonResponse
from .observe.record import record_of
from .requests.models import ExecuteRequest, UploadRequest

DESCRIPTION = (
    "Run untrusted Python in a sandbox: send a program, its standard input and files, get its output and files back. "
    "No key is needed; callers are counted by IP address."
)


def add_openapi(app: FastAPI, settings: Settings, *, uploads: bool) -> None:
    """Serve the description at /openapi.json, made once, when first asked; its server is the one that was asked."""
    app.openapi = lambda: _cached(app, settings, uploads=uploads)  # type: ignore[method-assign]

    async def openapi(request: Request) -> Response:
        return JsonResponse({**app.openapi(), "servers": [{"url": record_of(request).base_url}]})

    app.add_api_route("/openapi.json", openapi, methods=["GET"], include_in_schema=False)


def _cached(app: FastAPI, settings: Settings, *, uploads: bool) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = _describe(app, settings, uploads=uploads)
    return app.openapi_schema


def _described(app: FastAPI, settings: Settings, *, uploads: bool) -> list[APIRoute]:
    """The routes with all that is said of them: what serves them knows nothing of it, and has not waited for it."""
    from .descriptions import descriptions

    told = descriptions(settings, uploads=uploads)
    return [
        APIRoute(
            route.path,
            route.endpoint,
            methods=route.methods,
            response_model=None,
            operation_id=route.operation_id,
            summary=route.summary,
            responses=told[route.operation_id].responses,
            openapi_extra=told[route.operation_id].extra or None,
        )
        for route in app.routes
        if isinstance(route, APIRoute) and route.include_in_schema and route.operation_id
    ]


def _describe(app: FastAPI, settings: Settings, *, uploads: bool) -> dict[str, Any]:
    from fastapi.openapi.utils import get_openapi

    routes, limits = _described(app, settings, uploads=uploads), settings.limits
    document = get_openapi(title="Python Sandbox API", version=__version__, description=DESCRIPTION, routes=routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    request = execute_request_schema(limits)
    schemas.update(request.pop("$defs"))
    schemas["ExecuteRequest"] = request
    schemas["UploadRequest"] = upload_request_schema(limits)
    for schema in schemas.values():
        _drop_defaults(schema)
    for route in routes:
        _put_examples(document["paths"][route.path], route)
    for path in ("/execute", "/validate"):
        for status, response in document["paths"][path]["post"]["responses"].items():
            response["headers"] = _headers(status)
    return document


def _drop_defaults(schema: dict[str, Any]) -> None:
    """Generators take a field with a default for one that is always there, and ask whoever sends it for a value."""
    for described in schema.get("properties", {}).values():
        described.pop("default", None)


def _put_examples(operations: dict[str, Any], route: APIRoute) -> None:
    """Examples as they are: FastAPI leaves out what is null in them."""
    for method in route.methods or ():
        for status, answer in route.responses.items():
            described = operations[method.lower()]["responses"][str(status)]["content"]["application/json"]
            described["examples"] = answer["content"]["application/json"]["examples"]


def execute_request_schema(limits: Limits) -> dict[str, Any]:
    """The JSON schema of a request, with the limits that JSON schema can say."""
    schema = ExecuteRequest.model_json_schema(ref_template="#/components/schemas/{model}")
    properties = schema["properties"]
    properties["code"]["maxLength"] = limits.max_code_characters
    _list_of(properties["attachments"])["maxItems"] = limits.max_attachments
    _list_of(properties["return_files"])["maxItems"] = limits.max_return_files
    _list_of(properties["return_files"])["uniqueItems"] = True
    _list_of(properties["return_files"])["items"] |= {"minLength": 1, "maxLength": limits.max_file_name_bytes}
    properties["timeout_seconds"]["anyOf"][0] |= {"exclusiveMinimum": 0, "maximum": limits.timeout_s}
    attachment = schema["$defs"]["Attachment"]["properties"]
    attachment["filename"]["maxLength"] = limits.max_file_name_bytes
    attachment["content_base_64"]["description"] += f" At most {limits.max_attachment_bytes} bytes when decoded."
    return schema


def upload_request_schema(limits: Limits) -> dict[str, Any]:
    """The same of a request for an upload."""
    schema = UploadRequest.model_json_schema()
    schema["properties"]["filename"]["maxLength"] = limits.max_file_name_bytes
    schema["properties"]["size_bytes"]["maximum"] = limits.max_attachment_bytes
    return schema


def _list_of(optional: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(option for option in optional["anyOf"] if option.get("type") == "array")
    return found


def _headers(status: str) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    headers = {
        "RateLimit-Policy": {"description": "Quota windows (IETF httpapi draft).", **text},
        "RateLimit": {"description": "What is left in each window, and when more comes.", **text},
    }
    if status in ("429", "503"):
        headers["Retry-After"] = {"description": "Seconds until the same request can succeed.", **text}
    return headers
