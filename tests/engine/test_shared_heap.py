"""What the zygote does to its memory before the first fork, in an interpreter of its own each time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "shared"
KERNEL = tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])
COLLAPSES = KERNEL >= (6, 1) and Path("/sys/kernel/mm/transparent_hugepage").exists()


def said(program: str) -> list[str]:
    """What a fresh interpreter prints that can import the engine."""
    start = f"import sys\nsys.path.append({str(PACKAGE)!r})\nfrom pysandbox.engine import shared_heap\n"
    start += "from pysandbox.engine.kernel import Kernel\nimport gc, os\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", start + program], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_what_is_loaded_is_immortal_and_what_comes_later_is_counted() -> None:
    program = (
        "import json\ngc.collect()\nshared_heap.make_immortal(Kernel())\ncount = sys.getrefcount\n"
        "for old in (json, json.dumps, json.dumps.__code__, json.dumps.__code__.co_consts, json.JSONEncoder):\n"
        "    assert count(old) == shared_heap.IMMORTAL\n"
        "new = [object()]\nprint(count(new), count(new[0]))"
    )
    assert said(program) == ["2", "2"]


def test_a_kernel_that_is_made_later_goes_with_its_last_reference() -> None:
    program = (
        "origin = Kernel().origin\ngc.collect()\nshared_heap.make_immortal(Kernel(origin))\ngc.collect()\ngc.freeze()\n"
        "kernel = Kernel(origin)\ndef loaded():\n"
        "    return any(kind.__module__ == '_ctypes' for kind in type.__subclasses__(type))\n"
        "print(loaded())\ndel kernel\ngc.collect()\nprint(loaded())"
    )
    assert said(program) == ["True", "False"]


def test_huge_pages_hold_what_was_there_and_nothing_later_is_one() -> None:
    program = (
        "import mmap\nheld = mmap.mmap(-1, 16 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\n"
        "held.write(b'x' * len(held))\n"
        "maps = os.open('/proc/self/maps', os.O_RDONLY)\nshared_heap.use_huge_pages(Kernel(), maps)\n"
        "rows = dict(line.split()[:2] for line in open('/proc/self/smaps_rollup').readlines()[1:])\n"
        "print(held[:] == b'x' * len(held), Kernel().prctl(42), rows['AnonHugePages:'])"  # PR_GET_THP_DISABLE
    )
    whole, disabled, huge = said(program)
    assert (whole, disabled) == ("True", "1")
    assert int(huge) > 0 or not COLLAPSES
