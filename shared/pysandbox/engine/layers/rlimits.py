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


def bounds(limits: Limits, warm_address_space_bytes: int, *, own_uid: bool) -> bytes:
    """The hard limit of each resource, as `core.limit` takes it.

    Args:
        warm_address_space_bytes: VmSize of the warm interpreter, the reserve for reports included, which the run's own
            memory comes on top of.
        own_uid: whether the run has a uid of its own. RLIMIT_NPROC counts all tasks of a uid (setrlimit(2)): where
            others share it, which come and go, no number of them bounds one run, and it may start none.
    """
    rows = {
        RLIMIT_AS: warm_address_space_bytes + limits.memory_mb * MEBIBYTE,
        RLIMIT_CORE: 0,
        RLIMIT_CPU: int(limits.timeout_s) + 2,  # behind the host's deadline, should the host be stopped
        RLIMIT_FSIZE: limits.max_disk_bytes,
        RLIMIT_MEMLOCK: 0,
        RLIMIT_MSGQUEUE: 0,
        RLIMIT_NOFILE: limits.max_open_files,
        RLIMIT_NPROC: 1 + limits.max_processes if own_uid else 0,
        RLIMIT_STACK: limits.stack_bytes,
    }
    return b"".join(struct.pack("QQ", *row) for row in rows.items())
