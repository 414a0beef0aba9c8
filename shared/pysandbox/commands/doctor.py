"""Report what this machine gives the sandbox, layer by layer, and what to do where something is missing.

Only looks. What was *tested by attacking it* is in `GET /health` of a running service.
Exits 1 when a layer that the service requires by default on plain Linux cannot be had here.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
LANDLOCK_CREATE_RULESET = 444  # the same number on every architecture
LANDLOCK_CREATE_RULESET_VERSION = 1
PR_GET_SECCOMP = 21
PR_GET_NO_NEW_PRIVS = 39

libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: `ok` is None where it is information and nothing hangs on it."""

    name: str
    ok: bool | None
    detail: str
    advice: str = ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        return f"unknown ({error.strerror})"


def _errno_name() -> str:
    number = ctypes.get_errno()
    return errno.errorcode.get(number, str(number))


def _in_child(flags: int) -> str:
    """Empty when unshare(2) with `flags` works in a child, else the name of its errno."""
    reader, writer = os.pipe()
    # SAFETY: this program has one thread; the child calls unshare, writes a few bytes and ends.
    child = os.fork()
    if child == 0:
        os.write(writer, b"" if libc.unshare(flags) == 0 else _errno_name().encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer


def interpreter() -> Finding:
    """The interpreter is the one version that the service supports."""
    return Finding(
        "python",
        sys.version_info[:2] == (3, 13),
        f"{platform.python_implementation()} {platform.python_version()} at {sys.base_prefix}",
        "make run PYTHON=/path/to/python3.13",
    )


def machine() -> Finding:
    """The kernel and the architecture: there are system-call tables for two."""
    arch = platform.machine()
    known = arch in ("x86_64", "aarch64")
    return Finding("machine", known, f"Linux {platform.release()}, {arch}, {os.cpu_count()} CPUs", "x86_64 or aarch64")


def seccomp() -> Finding:
    """Whether the kernel takes seccomp filters."""
    actions = _read("/proc/sys/kernel/seccomp/actions_avail")
    mode = libc.prctl(PR_GET_SECCOMP, 0, 0, 0, 0)
    inherited = ", one filter already on this process" if mode > 0 else ""
    good = mode >= 0 and "errno" in actions.split()
    return Finding("seccomp", good, f"actions: {actions}{inherited}", "a kernel with CONFIG_SECCOMP_FILTER")


def landlock() -> Finding:
    """The kernel's Landlock ABI."""
    abi = libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    if abi > 0:
        return Finding("landlock", True, f"ABI {abi}")
    advice = "a kernel of 5.13 or newer with landlock in its lsm= list, and a container profile that allows landlock_*"
    return Finding("landlock", False, f"refused: {_errno_name()}", advice)


def namespaces() -> Finding:
    """Whether this user gets network, IPC and mount namespaces, directly or through a user namespace."""
    wanted = CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET
    direct = _in_child(wanted)
    if not direct:
        return Finding("namespaces", True, "network, IPC and mount namespaces with this user's own privileges")
    through_user = _in_child(wanted | CLONE_NEWUSER)
    if not through_user:
        return Finding("namespaces", True, "network, IPC and mount namespaces through a user namespace")
    detail = f"refused: {direct} directly, {through_user} through a user namespace"
    limits = f"user.max_user_namespaces={_read('/proc/sys/user/max_user_namespaces')}"
    apparmor = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
    if apparmor.exists():
        limits += f", kernel.{apparmor.name}={_read(str(apparmor))}"
    return Finding("namespaces", False, f"{detail} ({limits})", _namespaces_advice())


def in_container() -> bool:
    """Whether this is a container, as Docker, podman and Kubernetes leave traces of it."""
    marks = ("/.dockerenv", "/run/.containerenv", "/var/run/secrets/kubernetes.io")
    return any(Path(mark).exists() for mark in marks) or "container" in os.environ


def _namespaces_advice() -> str:
    if in_container():
        return (
            "start the container with --security-opt seccomp=deploy/seccomp.json, or, knowing that runs then share the"
            " container's mounts and network, set SANDBOX_REQUIRED_LAYERS=all,-namespaces (docs/containers.md)"
        )
    if os.getuid() == 0:
        return "root without CAP_SYS_ADMIN: give it back, or let this user make user namespaces"
    return "start as root, or let this user make user namespaces (the limits above)"


def uid() -> Finding:
    """Whether runs get a user of their own."""
    if os.getuid() == 0:
        return Finding("uid", True, "root: each run gets an unprivileged user")
    return Finding("uid", None, f"uid {os.getuid()}: runs keep this user, which the other layers confine")


def guest_libraries() -> Finding:
    """Whether the third-party libraries that programs may import are installed beside the interpreter."""
    folder = Path(sys.prefix) / "guest"
    missing = [name for name in ("numpy", "PIL", "reportlab", "fpdf") if not (folder / name).is_dir()]
    detail = f"{folder} lacks {', '.join(missing)}" if missing else str(folder)
    return Finding("libraries", not missing, detail, "remove .venv and run make again")


def findings() -> list[Finding]:
    """Every finding, in the order of the report."""
    no_new_privs = libc.prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)
    return [
        machine(),
        interpreter(),
        guest_libraries(),
        seccomp(),
        landlock(),
        namespaces(),
        uid(),
        Finding("no_new_privs", None, "set already" if no_new_privs == 1 else "not set; each run sets it"),
    ]


def main() -> int:
    """Print the report. Returns the exit code."""
    results = findings()
    for finding in results:
        word = {True: "yes", False: "NO", None: "-"}[finding.ok]
        print(f"{finding.name:<14}{word:<5}{finding.detail}")
        if finding.ok is False:
            print(f"{'':<19}what helps: {finding.advice}")
    return 1 if any(finding.ok is False for finding in results) else 0


if __name__ == "__main__":
    sys.exit(main())
