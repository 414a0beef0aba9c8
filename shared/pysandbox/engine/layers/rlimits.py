"""The rlimits layer: bounds that the kernel keeps per process (setrlimit(2)), lowered for good."""

from __future__ import annotations

import struct
from resource import (
    RLIMIT_AS,
    RLIMIT_CORE,
    RLIMIT_CPU,
    RLIMIT_FSIZE,
    RLIMIT_MEMLOCK,
    RLIMIT_MSGQUEUE,
    RLIMIT_NOFILE,
    RLIMIT_NPROC,
    RLIMIT_STACK,
)

from ...policy import Limits

MEBIBYTE = 1024 * 1024


def bounds(limits: Limits, warm_address_space_bytes: int, tasks: int) -> bytes:
    """The hard limit of each resource, as `core.limit` takes it.

    Args:
        warm_address_space_bytes: VmSize of the warm interpreter, the reserve for reports included, which the run's own
            memory comes on top of.
        tasks: how many its uid may have (`tasks_of_run`, `tasks_of_all_runs`).
    """
    rows = {
        RLIMIT_AS: warm_address_space_bytes + limits.memory_mb * MEBIBYTE,
        RLIMIT_CORE: 0,
        RLIMIT_CPU: int(limits.timeout_s) + 2,  # behind the host's deadline, should the host be stopped
        RLIMIT_FSIZE: limits.max_disk_bytes,
        RLIMIT_MEMLOCK: 0,
        RLIMIT_MSGQUEUE: 0,
        RLIMIT_NOFILE: limits.max_open_files,
        RLIMIT_NPROC: tasks,
        RLIMIT_STACK: limits.stack_bytes,
    }
    return b"".join(struct.pack("QQ", *row) for row in rows.items())


def tasks_of_run(limits: Limits) -> int:
    """RLIMIT_NPROC of a run that has a uid of its own: its first task and those that it may start."""
    return 1 + limits.max_processes


def tasks_of_all_runs(limits: Limits, others: int) -> int:
    """RLIMIT_NPROC where all runs have one uid, and the system call filter lets them start nothing but threads.

    It counts every task of a uid (setrlimit(2)), so that what one run starts is another's to lose.

    Args:
        others: tasks that the uid has already, one of each run included.
    """
    return others + limits.max_concurrency * tasks_of_run(limits)
