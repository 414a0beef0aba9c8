"""The uid layer: a run that root starts goes on as a uid of its own that owns nothing else (`core.become`)."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

UIDS = range(1_900_000_000, 2_100_000_000)
"""No distribution hands them out: above systemd's container range, below 2^31 (systemd's UIDS-GIDS list)."""
SLOTS_AT_MOST = 10_000_000
"""Of one service, with all its workers."""
NOBODY = 65534
NO_RUNS_SLOT = -1
"""Stands for the uid of processes that are no run: no run may signal them, nor they a run."""


def first_slot_of(service: bytes) -> int:
    """Where the slots of a service begin, by what no other has.

    Two services on one machine with the same uids would not keep their runs apart: the kernel counts tasks by uid, and
    lets whoever has it signal.
    """
    return int.from_bytes(blake2b(service, person=b"uids", digest_size=8).digest()) % (len(UIDS) - SLOTS_AT_MOST)


def uid_of(slot: int) -> int:
    """The uid and gid of a run in `slot`; each live run has another one."""
    return UIDS.start + slot


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
