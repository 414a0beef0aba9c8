"""The namespaces layer: a root, a network, System V IPC and a process table that hold nothing of the host's.

The zygote enters namespaces once (`leave_host`, `enter_root`): a new root on tmpfs into which just the interpreter
and the libraries are bind-mounted read-only, at their own paths; a network with no interface up. Each child then gets
a mount, an IPC and a PID namespace of its own (`new_process_table`, `apply`) and a tmpfs for its files, whose size
and number of inodes are the disk limit and which vanishes with its last user. A run whose first process ends has no
other process left (pid_namespaces(7)).
"""

from __future__ import annotations

import os
from os import (
    CLONE_NEWCGROUP,
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    chdir,
    geteuid,
    getgid,
    getuid,
    setns,
    unshare,
)

from ..policy import Limits
from .kernel import Kernel

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
RUN_DIRECTORY = "/run/sandbox"
"""Where a run finds its own tmpfs."""

GUEST_LIBRARIES = "/site-packages"
"""Where a run finds the guest libraries: warnings show this path, and the operator's own stays unknown."""

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
    if geteuid() == 0:
        unshare(_ZYGOTE_FLAGS)
        return False
    unshare(_ZYGOTE_FLAGS | CLONE_NEWUSER)
    _map_own_ids(uid, gid)
    return True


def enter_root(kernel: Kernel, staging: str, readable: list[str], guest: str) -> None:
    """Move this process to a new root on tmpfs that shows just `readable`, `guest` and the system's shared libraries.

    Args:
        staging: an empty folder to build the root on; nothing is written to it.
        readable: folders that the interpreter lives in; they keep their paths.
        guest: the folder of the guest libraries; it appears as `GUEST_LIBRARIES`.

    Raises:
        OSError: a mount is refused.
    """
    kernel.mount("", "/", flags=MS_REC | MS_PRIVATE)
    kernel.mount("tmpfs", staging, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m,nr_inodes=4096")
    for path in _without_nested([*readable, *_SYSTEM_LIBRARIES]):
        _show(kernel, path, staging + path)
    _show(kernel, guest, staging + GUEST_LIBRARIES)
    os.makedirs(staging + RUN_DIRECTORY)
    kernel.mount("tmpfs", staging, flags=MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, data="mode=0755,size=1m")
    chdir(staging)
    kernel.call("pivot_root", b".\0", b".\0")  # pivot_root(2): the old root is stacked on the new one
    kernel.unmount(".", MNT_DETACH)
    chdir("/")


def _map_own_ids(uid: int, gid: int) -> None:
    """Map this uid and gid to themselves: all that a process without privileges may map (user_namespaces(7))."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _without_nested(paths: list[str]) -> list[str]:
    """The existing folders of `paths`, less those inside another."""
    kept: list[str] = []
    for path in sorted({path for path in paths if os.path.isdir(path) or os.path.islink(path)}):
        if not any(path.startswith(outer + "/") for outer in kept if not os.path.islink(outer)):
            kept.append(path)
    return kept


def _show(kernel: Kernel, path: str, target: str) -> None:
    """Make `path` appear as `target`, read-only."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    os.makedirs(target, exist_ok=True)
    kernel.mount(path, target, flags=MS_BIND | MS_REC)
    # A user namespace may not clear flags that were locked by its parent (mount_namespaces(7)): keep what is set.
    locked = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC | 1024 | 2048)
    kernel.mount("", target, flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | locked)


def new_process_table(own_table: int) -> None:
    """Let the next fork of this process start a PID namespace of its own.

    Args:
        own_table: a descriptor of /proc/self/ns/pid, opened before the root changed.
    """
    setns(own_table, CLONE_NEWPID)  # unshare(CLONE_NEWPID) needs to come from the caller's own (pid_namespaces(7))
    unshare(CLONE_NEWPID)


def apply(kernel: Kernel, limits: Limits, owner: int) -> str:
    """Give this child mounts and IPC of its own and a fresh tmpfs to run in.

    Args:
        owner: the uid and gid that the directory belongs to; negative: whoever calls.

    Returns:
        The path of the run's directory.
    """
    unshare(CLONE_NEWNS | CLONE_NEWIPC)
    inodes = limits.max_disk_files + 1  # the directory itself is one
    options = f"mode=0700,size={limits.max_disk_bytes},nr_inodes={inodes}"
    if owner >= 0:
        options += f",uid={owner},gid={owner}"
    kernel.mount("tmpfs", RUN_DIRECTORY, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)
    return RUN_DIRECTORY
