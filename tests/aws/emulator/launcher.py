"""Start a program as Lambda would: its file system, its user, and (for a function) its kernel's refusals.

    python -I launcher.py CONFIG.json

Run as root it makes the namespaces by itself; as another user in a user namespace. It needs the standard library
alone, because the interpreter that it runs under has nothing else.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import signal
import struct
import sys
from typing import Any

UID = 993
"""The uid of a Lambda function's processes (sbx_user1051)."""

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 4, 38, 22
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* (sched.h)

NUMBERS = {
    "x86_64": {"prctl": 157, "seccomp": 317, "unshare": 272, "setns": 308, "chroot": 161, "ptrace": 101, "mount": 165,
               "pivot_root": 155, "clone": 56, "clone3": 435, "process_vm_readv": 310, "process_vm_writev": 311},
    "aarch64": {"prctl": 167, "seccomp": 277, "unshare": 97, "setns": 268, "chroot": 51, "ptrace": 117, "mount": 40,
                "pivot_root": 41, "clone": 220, "clone3": 435, "process_vm_readv": 270, "process_vm_writev": 271},
}[platform.machine()]  # fmt: skip
LANDLOCK = (444, 445, 446)  # of every architecture
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[platform.machine()]

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> int:
    """`result`, unless it says that a call failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """mount(2)."""
    encoded = [text.encode() or None for text in (source, target, kind)]
    check(libc.mount(*encoded, ctypes.c_ulong(flags), data.encode() or None), f"mount {source} {target}")


def show(path: str, target: str, *, writable: bool = False) -> None:
    """Make the file or folder `path` appear as `target`, read-only unless told otherwise."""
    if os.path.islink(path) and target.endswith(path):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    mount(path, target, flags=MS_BIND | MS_REC)
    if not writable:
        locked = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | 8 | 1024 | 2048)
        mount("", target, flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | locked)


def leave_host() -> None:
    """Mount, PID and IPC namespaces of this process's own; a user namespace when it is not root."""
    flags = os.CLONE_NEWNS | os.CLONE_NEWPID | os.CLONE_NEWIPC
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        os.unshare(flags)
        return
    os.unshare(flags | os.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{UID} {uid} 1"), ("gid_map", f"{UID} {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def enter_root(config: dict[str, Any]) -> None:
    """A root like a function's: /var/task, /opt, /var/lang and the system read-only, /tmp writable, no /dev/shm.

    The system is an image's where the function is one, else this machine's.
    """
    root, system = config["staging"], config["system"]
    mount("", "/", flags=MS_REC | MS_PRIVATE)
    mount("tmpfs", root, "tmpfs", MS_NOSUID, "mode=0755,size=4m")
    for path in ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc"):
        if os.path.lexists(system + path):
            show(system + path, root + path)
    for target, path in config["mounts"].items():
        show(path, root + target)
    for name in ("null", "zero", "full", "random", "urandom"):
        show(f"/dev/{name}", f"{root}/dev/{name}", writable=True)
    os.symlink("/proc/self/fd", f"{root}/dev/fd")
    os.makedirs(f"{root}/tmp")
    mount("tmpfs", f"{root}/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0700,size=512m,nr_inodes=200k")
    if os.getuid() == 0:
        os.chown(f"{root}/tmp", UID, UID)
    os.makedirs(f"{root}/proc")
    mount("proc", f"{root}/proc", "proc", MS_NOSUID | MS_NODEV)
    mount("", root, flags=MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID)
    os.chdir(root)
    check(libc.syscall(NUMBERS["pivot_root"], b".", b"."), "pivot_root")
    check(libc.umount2(b".", MNT_DETACH), "umount")


def instruction(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One BPF instruction (linux/filter.h)."""
    return struct.pack("HBBI", code, if_true, if_false, operand)


def lambda_filter(*, all_prctl: bool) -> bytes:
    """What Lambda's kernel refuses, as a seccomp filter: EPERM, and ENOSYS for what a 5.10 kernel does not know.

    Args:
        all_prctl: refuse every prctl that makes a process safer, not just PR_SET_NO_NEW_PRIVS.
    """
    load, equal, any_bit, ret, allow = 0x20, 0x15, 0x45, 0x06, 0x7FFF0000

    def refuse(number: int) -> bytes:
        return instruction(ret, 0x00050000 | number)

    lines = [instruction(load, 4), instruction(equal, AUDIT_ARCH, 1), refuse(errno.ENOSYS), instruction(load, 0)]
    refused = ("seccomp", "unshare", "setns", "chroot", "ptrace", "mount", "pivot_root", "process_vm_readv",
               "process_vm_writev")  # fmt: skip
    for number in (NUMBERS[name] for name in refused):
        lines += [instruction(equal, number, 0, 1), refuse(errno.EPERM)]
    for number in (*LANDLOCK, NUMBERS["clone3"]):
        lines += [instruction(equal, number, 0, 1), refuse(errno.ENOSYS)]
    options = [PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP] + ([PR_SET_PDEATHSIG, PR_SET_DUMPABLE, 36] if all_prctl else [])
    body = [instruction(load, 16)]
    for option in options:
        body += [instruction(equal, option, 0, 1), refuse(errno.EPERM)]
    body += [instruction(ret, allow)]
    lines += [instruction(equal, NUMBERS["prctl"], 0, len(body)), *body]
    clone = [instruction(load, 16), instruction(any_bit, NEW_NAMESPACES, 0, 1), refuse(errno.EPERM)]
    lines += [instruction(equal, NUMBERS["clone"], 0, len(clone)), *clone, instruction(ret, allow)]
    return b"".join(lines)


def install(code: bytes) -> None:
    """Install a filter by privilege: no_new_privs, which would show, stays off."""
    held = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(held))
    check(libc.syscall(NUMBERS["seccomp"], 1, 0, header), "seccomp")


def drop_user() -> None:
    """Become the function's user, with no groups and no capabilities."""
    if os.getuid() == 0:
        os.setgroups([])
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)


def main(path: str) -> None:
    """Start what the configuration says, and end with it."""
    with open(path, encoding="utf-8") as file:
        config = json.load(file)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != config["parent"]:
        sys.exit(1)  # it ended before the line above
    leave_host()
    child = os.fork()
    if child:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: os.kill(child, signal.SIGKILL))
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.setsid()
    enter_root(config)
    if config["kernel"] != "host":
        install(lambda_filter(all_prctl=config["kernel"] == "strict"))
    drop_user()
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user clears it
    os.chdir(config["directory"])
    os.execve(config["command"][0], config["command"], config["environment"])


if __name__ == "__main__":
    main(sys.argv[1])
