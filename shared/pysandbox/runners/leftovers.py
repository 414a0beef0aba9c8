"""What is left in a Lambda execution environment that should hold nothing but this process: files in /tmp, processes.

On Lambda there are no namespaces to end a run with: /tmp and stray processes outlive it, and even the restart of the
function's process. So the host looks after every run, and once more when it starts.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from ..engine.files.run_directory import remove


def foreign_files(directory: Path, own: str) -> list[Path]:
    """Everything in `directory` but the entry `own`."""
    return [path for path in directory.iterdir() if path.name != own]


def remove_files(paths: list[Path]) -> None:
    """Remove files and folders, whatever their modes and however deep."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            remove(str(path))
        else:
            path.unlink(missing_ok=True)


def foreign_processes() -> list[int]:
    """The processes of this user that are neither this one, nor what it came from, nor what came from it."""
    parents = _parents()
    mine = os.getpid()
    ancestors = set(_line(mine, parents))
    return [pid for pid in parents if pid not in ancestors and mine not in _line(pid, parents)]


def end_processes(pids: list[int]) -> None:
    """Kill them. Never as root, which no function is: its processes are a whole machine's."""
    for pid in pids if os.getuid() else ():
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _parents() -> dict[int, int]:
    """The parent of each living process of this user."""
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        with suppress(OSError):
            lines = Path(f"/proc/{entry}/status").read_text(encoding="utf-8", errors="replace").splitlines()
            fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
            if int(fields["Uid"].split()[0]) == os.getuid() and not fields["State"].startswith("Z"):
                found[int(entry)] = int(fields["PPid"])
    return found


def _line(pid: int, parents: dict[int, int]) -> list[int]:
    """`pid`, its parent, and so on."""
    line = [pid]
    while line[-1] in parents and parents[line[-1]] not in line:
        line.append(parents[line[-1]])
    return line
