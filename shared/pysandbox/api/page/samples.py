"""Requests and answers as the reference shows them; the answers are those of the OpenAPI document (`examples`)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ..answers.examples import SHOUT_CODE, UPLOADS_AT

EVERY_FIELD: dict[str, Any] = {
    "code": SHOUT_CODE,
    "stdin_data": "!\n",
    "attachments": [{"filename": "note.txt", "content_base_64": "aGVsbG8="}],
    "return_files": ["*.txt"],
    "timeout_seconds": 2.5,
}
SHOWN = {200: "hello", 400: "forbidden", 429: "quota", 503: "busy"}
"""Of the examples that the OpenAPI document has of each answer, the one that the reference shows."""

type Limits = Mapping[str, float]


def reason_phrase(status: int) -> str:
    """`400 Bad Request`: the phrases of RFC 9110, one of which Python writes otherwise."""
    phrases = {413: "Payload Too Large"}
    return f"{status} {phrases.get(status) or HTTPStatus(status).phrase}"


def example(openapi: Mapping[str, Any], path: str, status: int, name: str) -> dict[str, Any]:
    """The body that the OpenAPI document shows of what `POST path` answers."""
    answer = openapi["paths"][path]["post"]["responses"][str(status)]
    found: dict[str, Any] = answer["content"]["application/json"]["examples"][name]["value"]
    return found


def answers(openapi: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """A body of each kind of answer, by status."""
    return {status: example(openapi, "/execute", status, name) for status, name in SHOWN.items()}


def output_files(openapi: Mapping[str, Any]) -> dict[str, Any]:
    """What `output_files` holds for one file that is there and one that is not."""
    found: dict[str, Any] = example(openapi, "/execute", 200, "files")["execution_details"]["output_files"]
    return found


def upload_answer(openapi: Mapping[str, Any], base: str) -> dict[str, Any]:
    """The answer to a request for an upload, where the service itself takes the files."""
    granted = example(openapi, "/uploads", 200, "granted")
    return granted | {"url": granted["url"].replace(UPLOADS_AT, base)}


def rate_headers(limits: Limits) -> str:
    """The headers that say how a caller stands, as a refusal carries them."""
    windows = [("minute", int(limits["requests_per_minute"]), 60), ("day", int(limits["requests_per_day"]), 86_400)]
    policies = ", ".join(f'"{name}";q={quota};w={length}' for name, quota, length in windows if quota)
    standing = ", ".join(
        f'"{name}";r={max(0, quota - 5)};t={23 if name == "minute" else 43200}' for name, quota, _ in windows if quota
    )
    lines = [f"RateLimit-Policy: {policies}", f"RateLimit: {standing}"] if policies else []
    return "\n".join([*lines, "Retry-After: 23"])
