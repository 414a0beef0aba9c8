"""What a model is shown of a run: text first, pictures as pictures, other files as resources. In MCP's own JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pybase64

MAX_TEXT_CHARACTERS = 20_000
"""Of stdout and of stderr: some 5,000 tokens each. What is cut is said, and the structured content has more of it."""

MAX_STRUCTURED_CHARACTERS = 100_000

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What the vendors' models take as a picture."""

type Block = dict[str, Any]


def content_of(details: dict[str, Any]) -> list[Block]:
    """The blocks for `execution_details` of an answer."""
    files = details["output_files"]
    return [
        {"type": "text", "text": summary(details)},
        *(block for name in files for block in _file(name, files[name])),
    ]


def summary(details: dict[str, Any]) -> str:
    """The run in words: what it printed, how it ended, which files came back."""
    parts = [cut(details["stdout"], MAX_TEXT_CHARACTERS)]
    if details["stderr"]:
        parts.append(f"[stderr]\n{cut(details['stderr'], MAX_TEXT_CHARACTERS)}")
    if not details["success"]:
        parts.append(f"[exit code {details['exit_code']}, {details['termination_reason']}]")
    hint = (details["exception"] or {}).get("hint") or details.get("hint")
    if hint:
        parts.append(f"[hint: {hint}]")
    for name, file in details["output_files"].items():
        what = file.get("error") or f"{file['size_bytes']} bytes, {file['media_type']}"
        where = f", {file['download_url']} until {file['expires_at']}" if "download_url" in file else ""
        parts.append(f"[file {name}: {what}{where}]")
    text = "\n".join(part.rstrip("\n") for part in parts if part)
    return text or "[finished; nothing was printed]"


def structured(details: dict[str, Any]) -> dict[str, Any]:
    """The same for programs: the details without the content of files, which stands beside it."""
    files = {
        name: {key: value for key, value in file.items() if key != "content_base64"}
        for name, file in details["output_files"].items()
    }
    streams = {name: cut(details[name], MAX_STRUCTURED_CHARACTERS) for name in ("stdout", "stderr")}
    return {**details, **streams, "output_files": files}


def cut(text: str, most: int) -> str:
    """`text`, or its beginning and end with a note between them."""
    if len(text) <= most:
        return text
    head, tail = most * 3 // 4, most // 4
    return f"{text[:head]}\n[… {len(text) - head - tail} characters left out …]\n{text[-tail:]}"


def _file(name: str, file: dict[str, Any]) -> list[Block]:
    uri = "sandbox:///" + quote(name)
    if "download_url" in file:
        link = {"type": "resource_link", "uri": file["download_url"], "name": name, "mimeType": file["media_type"]}
        return [link | {"size": file["size_bytes"]}]
    if "content_base64" not in file:
        return []
    if file["media_type"] in PICTURES:
        return [{"type": "image", "data": file["content_base64"], "mimeType": file["media_type"]}]
    text = _as_text(file)
    content = {"blob": file["content_base64"]} if text is None else {"text": text}
    return [{"type": "resource", "resource": {"uri": uri, "mimeType": file["media_type"], **content}}]


def _as_text(file: dict[str, Any]) -> str | None:
    """The content of a text file, whole; None where it is none."""
    kind = file["media_type"]
    if not (kind.startswith("text/") or kind in ("application/json", "image/svg+xml", "application/xml")):
        return None
    try:
        return pybase64.b64decode(file["content_base64"]).decode("utf-8")
    except UnicodeDecodeError:
        return None
