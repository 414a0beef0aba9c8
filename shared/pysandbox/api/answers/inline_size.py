"""Answers that fit through the way out: where it is narrow, files and output give way, and the answer says so.

Lambda carries 6 MB out of a function. Our JSON travels there as a string inside JSON (payload format 2.0), so its
quotes and backslashes count twice, or in Base64, whichever is shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

LAMBDA_PAYLOAD_BYTES = 6_291_556
"""The largest answer of a synchronous invocation."""

HEADERS_BYTES = 16 * 1024
"""Kept free for the status, the headers and what is around the body."""

MAX_WIRE_BYTES = LAMBDA_PAYLOAD_BYTES - HEADERS_BYTES

FILE_TOO_LARGE = "The file does not fit into the answer with everything else."


def as_text_bytes(content: bytes) -> int:
    """The length of a JSON document as a JSON string."""
    return len(orjson.dumps(content.decode()))


def as_base64_bytes(content: bytes) -> int:
    """The length of `content` in Base64."""
    return (len(content) + 2) // 3 * 4


def goes_better_in_base64(content: bytes) -> bool:
    """Whether a body has to travel in Base64, being too long as text."""
    return len(content) > MAX_WIRE_BYTES // 2 and as_text_bytes(content) > MAX_WIRE_BYTES


def fits(content: bytes) -> bool:
    """Whether Lambda carries a JSON body, as text or in Base64."""
    return as_base64_bytes(content) <= MAX_WIRE_BYTES or (
        len(content) <= MAX_WIRE_BYTES and as_text_bytes(content) <= MAX_WIRE_BYTES
    )


def fitted(body: Mapping[str, Any]) -> bytes:
    """`body` as JSON that Lambda carries: the largest files give way first, then the longer end of the output."""
    content = orjson.dumps(body)
    details = dict(body.get("execution_details") or {})
    while not fits(content) and _shrink(details):
        content = orjson.dumps({**body, "execution_details": details})
    return content


def _shrink(details: dict[str, Any]) -> bool:
    """Drop the largest file, or half of the longer stream; False when there is nothing left to give."""
    files = details.get("output_files", {})
    present = {name: row for name, row in files.items() if "content_base64" in row}
    if present:
        largest = max(present, key=lambda name: len(present[name]["content_base64"]))
        details["output_files"] = files | {largest: {"error": FILE_TOO_LARGE}}
        return True
    longer = max(("stdout", "stderr"), key=lambda name: len(details.get(name, "")))
    text = details.get(longer, "")
    if not text:
        return False
    details[longer] = text[: len(text) // 2]
    details[f"{longer}_truncated"] = True
    details.pop(f"{longer}_base64", None)  # the exact bytes of what is no longer whole would be misleading
    return True
