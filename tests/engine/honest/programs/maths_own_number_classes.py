"""Dual numbers, versions and vectors."""
import math
import operator
from dataclasses import dataclass
from functools import total_ordering


@dataclass(frozen=True)
class Dual:
    """f(x) and f'(x) at once."""

    re: float
    du: float = 0.0

    @staticmethod
    def of(x):
        return x if isinstance(x, Dual) else Dual(x)

    def __add__(self, o):
        o = Dual.of(o)
        return Dual(self.re + o.re, self.du + o.du)

    def __mul__(self, o):
        o = Dual.of(o)
        return Dual(self.re * o.re, self.re * o.du + self.du * o.re)

    def __pow__(self, n):
        return Dual(self.re**n, n * self.re ** (n - 1) * self.du)

    __radd__, __rmul__ = __add__, __mul__


@total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts

    def __repr__(self):
        return "v" + ".".join(map(str, self.parts))


class Vector(tuple):
    def __new__(cls, *xs):
        return super().__new__(cls, xs)

    def __add__(self, other):
        return Vector(*map(operator.add, self, other)) if isinstance(other, Vector) else NotImplemented

    def __mul__(self, k):
        return Vector(*(x * k for x in self))

    def __matmul__(self, other):
        return math.sumprod(self, other)

    def __abs__(self):
        return math.hypot(*self)

    def __format__(self, spec):
        return "<" + ", ".join(format(x, spec) for x in self) + ">"

    __rmul__ = __mul__


x = Dual(2.0, 1.0)
print(3 * x**2 + 2 * x + 1, (x + 1) * (x * x))
print(sorted(map(Version, ["1.10.0", "1.2", "1.9.9"])), Version("2.0") >= Version("1.99"))
v, w = Vector(3, 4), Vector(1.5, -2)
print(v + w, 2 * v, v @ w, abs(v), f"{v + w:.2f}", f"{w:+}", sum([v, w], Vector(0, 0)), v == (3, 4))
try:
    x.re = 5
except AttributeError as error:
    print(type(error).__name__, error)
print(x - 1)
