"""The landlock layer: a run reads the libraries, writes its own directory, and opens no TCP socket.

Numbers and structures: linux/landlock.h; which rights exist under which ABI: Documentation/userspace-api/landlock.rst.
Landlock does not cover stat(2): the namespaces layer does.
"""

from __future__ import annotations

import errno
import struct
from dataclasses import dataclass
from os import O_CLOEXEC, O_DIRECTORY, O_PATH
from os import open as open_fd

from ..native import core

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR = 1 << 7
MAKE_REG = 1 << 8
TRUNCATE = 1 << 14
READ = READ_FILE | READ_DIR
OWN = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE

# Every file system right that an ABI knows; all are handled, so all that no rule grants are refused.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP_RIGHTS = 0b11  # bind and connect, from ABI 4
_SCOPES = 0b11  # abstract UNIX sockets and signals to processes outside, from ABI 6


@dataclass(frozen=True, slots=True)
class Plan:
    """A ruleset but for the run's own directory, as the kernel reads it."""

    attributes: bytes
    rules: bytes
    own_rights: int
    last_fd: int
    """The highest of the descriptors that `rules` holds."""


def plan(paths: list[str]) -> Plan:
    """Reading below `paths`; their O_PATH descriptors stay open for all children.

    Raises:
        OSError: this kernel has no Landlock (ENOSYS), or a folder is not there.
    """
    version = core.landlock_abi()
    if version == 0:
        raise OSError(errno.ENOSYS, "this kernel has no Landlock")
    handled = _FILE_RIGHTS[min(version, 5)]
    size = 8 if version < 4 else 16 if version < 6 else 24
    folders = [open_fd(path, O_PATH | O_CLOEXEC | O_DIRECTORY) for path in paths]
    return Plan(
        struct.pack("QQQ", handled, _TCP_RIGHTS, _SCOPES)[:size],
        b"".join(struct.pack("=Qi", READ & handled, folder) for folder in folders),
        OWN & handled,
        max(folders),
    )


def apply(plan: Plan, own_directory: str) -> None:
    """Confine this process, for good, to reading what `plan` says and to writing below `own_directory`.

    Raises:
        OSError: the kernel refuses.
    """
    core.landlock(plan.attributes, plan.rules, own_directory, plan.own_rights)
