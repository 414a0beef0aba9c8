"""The steps of the lock-down, each in an interpreter of its own: what it does, how it fails, and that it ends."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pysandbox.engine.models import RunRequest

from tests.support import without

from .conftest import MakeSandbox

PACKAGE = Path(__file__).parents[2] / "shared"
EVERY_STEP = """
reading = {'caller', 'frames', 'last_names', 'last_self_has', 'last_self_is', 'source', 'still_there', 'watch_death'}
steps = [name for name in dir(core) if callable(getattr(core, name)) and name[:2] != '__' and name not in reading]
"""


def said(program: str) -> list[str]:
    """What a fresh interpreter prints that has the steps as `core`."""
    start = f"import os, sys\nsys.path.append({str(PACKAGE)!r})\nfrom pysandbox.engine.native import core\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", start + program], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def failed(call: str, before: str = "") -> int:
    """The errno that a step raises."""
    return int(said(f"{before}\ntry: core.{call}\nexcept OSError as error: print(error.errno)")[0])


def test_deny_every_step_after_the_last_whatever_it_is_given() -> None:
    program = EVERY_STEP + (
        "core.finish()\n"
        "core.begin('')\n"
        "attempts = [(), (1,), (0, 0), ('/', 0), ([],), (b'', b''), ('/', 0, ''), (9, 9, 9, 9), (b'', b'', '/', 0)]\n"
        "for name in steps:\n"
        "    if name == 'finish': continue\n"
        "    seen = set()\n"
        "    for arguments in attempts:\n"
        "        try: getattr(core, name)(*arguments)\n"
        "        except Exception as error:\n"
        "            if 'takes exactly one argument' not in str(error): seen.add(type(error).__name__)\n"
        "        else: seen.add('done')\n"
        "    print(name, *seen)\n"
    )
    lines = said(program)
    assert len(lines) >= 20
    for line in lines:
        assert line.split()[1:] == ["PermissionError"], line  # but for what CPython itself says of a wrong count


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("limit(b'')", errno.EINVAL),
        ("limit(b'123')", errno.EINVAL),
        ("limit(b'\\xff' * 16)", errno.EINVAL),
        ("seccomp(b'', b'')", errno.EINVAL),
        ("seccomp(b'1234567', b'')", errno.EINVAL),
        ("seccomp(bytes(8 * 4097), b'')", errno.EINVAL),
        ("seccomp(bytes(8), b'\\1\\0')", errno.EINVAL),
        ("seccomp(bytes(8), b'\\0')", errno.EINVAL),
        ("seccomp(b'\\xff' * 8, b'')", errno.EINVAL),
        ("landlock(b'', b'', '/', 0)", errno.EINVAL),
        ("landlock(bytes(8), b'1', '/', 0)", errno.EINVAL),
        ("landlock(b'\\xff' * 8, b'', '/', 0)", errno.EINVAL),
        ("landlock(b'\\1' + bytes(7), b'', '/no such folder', 0)", errno.ENOENT),
        ("enter_directory('/no such folder', 0)", errno.ENOENT),
        ("enter_directory('/', 0)", errno.ENOTSOCK),
        ("attach(100, 100, 100, 100)", errno.EBADF),
        ("attach(0, 0, 0, 0)", errno.EBADF),
        ("close_from(-1 & 0xffffffff)", None),
        ("mount('nothing', '/no such folder', '', 0, '')", (errno.ENOENT, errno.EPERM)),
        ("own_process_table(0)", errno.EINVAL),
        ("collapse(1, 1)", errno.EINVAL),
    ],
)
def test_a_step_that_fails_raises_what_the_kernel_said(call: str, number: int | tuple[int, ...] | None) -> None:
    program = f"""
fd = os.open('/dev/null', os.O_RDONLY)
os.dup2(fd, 0)
try: core.{call}
except OSError as error: print(error.errno, error)
else: print('done')
"""
    (line,) = said(program)
    if number is None:
        assert line == "done"
    else:
        assert int(line.split()[0]) in (number if isinstance(number, tuple) else (number,)), line


def test_deny_raising_a_limit() -> None:
    program = (
        "import resource, struct\nresource.setrlimit(resource.RLIMIT_NOFILE, (50, 60))\n"
        "rows = struct.pack('QQQQ', resource.RLIMIT_NOFILE, 100, resource.RLIMIT_CORE, 0)\n"
        "core.limit(rows)\nfor kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE): print(*resource.getrlimit(kind))"
    )
    assert said(program) == ["60 60", "0 0"]


def test_deny_becoming_another_without_privileges() -> None:
    before = "os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)"
    assert failed("become(1000)", before if os.geteuid() == 0 else "") == errno.EPERM


def test_children_are_heard_of_without_a_handler_and_start_with_no_signal_blocked() -> None:
    program = """
import select, signal, socket
ended = core.watch_children()
assert signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL
assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == {signal.SIGCHLD}
ours, theirs = socket.socketpair()
fds = [os.open('/dev/null', os.O_RDWR) for _ in range(3)]
pid = os.fork()
if pid == 0:
    core.attach(*fds, theirs.fileno())
    os.write(3, repr((signal.pthread_sigmask(signal.SIG_BLOCK, []), os.getsid(0) == os.getpid())).encode())
    os._exit(0)
assert select.select([ended], [], [], 20)[0] == [ended]
print(ours.recv(100).decode(), os.waitpid(pid, 0)[1])
"""
    assert said(program) == ["(set(), True) 0"]


FINDS_STEPS = """
import sys, posix
found = [name for name, module in sys.modules.items() if 'native' in name or 'pysandbox' in name]
kinds = [kind for kind in object.__subclasses__() if 'pysandbox' in kind.__module__ or kind.__module__ == '_ctypes']
step = type(len)
import gc
steps = [value for value in gc.get_objects() + gc.get_referents(*gc.get_objects())
         if isinstance(value, step) and value.__module__ and value.__module__.endswith('core')
         and 'pysandbox' in value.__module__]
for value in steps:
    if value.__name__ in ('still_there', 'watch_death'):  # they tell of what a program hands over itself
        continue
    for arguments in ((), (1,), ([],), (0, 0), (b'', b'')):
        try:
            value(*arguments)
        except PermissionError:
            continue
        except Exception as error:
            if value.__name__ != 'finish': raise SystemExit(f'{value.__name__} looked at its arguments: {error!r}')
        else:
            if value.__name__ != 'finish': raise SystemExit(f'{value.__name__} works')
print(found, 'held')
"""


def test_deny_every_step_to_a_program(make_sandbox: MakeSandbox) -> None:
    """Whatever it looks through: with the layers off that keep the collector and the modules from it."""
    sandbox = make_sandbox(**without("audit_hook", "import_guard", "closed_world"))
    result = sandbox.run(RunRequest(FINDS_STEPS))
    assert (result.stdout, result.stderr) == (b"[] held\n", b"")
