"""docs/pitfalls.md is true: what people try ends as it says, and what works works."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from PIL import Image

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "pitfalls.md"
SPAN = re.compile(r"`([^`]+)`")


class Row(NamedTuple):
    tried: str
    happens: str
    works: list[str]
    """The spans of the last cell that can be sent: programs, and what a request has besides."""


def rows() -> list[Row]:
    lines = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `")]
    spans = [[SPAN.findall(cell) for cell in line.strip("|").split(" | ")] for line in lines]
    return [Row(tried[0], happens[0], works) for tried, happens, works in spans]


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(out, "JPEG")
    return out.getvalue()


FILES = {"prices.csv": b"name,price\na,1\nb,3\n", "photo.jpg": photo()}
ATTACHMENTS = [{"filename": name, "content_base_64": base64.b64encode(data).decode()} for name, data in FILES.items()]


def request(*spans: str) -> dict[str, Any]:
    """What is sent for a program and what the request has besides, in any order."""
    body: dict[str, Any] = {"attachments": ATTACHMENTS}
    for span in spans:
        body |= json.loads(span) if span.startswith("{") else {"code": span}
    return body


def said(answer: dict[str, Any]) -> set[str | None]:
    """All that an answer calls what happened."""
    details = answer.get("execution_details") or {}
    error, exception = answer.get("error_details") or {}, details.get("exception") or {}
    names = {error.get("type"), exception.get("type"), details.get("termination_reason")}
    return names | {name for name, value in details.items() if value not in (0, [], False, None)}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.tried[:60])
def test_a_pitfall_is_as_it_says_and_what_works_works(api: httpx.Client, row: Row) -> None:
    refused = api.post("/execute", json=request(row.tried)).json()
    assert row.happens in said(refused), refused
    program = [] if row.tried.startswith("{") or not row.works[0].startswith("{") else [row.tried]
    body = request(*program, *row.works)
    answer = api.post("/execute", json=body)
    assert answer.status_code == 200, answer.text
    details = answer.json()["execution_details"]
    assert details["success"], details["stderr"]
    if not row.tried.startswith("{"):
        assert all("error" not in details["output_files"][name] for name in body.get("return_files", []))


def test_there_are_two_dozen() -> None:
    assert len(rows()) >= 24
