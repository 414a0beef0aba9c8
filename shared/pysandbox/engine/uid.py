"""The uid layer: a run that root starts goes on as a uid of its own that owns nothing else."""

from __future__ import annotations

from os import getresgid, getresuid, setgroups, setresgid, setresuid
from pathlib import Path

from .kernel import Kernel

# A range that no distribution hands out: above systemd's container range, below 2^31 (systemd's UIDS-GIDS list).
FIRST_UID = 1_900_000_000
NOBODY = 65534


def uid_of(slot: int) -> int:
    """The uid and gid of a run in `slot`; each live run has another one."""
    return FIRST_UID + slot


def usable_uid(slot: int) -> int:
    """`uid_of(slot)` where this user namespace maps it, else nobody's."""
    try:
        rows = [line.split() for line in Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines()]
    except OSError:
        return uid_of(slot)
    wanted = uid_of(slot)
    mapped = any(int(first) <= wanted < int(first) + int(count) for first, _, count in rows)
    return wanted if mapped else NOBODY


def apply(kernel: Kernel, uid: int) -> None:
    """Become `uid` for good, with no group but its own and no capability.

    Raises:
        OSError: this process may not change its ids, or the change did not take.
    """
    setgroups([])
    setresgid(uid, uid, uid)
    setresuid(uid, uid, uid)
    kernel.drop_capabilities()
    if getresuid() != (uid, uid, uid) or getresgid() != (uid, uid, uid):
        raise OSError("setresuid did not take")
