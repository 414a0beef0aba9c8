"""What a fork inherits is public: nothing of the host's is in the zygote's memory, environment or descriptors."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pysandbox.engine.models import RunRequest
from pysandbox.engine.sandbox import Sandbox

from tests.support import started_sandbox, without

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
