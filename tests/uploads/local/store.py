"""What the tests of files that wait on this machine look at."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
from pysandbox.engine.models import OutputFile

EIGHT_MIB = 8 * 2**20


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def stored(folder: Path) -> list[int]:
    """Sizes of the files that wait."""
    return sorted(path.stat().st_size for path in folder.rglob("*") if path.is_file() and "uploads" in str(path))


def standing(client: httpx.Client) -> int:
    return int(client.post("/validate", json={"code": ""}).json()["user_info"]["requests_today"])


def big(name: str, size: int) -> OutputFile:
    return OutputFile(name, os.urandom(size))
