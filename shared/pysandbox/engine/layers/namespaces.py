"""The namespaces layer: a root, a network, System V IPC and a process table that hold nothing of the host's.

The zygote enters namespaces once (`leave_host`, `enter_root`): a new root on tmpfs into which just the interpreter
and the libraries are bind-mounted read-only, at their own paths; a network with no interface up. Each child then gets
a mount, an IPC and a PID namespace of its own and a tmpfs for its files, whose size
and number of inodes are the disk limit and which vanishes with its last user. A run whose first process ends has no
other process left (pid_namespaces(7)).
"""

from __future__ import annotations

import os
from errno import EINVAL
from glob import escape, glob
from os import (
    CLONE_NEWCGROUP,
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    geteuid,
    getgid,
    getuid,
    unshare,
)

from ...policy import Limits
from ..child.substitutes import HOST_NAME
from ..native import core

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
RUN_DIRECTORY = "/run/sandbox"
"""Where a run finds its own tmpfs."""

HUGE_PAGES = ",huge=within_size"
"""For a tmpfs: what is written in megabytes lies in huge pages. 8 MB are written in a tenth of the time (tmpfs(5))."""

TMPFS_FLAGS = MS_NOSUID | MS_NODEV | MS_NOEXEC
_ZYGOTE_FLAGS = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_NEWPID
_SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")


def leave_host() -> bool:
    """Leave the host's namespaces. The caller must fork then: its child is the first of the new process table.

    Returns:
        Whether a user namespace was needed: without privileges only its owner may make the others.

    Raises:
        OSError: the kernel or the privileges do not give the namespaces.
    """
    uid, gid = getuid(), getgid()
    in_user_namespace = geteuid() != 0
    unshare(_ZYGOTE_FLAGS | (CLONE_NEWUSER if in_user_namespace else 0))
    if in_user_namespace:
        _map_own_ids(uid, gid)
    core.set_host_name(HOST_NAME)
    return in_user_namespace


def enter_root(staging: str, readable: list[str], guest: str, shown_at: str) -> bool:
    """Move this process to a new root on tmpfs that shows just `readable`, `guest` and the system's shared libraries.

    What is installed beside the standard library is the operator's, and hidden.

    Args:
        staging: an empty folder to build the root on; nothing is written to it.
        readable: folders that the interpreter lives in; they keep their paths.
        guest: the folder of the guest libraries.
        shown_at: where it appears.

    Returns:
        Whether the kernel has huge pages for tmpfs.

    Raises:
        OSError: a mount is refused.
    """
    core.mount("", "/", "", MS_REC | MS_PRIVATE, "")
    huge = _mount_root(staging)
    for path in _without_nested([*readable, *_SYSTEM_LIBRARIES]):
        _show(path, staging + path)
    for folder in sorted(_others_packages(staging, readable)):
        core.mount("tmpfs", folder, "tmpfs", MS_RDONLY | TMPFS_FLAGS, "mode=0755,size=4k,nr_inodes=1")
    _show(guest, staging + shown_at)
    os.makedirs(staging + RUN_DIRECTORY)
    core.mount("tmpfs", staging, "", MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, "mode=0755,size=1m")
    core.enter_root(staging)
    return huge


def _mount_root(staging: str) -> bool:
    flags, options = MS_NOSUID | MS_NODEV, "mode=0755,size=1m,nr_inodes=4096"
    try:
        core.mount("tmpfs", staging, "tmpfs", flags, options + HUGE_PAGES)
    except OSError as error:
        if error.errno != EINVAL:
            raise
        core.mount("tmpfs", staging, "tmpfs", flags, options)
        return False
    return True


def _map_own_ids(uid: int, gid: int) -> None:
    """Map this uid and gid to themselves: all that a process without privileges may map (user_namespaces(7))."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _others_packages(staging: str, readable: list[str]) -> set[str]:
    """Where the interpreter and the system keep packages, below `staging`."""
    libraries = [staging + path for path in (*readable, *_SYSTEM_LIBRARIES) if not os.path.islink(path)]
    places = [f"{inner}{name}" for inner in ("", "python3*/") for name in ("site-packages", "dist-packages")]
    found = {path for library in libraries for place in places for path in glob(f"{escape(library)}/{place}")}
    return {path for path in found if not os.path.islink(path)}


def _without_nested(paths: list[str]) -> list[str]:
    """The existing folders of `paths`, less those inside another."""
    kept: list[str] = []
    for path in sorted({path for path in paths if os.path.isdir(path) or os.path.islink(path)}):
        if not any(path.startswith(outer + "/") for outer in kept if not os.path.islink(outer)):
            kept.append(path)
    return kept


def _show(path: str, target: str) -> None:
    """Make `path` appear as `target`, read-only."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    os.makedirs(target, exist_ok=True)
    core.mount(path, target, "", MS_BIND | MS_REC, "")
    # A user namespace may not clear flags that were locked by its parent (mount_namespaces(7)): keep what is set.
    locked = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC | 1024 | 2048)
    core.mount("", target, "", MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | locked, "")


def tmpfs_options(limits: Limits, owner: int, *, huge: bool) -> str:
    """What a run's tmpfs is mounted with: its size and inodes are the disk limit.

    Args:
        owner: the uid and gid that the directory belongs to; negative: whoever mounts it.
        huge: whether the kernel has huge pages for it.
    """
    inodes = limits.max_disk_files + 1  # the directory itself is one
    options = f"mode=0700,size={limits.max_disk_bytes},nr_inodes={inodes}" + (HUGE_PAGES if huge else "")
    return options + (f",uid={owner},gid={owner}" if owner >= 0 else "")
