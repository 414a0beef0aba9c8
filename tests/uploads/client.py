"""The client that every store must serve alike: ask, send the form, name the upload."""

from __future__ import annotations

from typing import Any

import httpx


def ask(client: httpx.Client, size_bytes: int, filename: str = "in.bin") -> dict[str, Any]:
    """A ticket."""
    response = client.post("/uploads", json={"filename": filename, "size_bytes": size_bytes})
    assert response.status_code == 200, response.text
    ticket: dict[str, Any] = response.json()
    return ticket


def send(ticket: dict[str, Any], content: bytes, **options: Any) -> httpx.Response:
    """The form, as the ticket says."""
    return httpx.post(ticket["url"], data=ticket["fields"], files={"file": ("x", content)}, timeout=60, **options)


def upload(client: httpx.Client, content: bytes, **options: Any) -> str:
    """The name of a file that was sent ahead."""
    ticket = ask(client, len(content))
    response = send(ticket, content, **options)
    assert response.status_code == 204, response.text
    return str(ticket["upload_id"])


def attached(*upload_ids: str) -> dict[str, Any]:
    """A request whose attachments are uploads."""
    return {
        "code": "",
        "attachments": [{"filename": f"{n}.bin", "upload_id": name} for n, name in enumerate(upload_ids)],
    }


def issues(response: httpx.Response) -> list[tuple[str, str]]:
    """Every issue of a ValidationError."""
    details = response.json()["error_details"]
    assert (response.status_code, details["type"]) == (400, "ValidationError"), response.text
    return [(row["field"], row["message"]) for row in details["issues"]]
