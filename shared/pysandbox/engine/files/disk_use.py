"""What a run holds of a disk that it shares with others, where no tmpfs of its own bounds it.

A file that was deleted while it is open, or never had a name (O_TMPFILE), is in no folder and fills the disk all the
same. Where this process may look (`/proc/PID/fd` needs the right to trace the run), such files are counted one by one.
Where it may not (a run that nobody of its uid can trace, as on Lambda), the growth of the file system tells, less what
all runs have by name. Where several run, what grew since the last look is put down to the one that spent the most
system time since: writing is done there. Whatever else writes to that disk meanwhile is put down to a run as well.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from contextlib import suppress
from pathlib import Path

from .run_directory import Usage, measure

LOOK_S = 0.04
"""Between two looks at all runs on a disk: just below the interval at which each run asks."""

_lock = threading.Lock()
_disks: dict[int, _Disk] = {}


class DiskUse:
    """The disk that one run uses, from its beginning to `close`."""

    def __init__(self, directory: int, pidfd: int, max_files: int) -> None:
        """Begins to count.

        Args:
            directory: a descriptor of the run's folder.
            pidfd: of its first process.
        """
        self.directory, self.pidfd, self.max_files = directory, pidfd, max_files
        self.device = os.fstat(directory).st_dev
        self.named = measure(directory, max_files)
        self.nameless_bytes = 0
        self.ticks = 0
        with _lock:
            disk = _disks.setdefault(self.device, _Disk())
            disk.look(self)
            disk.runs.append(self)

    def close(self) -> None:
        """Count no more."""
        with _lock:
            disk = _disks[self.device]
            disk.look(self)
            disk.runs.remove(self)
            if not disk.runs:
                del _disks[self.device]

    def measure(self) -> Usage:
        """Files and bytes of the run, those without a name as well.

        Raises:
            OSError: this process has no descriptor left.
        """
        exact = _deleted_bytes(_processes(_pid_of(self.pidfd)), self.device)
        if exact is not None:
            named = measure(self.directory, self.max_files)
            return Usage(named.files, named.size_bytes + exact)
        with _lock:
            disk = _disks[self.device]
            if time.monotonic() >= disk.looked_at + LOOK_S:
                disk.look(self)
            return Usage(self.named.files, self.named.size_bytes + self.nameless_bytes)


class _Disk:
    """The runs on one file system, and how they stood at the last look. The lock is the caller's."""

    def __init__(self) -> None:
        self.runs: list[DiskUse] = []
        self.looked_at = 0.0
        self._used_bytes = 0
        self._unattributed = 0

    def look(self, asking: DiskUse) -> None:
        """Put what has grown since the last look down to one of the runs."""
        used, before = _used_bytes(asking.directory), self._used_bytes
        grown = used - before if self.runs else 0
        busiest: list[tuple[int, DiskUse]] = []
        for run in self.runs:
            named, ticks = measure(run.directory, run.max_files), _system_time(_processes(_pid_of(run.pidfd)))
            grown -= named.size_bytes - run.named.size_bytes
            busiest.append((ticks - run.ticks, run))
            run.named, run.ticks = named, ticks
        self._used_bytes, self.looked_at = used, time.monotonic()
        # What has a name and no block yet (delayed allocation) is a credit; what others delete is none.
        floor = min(self._unattributed, 0) if used < before else self._unattributed + grown
        self._unattributed = max(self._unattributed + grown, floor)
        busiest.sort(key=lambda row: row[0], reverse=True)
        if self._unattributed > 0 and busiest and (len(busiest) == 1 or busiest[0][0] > busiest[1][0]):
            busiest[0][1].nameless_bytes += self._unattributed
            self._unattributed = 0


def _used_bytes(directory: int) -> int:
    room = os.fstatvfs(directory)
    return (room.f_blocks - room.f_bfree) * room.f_frsize


def _pid_of(pidfd: int) -> int:
    """The process id behind a pidfd; -1 once it has ended (pidfd_open(2))."""
    with suppress(OSError):
        for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
            if line.startswith("Pid:"):
                return int(line.partition(":")[2])
    return -1


def _processes(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid] if pid > 0 else []
    for above in found:  # grows meanwhile
        with suppress(OSError):
            for task in os.listdir(f"/proc/{above}/task"):
                children = Path(f"/proc/{above}/task/{task}/children").read_text(encoding="ascii")
                found += [int(child) for child in children.split()]
    return found


def _deleted_bytes(pids: list[int], device: int) -> int | None:
    """Bytes of regular files without a name that the processes have open; None where they cannot be looked at."""
    seen: dict[int, int] = {}
    for pid in pids:
        try:
            names = os.listdir(f"/proc/{pid}/fd")
        except FileNotFoundError:
            continue  # it has ended
        except PermissionError:
            return None
        for name in names:
            with suppress(OSError):
                file = os.stat(f"/proc/{pid}/fd/{name}")
                if stat.S_ISREG(file.st_mode) and not file.st_nlink and file.st_dev == device:
                    seen[file.st_ino] = file.st_blocks * 512
    return sum(seen.values())


def _system_time(pids: list[int]) -> int:
    """Clock ticks that the processes have spent in the kernel: writing is done there. Anybody may read it."""
    ticks = 0
    for pid in pids:
        with suppress(OSError, IndexError, ValueError):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            ticks += int(fields[12])  # proc_pid_stat(5): stime is the 15th, and the 3rd is the first here
    return ticks
