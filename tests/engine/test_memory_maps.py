"""Files that a program maps: its own, within its disk and memory, and never to be executed."""

from __future__ import annotations

import pytest
from pysandbox.engine.models import TerminationReason

from .conftest import Run

FULL = """
import numpy as np
for name in 'ab':
    table = np.memmap(name, dtype='u1', mode='w+', shape=(40 << 20,))
    table[:] = 1
    print(name, flush=True)
"""
MAP = "import random\nos = random._os\nmmap = os.sys.modules['mmap']\nopen('f', 'wb').write(bytes(8192))\n"


def test_a_disk_that_is_full_is_named_where_a_map_meets_it(run: Run) -> None:
    result = run(FULL)
    assert result.stdout == b"a\n"
    assert result.termination_reason is TerminationReason.DISK_LIMIT


@pytest.mark.parametrize(
    "access", ["prot=mmap.PROT_READ | mmap.PROT_EXEC", "prot=7", "access=0", "access=True - 1", "access=4"]
)
def test_deny_executing_a_map(run: Run, access: str) -> None:
    result = run(f"{MAP}mmap.mmap(os.open('f', os.O_RDWR), 8192, {access})\nprint('through')")
    assert b"through" not in result.stdout
    assert result.exception is not None
    assert result.exception.type in ("PermissionError", "ValueError")


def test_deny_growing_a_map_beyond_the_disk(run: Run) -> None:
    grow = "m = mmap.mmap(os.open('f', os.O_RDWR), 8192, access=mmap.ACCESS_WRITE)\nm.resize(1 << 40)"
    result = run(f"{MAP}{grow}\nprint('through')")
    assert b"through" not in result.stdout


def test_deny_mapping_more_than_the_memory(run: Run) -> None:
    result = run(f"{MAP}kept = [mmap.mmap(-1, 1 << 26, access=mmap.ACCESS_WRITE) for _ in range(8)]\nprint('through')")
    assert b"through" not in result.stdout
    assert result.exception is not None
    assert result.exception.type in ("OSError", "MemoryError")
