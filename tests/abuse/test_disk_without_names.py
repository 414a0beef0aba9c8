"""Files without a name on a shared disk: they count, whether this process may look at the run's descriptors or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pysandbox.engine.files import disk_use
from pysandbox.engine.models import RunRequest, TerminationReason
from pysandbox.engine.sandbox import Sandbox

from tests.support import started_sandbox, without

pytestmark = pytest.mark.unprivileged

DELETED = (
    "import random, time\nos = random._os\nkeep = []\nfor k in range(4):\n"
    "    f = os.open('f%d' % k, os.O_RDWR | os.O_CREAT)\n    os.remove('f%d' % k)\n    keep.append(f)\n"
    "    for _ in range(60): os.write(f, bytes(1 << 20))\ntime.sleep(5)\nprint('through')"
)
NAMELESS = "f = os.open('.', os.O_RDWR | 0o20200000)"  # O_TMPFILE
NEVER_NAMED = DELETED.replace("f = os.open('f%d' % k, os.O_RDWR | os.O_CREAT)\n    os.remove('f%d' % k)", NAMELESS)
HONEST = "import time\nwith open('f', 'wb') as f: f.write(bytes(30 << 20))\ntime.sleep(1)\nprint('done')"
LAMBDA_LIKE = without("namespaces", "seccomp", "landlock", "uid")
PROGRAMS = {"deleted": DELETED, "never named": NEVER_NAMED}


def blind(pids: list[int], device: int) -> None:
    """As where nobody of a run's uid may trace it."""


@pytest.fixture(scope="module")
def on_disk() -> Iterator[Sandbox]:
    """One with what Lambda has of the layers, whose runs share a disk."""
    with started_sandbox(**LAMBDA_LIKE, SANDBOX_TIMEOUT_SECONDS="20") as sandbox:
        yield sandbox


@pytest.fixture(params=["looks at the descriptors", "looks at the growth"])
def sandbox(request: pytest.FixtureRequest, on_disk: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The same, for a host that may look at its runs' descriptors, as root may, and for one that may not."""
    if request.param == "looks at the growth":
        monkeypatch.setattr(disk_use, "_deleted_bytes", blind)
    return on_disk


@pytest.mark.parametrize("code", [DELETED, NEVER_NAMED], ids=["deleted", "never named"])
def test_a_file_without_a_name_counts(sandbox: Sandbox, code: str) -> None:
    result = sandbox.run(RunRequest(code))
    assert result.termination_reason is TerminationReason.DISK_LIMIT, result.stderr
    assert b"through" not in result.stdout


def test_honest_programs_beside_it_are_not_blamed(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        honest = [pool.submit(sandbox.run, RunRequest(HONEST)) for _ in range(3)]
        hostile = pool.submit(sandbox.run, RunRequest(DELETED))
        assert hostile.result().termination_reason is TerminationReason.DISK_LIMIT
        for run in honest:
            assert run.result().stdout == b"done\n"


def test_nothing_is_counted_after_a_run(sandbox: Sandbox) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        assert sandbox.run(RunRequest("open('f', 'wb').write(bytes(1000))")).exit_code == 0
    assert not disk_use._disks
    assert abs(len(os.listdir("/proc/self/fd")) - before) <= 14  # spares that came or went
