"""Numbers in words that a person reads."""

from __future__ import annotations

from collections.abc import Mapping

KIB = 1024
MINUTE_S = 60


def size(count: float) -> str:
    """A number of bytes: `1 byte`, `8 MB`, `9.4 MB`. Units are powers of 1024, as the limits are."""
    if count < KIB:
        return plural(count, "byte")
    value, unit = count / KIB, "KB"
    for larger in ("MB", "GB"):
        if value >= KIB:
            value, unit = value / KIB, larger
    return f"{value:.1f}".removesuffix(".0") + f" {unit}" if value < 10 else f"{value:,.0f} {unit}"


def plural(count: float, noun: str) -> str:
    """`1 file`, `2,000 characters`."""
    return f"{count:,g} {noun}" if count == 1 else f"{count:,.10g} {noun}s"


def duration(seconds: float) -> str:
    """`10 seconds`, `5 minutes`."""
    if seconds >= 2 * MINUTE_S and seconds % MINUTE_S == 0:
        return plural(seconds / MINUTE_S, "minute")
    return plural(seconds, "second")


NOUNS = {
    "requests_per_minute": "request",
    "requests_per_day": "request",
    "max_concurrency": "run",
    "max_code_characters": "character",
    "max_attachments": "file",
    "max_return_files": "name",
    "max_disk_files": "file",
    "max_child_processes": "process",
}
PLURALS = {"process": "processes"}
OFF_AT_ZERO = frozenset({"requests_per_minute", "requests_per_day"})


def limit(name: str, value: float) -> str:
    """A limit of GET /limits in words; the unit is the end of its name, or what it counts."""
    if value == 0 and name in OFF_AT_ZERO:
        return "no limit"
    if name.endswith("_bytes"):
        return size(value)
    if name.endswith("_seconds"):
        return duration(value)
    if name.endswith("_mb"):
        return f"{value:,} MB"
    noun = NOUNS.get(name)
    if noun is None:
        return f"{value:,}"
    return f"{value:,} {PLURALS[noun]}" if value != 1 and noun in PLURALS else plural(value, noun)


def quota(per_minute: int, per_day: int) -> str:
    """How often a caller may run a program, below the editor."""
    windows = [f"{count:,} a {window}" for count, window in ((per_minute, "minute"), (per_day, "day")) if count]
    return f"Free: {', '.join(windows)}" if windows else "Free, and as often as you like"


def limits(values: Mapping[str, float]) -> dict[str, str]:
    """Every limit in words, by its name."""
    return {name: limit(name, value) for name, value in values.items()}
