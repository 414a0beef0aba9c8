# stdin: "\nq\n"
"""What site adds to the builtins, and help() on a pipe."""

import math
from dataclasses import dataclass
from fractions import Fraction


def area(w: float, h: float = 1.0, *, unit: str = "m") -> float:
    """Width times height."""
    return w * h


@dataclass
class Point:
    """A place."""

    x: int = 0
    y: int = 0

    def norm(self):
        """Its distance from the origin."""
        return math.hypot(self.x, self.y)


help(area)
help(Point)
help(len)
help(str.split)
help(Fraction.limit_denominator)
help(math.gcd)
help("if")
help("nothing of this name")
help(3)
print(help, copyright, credits, license, exit, quit, sep="\n")
license()
try:
    license()
except EOFError as error:
    print("end:", error)
help()
