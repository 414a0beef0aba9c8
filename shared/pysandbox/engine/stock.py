"""What a zygote has loaded, and which one a program gets.

Fork costs what it copies, and most of a full zygote is libraries that most programs do not use. The choice needs no
proof: it goes by the program's text, and a program that comes to import a library all the same, by whatever way, is
found out by the audit hook (`audit_hook`: the event `import`) and run again, from its beginning, in a full child.
"""

from __future__ import annotations

import re
import sys
from enum import StrEnum

from ..policy import ImportPolicy


class Stock(StrEnum):
    """What a zygote has loaded before it forks."""

    FULL = "full"  # all that programs may import
    LEAN = "lean"  # of that, the standard library
    PROBE = "probe"  # just the modules that a probe names


LEAN_NEEDS = frozenset({"audit_hook", "closed_world"})
"""The layers that together see every import of what a lean zygote has not loaded."""


def is_standard(name: str) -> bool:
    """Whether a module belongs to the standard library."""
    return name.partition(".")[0] in sys.stdlib_module_names


def library_names(policy: ImportPolicy) -> re.Pattern[str]:
    """Finds the name of a library that a lean zygote has not, wherever it stands in a program's text."""
    names = sorted(re.escape(name) for name in policy.roots if not is_standard(name))
    return re.compile(rf"\b(?:{'|'.join(names)})\b" if names else r"(?!)")
