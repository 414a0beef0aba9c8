"""One attack for each isolation layer, run with that layer alone: what a program prints when the layer holds.

A probe program is run in a child whose only layer is the one under test, so nothing else can hold in its stead. It may
import what it likes (for `import_guard`, that is the attack).
"""

from __future__ import annotations

from dataclasses import dataclass

HELD = "held"


@dataclass(frozen=True, slots=True)
class Probe:
    """A program that prints `held` and nothing else when its layer stops it, and the modules it needs loaded."""

    layer: str
    attack: str
    code: str
    preload: tuple[str, ...] = ()


_EXPECT = """
def expect(kind, number, attack):
    try:
        attack()
    except kind as error:
        if number is None or error.errno == number:
            return
        raise
    raise SystemExit('the attack succeeded')
"""

PROBES = (
    Probe(
        "import_guard",
        "imports os by statement, by function and from a library's namespace",
        _EXPECT
        + """
def statement():
    import os
def function():
    __import__('os')
def smuggled():
    from random import _os
for attack in (statement, function, smuggled):
    expect(ForbiddenImportError, None, attack)
print('held')
""",
    ),
    Probe(
        "audit_hook",
        "opens a file outside its directory and reads a frame",
        _EXPECT
        + """
import posix, sys
expect(PermissionError, 1, lambda: open('/proc/self/environ'))
expect(PermissionError, 1, lambda: posix.open('/', 0))
expect(PermissionError, 1, lambda: sys._getframe())
print('held')
""",
    ),
    Probe(
        "closed_world",
        "calls functions that announce nothing and imports what would bring them back",
        _EXPECT
        + """
import posix, sys
expect(PermissionError, 1, lambda: posix.readlink('/proc/self/exe'))
expect(PermissionError, 1, lambda: posix.memfd_create('x'))
expect(ImportError, None, lambda: __import__('ctypes'))
expect(ImportError, None, lambda: __import__('xmlrpc'))
if any(kind.__module__ == '_ctypes' for kind in object.__subclasses__()):
    raise SystemExit('_ctypes is there')
print('held')
""",
    ),
    Probe(
        "rlimits",
        "asks for more memory, descriptors and file size than it may have",
        _EXPECT
        + """
import posix, resource
expect(MemoryError, None, lambda: bytearray(LIMIT_MEMORY_BYTES + 64 * 2**20))
def many():
    while True:
        posix.dup(0)
expect(OSError, 24, many)
posix.closerange(4, 1000)
expect(OSError, 27, lambda: open('big', 'wb').truncate(LIMIT_DISK_BYTES + 1))
expect(ValueError, None, lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1))) if posix.geteuid() else None
print('held')
""",
    ),
    Probe(
        "seccomp",
        "opens a socket, starts a process, lowers the limits of another",
        _EXPECT
        + """
import posix, resource, socket
expect(PermissionError, 1, lambda: socket.socket())
expect(PermissionError, 1, lambda: posix.fork())
expect(PermissionError, 1, lambda: posix.execv('/bin/true', ['true']))
expect(PermissionError, 1, lambda: resource.prlimit(posix.getppid() or 1, resource.RLIMIT_CORE))
expect(PermissionError, 1, lambda: posix.kill(posix.getpid(), 9))
print('held')
""",
        ("socket", "resource"),
    ),
    Probe(
        "landlock",
        "reads and writes outside its directory",
        _EXPECT
        + """
import posix
expect(PermissionError, 13, lambda: posix.open('/', posix.O_RDONLY))
expect(PermissionError, 13, lambda: posix.open('/proc/self/environ', posix.O_RDONLY))
expect(PermissionError, 13, lambda: posix.open('/tmp/probe', posix.O_WRONLY | posix.O_CREAT))
open('own', 'w').close()
print('held')
""",
    ),
    Probe(
        "namespaces",
        "looks for the host's files, processes and network",
        _EXPECT
        + """
import posix, socket
expect(FileNotFoundError, 2, lambda: posix.stat('/etc'))
expect(FileNotFoundError, 2, lambda: posix.stat('/proc/self'))
expect(OSError, 30, lambda: posix.mkdir('/probe'))
if posix.getpid() != 1:
    raise SystemExit('it sees the process table of the host')
if [name for _, name in socket.if_nameindex()] != ['lo']:
    raise SystemExit('it sees the network of the host')
expect(OSError, 101, lambda: socket.create_connection(('127.0.0.1', 9), 1))
print('held')
""",
        ("socket",),
    ),
    Probe(
        "uid",
        "becomes root again, and reads what only root may",
        _EXPECT
        + """
import posix
expect(PermissionError, 1, lambda: posix.setuid(0))
expect(PermissionError, 1, lambda: posix.chroot('.'))
if 0 in posix.getresuid() or 0 in posix.getresgid() or posix.getgroups():
    raise SystemExit('it is still root')
print('held')
""",
    ),
)
