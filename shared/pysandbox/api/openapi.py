"""GET /openapi.json: the models, with this service's limits in them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from .. import __version__
from ..policy import Limits
from .schemas import ExecuteRequest, UploadRequest

DESCRIPTION = (
    "Run untrusted Python in a sandbox: send a program, its standard input and files, get its output and files back. "
    "No key is needed; callers are counted by IP address."
)


def add_openapi(app: FastAPI, limits: Limits) -> None:
    """Make `app` describe itself, once, when first asked."""
    app.openapi = lambda: _cached(app, limits)  # type: ignore[method-assign]


def _cached(app: FastAPI, limits: Limits) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = _describe(app, limits)
    return app.openapi_schema


def _describe(app: FastAPI, limits: Limits) -> dict[str, Any]:
    document = get_openapi(title="Python Sandbox API", version=__version__, description=DESCRIPTION, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    request = execute_request_schema(limits)
    schemas.update(request.pop("$defs"))
    schemas["ExecuteRequest"] = request
    schemas["UploadRequest"] = upload_request_schema(limits)
    for path in ("/execute", "/validate"):
        for response in document["paths"][path]["post"]["responses"].values():
            response["headers"] = _quota_headers()
    return document


def execute_request_schema(limits: Limits) -> dict[str, Any]:
    """The JSON schema of a request, with the limits that JSON schema can say."""
    schema = ExecuteRequest.model_json_schema(ref_template="#/components/schemas/{model}")
    properties = schema["properties"]
    properties["code"]["maxLength"] = limits.max_code_characters
    _list_of(properties["attachments"])["maxItems"] = limits.max_attachments
    _list_of(properties["return_files"])["maxItems"] = limits.max_return_files
    _list_of(properties["return_files"])["uniqueItems"] = True
    _list_of(properties["return_files"])["items"] |= {"minLength": 1, "maxLength": limits.max_file_name_bytes}
    attachment = schema["$defs"]["Attachment"]["properties"]
    attachment["filename"]["maxLength"] = limits.max_file_name_bytes
    attachment["content_base_64"]["contentEncoding"] = "base64"
    for name in ("content_base_64", "upload_id"):
        del attachment[name]["default"]  # one of them is there, and there is no default
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


def _quota_headers() -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    return {
        "RateLimit-Policy": {"description": "Quota windows (IETF httpapi draft).", **text},
        "RateLimit": {"description": "What is left in each window, and when more comes.", **text},
    }
