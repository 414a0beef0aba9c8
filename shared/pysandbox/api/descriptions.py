"""What the OpenAPI document says of each route: its answers, with examples. Made only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..settings import Settings
from .about import limits_answer
from .answers.examples import Examples
from .answers.schemas import (
    ErrorResponse,
    ExecuteErrorResponse,
    ExecuteResponse,
    UploadResponse,
    ValidateResponse,
)
from .answers.service_schemas import HealthResponse, LimitsResponse

IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same body brings the same answer for ten minutes, charged once.",
    "schema": {"type": "string", "pattern": "^[!-~]([ -~]{0,198}[!-~])?$"},
    "example": "0b0a4b3e-8f5f-4d8e-9a53-5f7f7f5c1a11",
}
"""The parameter, as `idempotency` reads it."""


@dataclass(frozen=True, slots=True)
class Description:
    """Of one route."""

    responses: dict[int | str, dict[str, Any]]
    extra: dict[str, Any]
    """What else OpenAPI has: the body that a route reads itself, its headers."""


def descriptions(settings: Settings, *, uploads: bool) -> Mapping[str, Description]:
    """By operation id."""
    shown = Examples(settings.limits)
    return {
        "execute": _execute(shown),
        "validate": _validate(shown),
        "get_limits": _limits(shown, limits_answer(settings, uploads=uploads)),
        "get_health": _health(shown),
        "create_upload": _upload(shown),
    }


def _execute(shown: Examples) -> Description:
    return Description(
        {
            200: described(ExecuteResponse, "The program ran", **shown.executed()),
            400: described(
                ExecuteErrorResponse,
                "ValidationError, ForbiddenImportError or TimeoutError",
                **shown.bad(),
                **shown.late(),
            ),
            413: described(ExecuteErrorResponse, "PayloadTooLarge", **shown.large()),
            422: described(
                ExecuteErrorResponse, "ValidationError: the key stands for another request", **shown.reused()
            ),
            429: described(ExecuteErrorResponse, "RateLimitExceeded; see Retry-After", **shown.quota()),
            503: described(ExecuteErrorResponse, "ServerBusy or ServiceUnavailable: not charged", **shown.away()),
        },
        request_body() | {"parameters": [IDEMPOTENCY_KEY]},
    )


def _validate(shown: Examples) -> Description:
    return Description(
        {
            200: described(ValidateResponse, "POST /execute would run it", **shown.validated()),
            400: described(ExecuteErrorResponse, "ValidationError or ForbiddenImportError", **shown.bad()),
            413: described(ExecuteErrorResponse, "PayloadTooLarge", **shown.large()),
            429: described(ExecuteErrorResponse, "RateLimitExceeded: the rate of what is free", **shown.quota()),
            503: described(ExecuteErrorResponse, "ServerBusy or ServiceUnavailable", **shown.away()),
        },
        request_body(),
    )


def _limits(shown: Examples, limits: dict[str, Any]) -> Description:
    return Description(
        {
            200: described(LimitsResponse, "This deployment's", now=limits),
            429: described(
                ErrorResponse,
                "RateLimitExceeded: the rate of what is free",
                often=shown.error("RateLimitExceeded"),
            ),
        },
        {},
    )


def _health(shown: Examples) -> Description:
    return Description(
        {
            200: described(HealthResponse, "Programs can run", healthy=shown.healthy()),
            503: described(ErrorResponse, "ServiceUnavailable", away=shown.error("ServiceUnavailable")),
        },
        {},
    )


def _upload(shown: Examples) -> Description:
    return Description(
        {
            200: described(UploadResponse, "The file can be sent", granted=shown.granted()),
            400: described(ErrorResponse, "ValidationError", invalid=shown.error("ValidationError")),
            404: described(
                ErrorResponse, "NotFound: this deployment takes no uploads", no_uploads=shown.error("NotFound")
            ),
            413: described(ErrorResponse, "PayloadTooLarge", too_large=shown.error("PayloadTooLarge")),
            429: described(ErrorResponse, "RateLimitExceeded", quota=shown.error("RateLimitExceeded")),
            503: described(ErrorResponse, "ServiceUnavailable", away=shown.error("ServiceUnavailable")),
        },
        request_body("UploadRequest"),
    )


def described(model: type[Any], text: str, **shown: Any) -> dict[str, Any]:
    """How the document describes an answer: its model, and an example for each of its kinds."""
    named = {name: {"value": value} for name, value in shown.items()}
    return {"model": model, "description": text, "content": {"application/json": {"examples": named}}}


def request_body(model: str = "ExecuteRequest") -> dict[str, Any]:
    """The OpenAPI request body of a route that reads the bytes itself."""
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
