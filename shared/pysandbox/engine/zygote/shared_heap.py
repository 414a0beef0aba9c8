"""The zygote's memory, made cheap to fork, before the first fork.

A child that only looks at an object writes its reference count, and the kernel copies the page. So all that the zygote
has loaded becomes immortal (PEP 683): nobody counts its references any more. What a run makes is counted as ever.
Fork and exit also cost by the page, so the heap is gathered into huge pages, which count as one. And what is free
between the objects that stay is taken: what a child makes then lies together, in a few pages instead of many.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from os import SEEK_SET, lseek, read

from ..native import core

IMMORTAL = 0xFFFFFFFF
"""_Py_IMMORTAL_REFCNT of 64-bit builds of CPython 3.12 and 3.13 (Include/object.h)."""
REHEARSALS = 3
"""The interpreter adapts code that has run twice (PEP 659)."""
_HUGE_PAGE_BYTES = 2 * 1024 * 1024


def make_immortal() -> None:
    """Make every object immortal that the collector tracks, and all that they refer to."""
    if sys.getrefcount(None) != IMMORTAL:
        return  # an interpreter that marks them otherwise: forks copy more, that is all
    core.make_immortal(gc.get_objects())


def use_huge_pages(maps: int) -> None:
    """Gather the heap into huge pages where it fills them.

    Args:
        maps: a descriptor of /proc/self/maps.
    """
    core.trim()
    lseek(maps, 0, SEEK_SET)
    text = b""
    while more := read(maps, 65536):
        text += more
    for line in text.splitlines():
        place, rights, _, _, _, *name = line.split(None, 5)
        if rights.startswith(b"rw") and name in ([], [b"[heap]"]):
            start, end = (int(number, 16) for number in place.split(b"-"))
            first = -(-start // _HUGE_PAGE_BYTES) * _HUGE_PAGE_BYTES
            for address in range(first, end - _HUGE_PAGE_BYTES + 1, _HUGE_PAGE_BYTES):
                with suppress(OSError):  # EINVAL: nothing is there, or the kernel does not know how
                    core.collapse(address, _HUGE_PAGE_BYTES)


def share(maps: int, rehearse: Callable[[], None]) -> None:
    """Make what forks copy cheap to copy, last of all before the first fork.

    Args:
        maps: a descriptor of /proc/self/maps.
        rehearse: does what every child does. What the interpreter keeps of that (the caches of types, names) it then
            has, and no child writes it anew.
    """
    for _ in range(REHEARSALS):
        rehearse()
    gc.enable()
    gc.collect()
    make_immortal()
    use_huge_pages(maps)
    gc.collect()
    core.fill()
