"""The uid layer: a run that root starts goes on as a uid of its own that owns nothing else (`core.become`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

# A range that no distribution hands out: above systemd's container range, below 2^31 (systemd's UIDS-GIDS list).
FIRST_UID = 1_900_000_000
NOBODY = 65534
NO_RUNS_SLOT = -1
"""Stands for the uid of processes that are no run: no run may signal them, nor they a run."""


def uid_of(slot: int) -> int:
    """The uid and gid of a run in `slot`; each live run has another one."""
    return FIRST_UID + slot


def usable_uid(slot: int) -> int:
    """`uid_of(slot)` where this user namespace maps it, else nobody's."""
    wanted = uid_of(slot)
    mapped = _mapped()
    return wanted if mapped is None or any(wanted in uids for uids in mapped) else NOBODY


@cache  # a map is written once (user_namespaces(7))
def _mapped() -> tuple[range, ...] | None:
    """The uids that this user namespace has; None where that cannot be told."""
    try:
        rows = [line.split() for line in Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()]
    except OSError:
        return None
    return tuple(range(int(first), int(first) + int(count)) for first, _, count in rows)
