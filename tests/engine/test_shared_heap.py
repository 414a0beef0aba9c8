"""What the zygote does to its memory before the first fork, in an interpreter of its own each time."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from pysandbox.engine.host import boot

from tests.support import kernel_count

PACKAGE = Path(__file__).parents[2] / "shared"
HUGE_PAGE_BYTES = 2 << 20
THP = Path("/sys/kernel/mm/transparent_hugepage")
KERNEL = tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])
COLLAPSES = KERNEL >= (6, 1) and THP.exists()

GRANTED_ON_REQUEST = (
    THP.exists()
    and "[never]" not in (THP / "enabled").read_text()
    and tuple(map(int, platform.libc_ver()[1].split("."))) >= (2, 35)
)
HUGE_BYTES = """sum(int(line.split()[1]) << 10 for line in open('/proc/self/smaps_rollup') if 'AnonHuge' in line)"""


def said(program: str) -> list[str]:
    """What a fresh interpreter prints that can import the engine."""
    start = f"import sys\nsys.path.append({str(PACKAGE)!r})\nfrom pysandbox.engine.zygote import shared_heap\n"
    start += "import gc, os\nfrom pysandbox.engine.native import core\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", start + program],
        env=boot.ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_what_is_loaded_is_immortal_and_what_comes_later_is_counted() -> None:
    program = (
        "import json\ngc.collect()\nshared_heap.make_immortal()\ncount = sys.getrefcount\n"
        "for old in (json, json.dumps, json.dumps.__code__, json.dumps.__code__.co_consts, json.JSONEncoder):\n"
        "    assert count(old) == shared_heap.IMMORTAL\n"
        "new = [object()]\nprint(count(new), count(new[0]))"
    )
    assert said(program) == ["2", "2"]


def test_huge_pages_hold_what_was_there() -> None:
    program = (
        "import mmap\nheld = mmap.mmap(-1, 16 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n"
        "held.write(b'x' * len(held))\n"
        "maps = os.open('/proc/self/maps', os.O_RDONLY)\nshared_heap.use_huge_pages(maps)\n"
        f"print(held[:] == b'x' * len(held), {HUGE_BYTES})"
    )
    whole, huge = said(program)
    assert whole == "True"
    assert int(huge) > 0 or not COLLAPSES


def test_a_large_allocation_of_a_run_is_in_huge_pages() -> None:
    program = (
        "maps = os.open('/proc/self/maps', os.O_RDONLY)\nshared_heap.use_huge_pages(maps)\n"
        f"before = {HUGE_BYTES}\nlarge = bytearray(b'x') * (64 << 20)\nprint({HUGE_BYTES} - before)"
    )
    misses = kernel_count("thp_fault_fallback")
    huge = int(said(program)[0])
    # Where all memory is in pieces, the kernel looks for a huge page in vain, and counts that (transhuge.rst).
    missed = HUGE_PAGE_BYTES * (kernel_count("thp_fault_fallback") - misses)
    assert huge + missed >= 48 << 20 or not GRANTED_ON_REQUEST


def test_what_is_made_after_the_holes_are_filled_lies_in_few_pages() -> None:
    """Between the objects that stay, half of which have gone, are more holes of that size than are made anew."""
    program = (
        "held = [[size, *(bytes(size) for _ in range(4000))] for size in (100, 400, 3000)]\n"
        "for row in held:\n    del row[2::2]\n"
        "core.fill()\n"
        "new = {row[0]: [bytes(row[0]) for _ in range(40)] for row in held}\n"
        "for size, made in new.items():\n"
        "    print(len({id(value) >> 12 for value in made}) <= 2 + 40 * (size + 48) // 4096)"
    )
    assert said(program) == ["True", "True", "True"]


def test_a_child_has_its_locks_and_its_seed_without_what_would_make_them_anew() -> None:
    """Python that runs after a fork writes to pages: what only makes free locks anew is left out, a seed is C."""
    program = (
        "import random, threading, logging\nfrom pysandbox.engine.child import at_fork\n"
        "kept = []\nat_fork._register = lambda **callbacks: kept.append(callbacks)\nat_fork.begin()\n"
        "os.register_at_fork(after_in_child=threading._after_fork)\n"
        "os.register_at_fork(before=logging._prepareFork, after_in_parent=logging._afterFork)\n"
        "os.register_at_fork(after_in_child=random.Random().seed)\n"
        "def library(): pass\n"
        "os.register_at_fork(before=library, after_in_child=library)\n"
        "seeds, own = kept\n"
        "print(type(seeds['after_in_child']).__name__, own == {'before': library, 'after_in_child': library})\n"
        "generator = seeds['after_in_child'].__self__\nbefore = generator.getstate()\nseeds['after_in_child']()\n"
        "print(generator.getstate() != before)\n"
    )
    assert said(program) == ["builtin_function_or_method", "True", "True"]
