"""The rlimits layer: bounds that the kernel keeps per process (setrlimit(2)), lowered for good."""

from __future__ import annotations

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
    getrlimit,
    setrlimit,
)

from ..policy import Limits

MEBIBYTE = 1024 * 1024


def bounds(limits: Limits, warm_address_space_bytes: int, tasks: int) -> dict[int, int]:
    """The hard limit of each resource.

    Args:
        warm_address_space_bytes: VmSize of the warm interpreter, which the run's own memory comes on top of.
        tasks: tasks that this uid has already; RLIMIT_NPROC counts them too (0 for a uid of the run's own).
    """
    return {
        RLIMIT_AS: warm_address_space_bytes + limits.memory_mb * MEBIBYTE + limits.memory_reserve_bytes,
        RLIMIT_CORE: 0,
        RLIMIT_CPU: int(limits.timeout_s) + 2,  # behind the host's deadline, should the host be stopped
        RLIMIT_FSIZE: limits.max_disk_bytes,
        RLIMIT_MEMLOCK: 0,
        RLIMIT_MSGQUEUE: 0,
        RLIMIT_NOFILE: limits.max_open_files,
        RLIMIT_NPROC: tasks + 1 + limits.max_processes,
        RLIMIT_STACK: limits.stack_bytes,
    }


def apply(hard_limits: dict[int, int]) -> None:
    """Set soft and hard limit of each resource to its bound, or keep a lower one that is there already."""
    for resource, bound in hard_limits.items():
        _, hard = getrlimit(resource)
        value = bound if hard == -1 else min(bound, hard)
        setrlimit(resource, (value, value))
