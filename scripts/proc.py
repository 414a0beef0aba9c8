"""What /proc tells of living processes (proc(5)): who is below whom, and what memory each has."""

from __future__ import annotations

import os
from pathlib import Path


def parents() -> dict[int, int]:
    """The parent of every process that has not ended."""
    found: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb", buffering=0) as file:  # there are hundreds: as cheap as can be
                    state, parent = file.read(512).rpartition(b")")[2].split(None, 2)[:2]
            except OSError:
                continue  # it has ended
            if state != b"Z":
                found[int(name)] = int(parent)
    return found


def descendants(pid: int | None = None) -> dict[int, str]:
    """Every living process below `pid` (this one by default): its id and its command line."""
    above = parents()
    found: dict[int, str] = {}
    waiting = [pid or os.getpid()]
    while waiting:
        parent = waiting.pop()
        for child in [child for child, its in above.items() if its == parent and child not in found]:
            found[child] = _command(child)
            waiting.append(child)
    return found


def memory_bytes(pid: int, field: str) -> int:
    """What smaps_rollup has in the lines that begin with `field`, together."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(field))


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "gone"
