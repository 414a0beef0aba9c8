"""Write deploy/seccomp.json: a default profile for containers, and just the calls that the namespaces layer needs.

    scripts/seccomp_profile.py DEFAULT.json >deploy/seccomp.json

DEFAULT.json is Docker's default profile, or podman's, which was made from it (on Debian
/usr/share/containers/seccomp.json).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

NEEDED = {
    "clone": "the zygote's first process of a new process table",
    "mount": "a root of just the libraries, and a tmpfs for each run",
    "pivot_root": "to change to that root",
    "sethostname": "a name that is not the host's",
    "setns": "back to the zygote's process table before each fork",
    "umount2": "to let the old root go",
    "unshare": "user, mount, network, IPC, UTS and PID namespaces",
}
"""The calls, and what each is for. All act inside a user namespace, in which the process alone has privileges."""

TRACING = {
    0: "PTRACE_TRACEME",
    7: "PTRACE_CONT",
    17: "PTRACE_DETACH",
    0x4200: "PTRACE_SETOPTIONS",
    0x4201: "PTRACE_GETEVENTMSG",
}
"""What of ptrace(2) sees the end of a run early: of a child that asked for it, and nothing of its memory."""

NEVER = frozenset(
    {"ptrace", "process_vm_readv", "process_vm_writev", "kexec_load", "init_module", "bpf", "open_by_handle_at"}
)
"""What no run needs, and what some default profiles let through; of ptrace, all but `TRACING`."""


def with_namespaces(default: dict[str, Any]) -> dict[str, Any]:
    """`default` with the rows that name a needed call taken out, and one row that allows all of them."""
    rows = []
    for row in default["syscalls"]:
        names = [name for name in row["names"] if name not in NEEDED and name not in NEVER]
        if names:
            rows.append({**{key: value for key, value in row.items() if key != "comment"}, "names": names})
    comment = "; ".join(f"{name}: {reason}" for name, reason in NEEDED.items())
    rows.append({"names": sorted(NEEDED), "action": "SCMP_ACT_ALLOW", "comment": comment})
    for number, name in TRACING.items():
        request = [{"index": 0, "value": number, "op": "SCMP_CMP_EQ"}]
        rows.append({"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "args": request, "comment": name})
    kept = {key: value for key, value in default.items() if key != "syscalls"}
    return {**kept, "syscalls": rows}


def as_json(profile: dict[str, Any]) -> str:
    """The profile, a row a line."""
    rows = ",\n  ".join(json.dumps(row) for row in profile["syscalls"])
    head = json.dumps({key: value for key, value in profile.items() if key != "syscalls"})[:-1]
    return f'{head},\n "syscalls": [\n  {rows}\n ]}}\n'


if __name__ == "__main__":
    sys.stdout.write(as_json(with_namespaces(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
