"""The process that compiles programs and never runs one: `compile_check` starts it, sends it sources and ends it.

Python's parser and compiler are C over hostile text: here they can crash, hang or fill the memory, and nothing is lost.
One source after another comes on stdin, a verdict on it goes to stdout, in the frames that are described below.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
import warnings
from contextlib import suppress
from pathlib import Path

from .layers.seccomp import MACHINE, load_rules, program
from .layers.uid import NO_RUNS_SLOT, usable_uid
from .native import core

SIZE = struct.Struct("!I")
"""Before a source: its length in UTF-8."""

VERDICT = struct.Struct("!?iiI")
"""Whether it compiles; line and column, 0 where there are none; the length of the message that follows."""

MAX_MESSAGE_BYTES = 4096

MEMORY_BYTES = 256 * 1024 * 1024
"""On top of what the interpreter has when it starts: what a run has by default."""

CPU_S = 60
"""For all sources together, so that a process whose host is gone ends."""

MAIN_FILE = "main.py"


def verdict(source: str) -> bytes:
    """A frame that says whether `source` compiles, as `python main.py` would compile it."""
    try:
        compile(source, MAIN_FILE, "exec", dont_inherit=True)
    except SyntaxError as error:
        return _frame(error.msg, error.lineno or 0, error.offset or 0)
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return _frame(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__, 0, 0)
    return VERDICT.pack(True, 0, 0, 0)


def _frame(message: str, line: int, column: int) -> bytes:
    text = message.encode("utf-8", "replace")[:MAX_MESSAGE_BYTES]
    return VERDICT.pack(False, max(line, 0), max(column, 0), len(text)) + text


def lock_down() -> None:
    """Give up what compiling does not need. Best effort: nothing that came from a caller is executed here."""
    address_space = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    filter_program = program(load_rules(MACHINE), MACHINE)
    if os.geteuid() == 0:
        with suppress(OSError):
            core.become(usable_uid(NO_RUNS_SLOT))
    bounds = {
        resource.RLIMIT_AS: address_space + MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_S,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 3,
    }
    for number, bound in bounds.items():
        resource.setrlimit(number, (bound, bound))
    with suppress(OSError):
        core.set_dumpable(0)
    with suppress(OSError):
        core.seccomp(*filter_program)


def main() -> None:
    """Serve until stdin ends."""
    warnings.simplefilter("ignore")
    verdict("é = 1\nf'{é}'\ndef (")  # what the compiler imports (unicodedata) is there before the doors are shut
    lock_down()
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(SIZE.size)) == SIZE.size:
        (size,) = SIZE.unpack(head)
        text = source.read(size)
        if len(text) < size:
            return
        answers.write(verdict(text.decode("utf-8")))
        answers.flush()
