"""System calls that Python does not wrap, made through `_ctypes` alone so that a child can forget them.

The whole of `ctypes` cannot be unloaded; `_ctypes` can: its types die with the last reference. A child loads it, locks
itself down, drops the `Kernel` and collects. After that no type that calls foreign functions is left in its memory.
"""

from __future__ import annotations

import os
import struct
import sys
from _imp import create_dynamic, exec_dynamic, extension_suffixes
from importlib.machinery import ModuleSpec
from os import strerror
from types import ModuleType
from typing import Any

MACHINE = os.uname().machine

# Calls without a libc wrapper (asm/unistd_64.h, asm-generic/unistd.h); from 424 on the numbers are common to all.
_NUMBERS = {
    "x86_64": {"pivot_root": 155, "seccomp": 317, "capset": 126},
    "aarch64": {"pivot_root": 41, "seccomp": 277, "capset": 91},
}.get(MACHINE, {}) | {"landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446}

PR_SET_PDEATHSIG = 1
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 40  # CAP_CHECKPOINT_RESTORE (linux/capability.h)


def _find() -> str:
    """The file of the `_ctypes` extension."""
    for folder in sys.path:
        for suffix in extension_suffixes():
            origin = os.path.join(folder, "_ctypes" + suffix)
            if os.path.exists(origin):
                return origin
    raise ImportError("no _ctypes extension on sys.path")


def _load(origin: str) -> ModuleType:
    """A fresh `_ctypes` that `sys.modules` does not know of."""
    module: ModuleType = create_dynamic(ModuleSpec("_ctypes", None, origin=origin))
    exec_dynamic(module)
    return module


def address_of(data: bytes) -> int:
    """The address of the first byte of `data` (CPython: the bytes follow the object's header)."""
    return id(data) + bytes.__basicsize__ - 1


class Kernel:
    """Raw system calls. Every method raises OSError with the kernel's errno."""

    def __init__(self, origin: str | None = None) -> None:
        """Load `_ctypes`, from the file `origin` when the import path is no longer there."""
        self.origin = origin or _find()
        native: Any = _load(self.origin)
        self._native = native
        self._long = type("c_long", (native._SimpleCData,), {"_type_": "l"})
        flags = native.FUNCFLAG_CDECL | native.FUNCFLAG_USE_ERRNO
        function = type("Function", (native.CFuncPtr,), {"_flags_": flags, "_restype_": self._long})
        # SAFETY: dlopen(NULL) is the running program itself, whose libc has each of these symbols.
        program = native.dlopen(None, 0)
        names = ("syscall", "prctl", "mount", "umount2", "madvise", "malloc_trim")
        self._functions = {name: function(native.dlsym(program, name)) for name in names}

    def _call(self, name: str, *arguments: int | bytes | None) -> int:
        # SAFETY: every argument is an integer widened to a register, or bytes that outlive the call.
        values = [self._long(value) if isinstance(value, int) else value for value in arguments]
        result: int = self._functions[name](*values)
        if result == -1:
            number = self._native.get_errno()
            raise OSError(number, f"{name}{arguments[:1] if name in ('syscall', 'prctl') else ''}: {strerror(number)}")
        return result

    def call(self, name: str, *arguments: int | bytes | None) -> int:
        """A system call by name, one of those in `_NUMBERS`."""
        return self._call("syscall", _NUMBERS[name], *arguments)

    def prctl(self, option: int, value: int = 0, third: int | bytes = 0) -> int:
        return self._call("prctl", option, value, third, 0, 0)

    def mount(self, source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
        encoded = [text.encode() if text else None for text in (source, target, kind)]
        self._call("mount", *encoded, flags, data.encode() if data else None)

    def unmount(self, target: str, flags: int) -> None:
        self._call("umount2", target.encode(), flags)

    def drop_capabilities(self) -> None:
        """Empty this thread's effective, permitted and inheritable sets, and the bounding set where allowed."""
        for capability in range(LAST_CAPABILITY + 1):
            try:
                self.prctl(PR_CAPBSET_DROP, capability)
            except OSError:  # EPERM without CAP_SETPCAP, EINVAL past the kernel's last one
                break
        self.call("capset", struct.pack("Ii", CAPABILITY_VERSION_3, 0), bytes(24))

    def advise(self, address: int, size: int, advice: int) -> None:
        """madvise(2) on whole pages of this process."""
        # SAFETY: callers pass ranges that are mapped, and advice that leaves what they hold as it is.
        self._call("madvise", address, size, advice)

    def trim(self) -> None:
        """Give the free memory of malloc back to the system."""
        self._call("malloc_trim", 0)

    def make_immortal(self, objects: list[object], immortal: int) -> None:
        """Write `immortal` to the low half of the reference count of each object."""
        word = type("c_uint", (self._native._SimpleCData,), {"_type_": "I"})
        at: Any = word
        for value in objects:
            # SAFETY: id() is the address of a living object, and its first word is the count (Include/object.h).
            at.from_address(id(value)).value = immortal
