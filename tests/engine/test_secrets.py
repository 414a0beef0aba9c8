"""What a fork inherits is public: nothing of the host's is in the zygote's memory, environment or descriptors."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox

from tests.support import run_folder, started_sandbox, without

from .conftest import MakeSandbox

LANGUAGE_LAYERS = ("import_guard", "audit_hook", "closed_world")

# Reads every mapped page of its own process, as numpy's array interface lets any program do, here through /proc.
# The two halves of the secret are looked for apart, so that the program does not find its own copy.
SCAN = """
import os
first, second = bytes.fromhex('%s'), bytes.fromhex('%s')
found = 0
memory = os.open('/proc/self/mem', os.O_RDONLY)
for line in open('/proc/self/maps'):
    span, mode = line.split()[:2]
    start, end = (int(part, 16) for part in span.split('-'))
    if 'r' not in mode or '[v' in line:
        continue
    for at in range(start, end, 1 << 20):
        data = os.pread(memory, min((1 << 20) + 64, end - at), at)
        where = data.find(first)
        while where >= 0:
            found += data[where + len(first):where + len(first) + len(second)] == second
            where = data.find(first, where + 1)
print(found)
"""
READS_ITSELF = without(*LANGUAGE_LAYERS, "namespaces", "landlock", "seccomp", "nondumpable", "uid")


def scan_for(needle: bytes) -> RunRequest:
    """A program that counts where its memory holds `needle`."""
    half = len(needle) // 2
    return RunRequest(SCAN % (needle[:half].hex(), needle[half:].hex()))


@pytest.fixture(scope="module")
def secret() -> Iterator[bytes]:
    """A secret that the host holds in its environment and in its memory."""
    value = os.urandom(24).hex()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AWS_SECRET_ACCESS_KEY", value)
        yield value.encode()


@pytest.fixture(scope="module")
def reads_itself(secret: bytes) -> Iterator[Sandbox]:
    """A sandbox of that host's whose runs may look at all of their own process."""
    with started_sandbox(**READS_ITSELF, SANDBOX_MEMORY_MB="1024") as sandbox:
        yield sandbox


def test_deny_a_page_with_the_hosts_secret(reads_itself: Sandbox, secret: bytes) -> None:
    result = reads_itself.run(scan_for(secret))
    assert (result.stdout, result.stderr) == (b"0\n", b"")
    control = reads_itself.run(scan_for(b"OPENBLAS_NUM_THREADS=1"))
    assert int(control.stdout) > 0, "the scan does not find what is there"


def test_deny_the_hosts_environment(make_sandbox: MakeSandbox, secret: bytes) -> None:
    result = make_sandbox().run(RunRequest("import random\nprint(sorted(random._os.environ))"))
    assert result.stdout == b"['GLIBC_TUNABLES', 'LC_ALL', 'MALLOC_ARENA_MAX', 'OPENBLAS_NUM_THREADS', 'TZ']\n"


def test_deny_the_hosts_environment_in_proc(reads_itself: Sandbox, secret: bytes) -> None:
    result = reads_itself.run(RunRequest("print(open('/proc/self/environ').read())"))
    assert result.exit_code == 0, result.stderr
    assert secret not in result.stdout
    assert b"OPENBLAS_NUM_THREADS=1" in result.stdout


def test_deny_every_descriptor_but_the_streams_and_the_report_socket(make_sandbox: MakeSandbox) -> None:
    sandbox = make_sandbox(**without(*LANGUAGE_LAYERS))
    code = (
        "import os\nfor fd in range(1000):\n    try: os.fstat(fd)\n    except OSError: continue\n    print(fd, end=' ')"
    )
    assert sandbox.run(RunRequest(code)).stdout == b"0 1 2 3 "


INHERITED = """
for line in open('/proc/self/status'):
    name, _, value = line.partition(':')
    if name in ('Umask', 'SigBlk', 'SigIgn'): print(name, hex(int(value, 16) & ~(0b11 << 31)))
"""
"""But for the signals 32 and 33, which glibc keeps to itself."""
AS_AT_A_LOGIN = "Umask 0x22\nSigBlk 0x0\nSigIgn 0x1001000\n"
"""What CPython itself ignores: SIGPIPE and SIGXFSZ."""
NOHUP = """
import os, signal, sys
from contextlib import suppress
for number in range(1, signal.SIGRTMIN):
    with suppress(OSError):  # not for SIGKILL and SIGSTOP
        signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())
os.umask(0o077)
os.execv(sys.executable, [sys.executable, "-m", "pysandbox", "run", sys.argv[1]])
"""


def after_nohup(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    with run_folder() as folder, tempfile.NamedTemporaryFile("w", suffix=".py", dir=folder) as program:
        program.write(code)
        program.flush()
        environ = {"SANDBOX_RUN_DIRECTORY": str(folder), **variables}
        command = [sys.executable, "-c", NOHUP, program.name]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_deny_what_the_hosts_starter_has_ignored_blocked_and_masked() -> None:
    done = after_nohup(INHERITED, **READS_ITSELF)
    assert (done.stdout, done.stderr, done.returncode) == (AS_AT_A_LOGIN, "", 0)


def test_a_program_can_be_interrupted_and_opens_its_files_whatever_the_host_was_started_with() -> None:
    code = """
open('a', 'w').write('x')
print(open('a').read())
import random
random._os.sys.modules['_thread'].interrupt_main()
for _ in range(10): pass
"""
    done = after_nohup(code)
    assert (done.stdout, done.returncode) == ("x\n", 1), done.stderr
    assert done.stderr.endswith("KeyboardInterrupt\n")
