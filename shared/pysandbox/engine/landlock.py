"""The landlock layer: a run reads the libraries, writes its own directory, and opens no TCP socket.

Numbers and structures: linux/landlock.h; which rights exist under which ABI: Documentation/userspace-api/landlock.rst.
Landlock does not cover stat(2): the namespaces layer does.
"""

from __future__ import annotations

import errno
import struct
from os import O_CLOEXEC, O_DIRECTORY, O_PATH, close
from os import open as open_fd

from .kernel import PR_SET_NO_NEW_PRIVS, Kernel

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
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1


def abi(kernel: Kernel) -> int:
    """The kernel's Landlock ABI; 0 when there is none (ENOSYS, or EOPNOTSUPP when not enabled at boot)."""
    try:
        return kernel.call("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION)
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM):
            return 0
        raise


def open_folders(paths: list[str]) -> list[int]:
    """O_PATH descriptors for rules; opened once in the zygote, used by each child."""
    return [open_fd(path, O_PATH | O_CLOEXEC | O_DIRECTORY) for path in paths]


def apply(kernel: Kernel, readable: list[int], own_directory: str) -> None:
    """Confine this process, for good, to reading below `readable` and to writing below `own_directory`.

    A ruleset is made per run: a shared one would collect the directories of all.

    Raises:
        OSError: this kernel has no Landlock (ENOSYS), or refuses.
    """
    version = abi(kernel)
    if version == 0:
        raise OSError(errno.ENOSYS, "this kernel has no Landlock")
    handled = _FILE_RIGHTS[min(version, 5)]
    attributes = struct.pack("QQQ", handled, _TCP_RIGHTS, _SCOPES)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = kernel.call("landlock_create_ruleset", attributes[:size], size, 0)
    own = open_fd(own_directory, O_PATH | O_CLOEXEC | O_DIRECTORY)
    for folder, rights in [(folder, READ) for folder in readable] + [(own, OWN)]:
        rule = struct.pack("=Qi", rights & handled, folder)
        kernel.call("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, rule, 0)
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
    kernel.call("landlock_restrict_self", ruleset, 0)
    close(own)
    close(ruleset)
