"""Own numbers in the tower: Gaussian integers as numbers.Complex, numbers modulo p, and what is registered where."""
import numbers
import operator
from decimal import Decimal
from fractions import Fraction

import numpy as np

for value in (True, 3, 2.5, 1j, Fraction(1, 2), Decimal("1.5"), np.int16(4), np.float32(1), np.complex64(1), np.bool_(True), "7"):
    kinds = [k.__name__ for k in (numbers.Number, numbers.Complex, numbers.Real, numbers.Rational, numbers.Integral) if isinstance(value, k)]
    print(f"{type(value).__name__:10}", kinds)


class Mod7(numbers.Integral):
    def __init__(self, n):
        self.n = int(n) % 7

    def __int__(self):
        return self.n

    def __repr__(self):
        return f"{self.n} mod 7"

    def __eq__(self, other):
        return self.n == int(other) % 7

    def __hash__(self):
        return hash(self.n)

    def __lt__(self, other):
        return self.n < int(other)

    def __le__(self, other):
        return self.n <= int(other)


def lift(name):
    f = getattr(operator, name)
    return lambda self, *others: Mod7(f(self.n, *(int(o) for o in others[:1])))


try:
    Mod7(3)
except TypeError as error:
    print(str(error)[:60])
for name in "add sub mul mod floordiv and_ or_ xor lshift rshift".split():
    setattr(Mod7, f"__{name.strip('_')}__", lift(name))
    setattr(Mod7, f"__r{name.strip('_')}__", lift(name))
for name in "neg pos abs invert trunc floor ceil round truediv rtruediv pow rpow".split():
    setattr(Mod7, f"__{name}__", lambda self, *rest: self)
Mod7.__abstractmethods__ = frozenset()
a = Mod7(10)
print(a, a + 6, 5 * a, -a, a == 3, a.numerator, a.denominator, float(a), complex(a), bool(a), a < 5, [10, 20, 30, 40][a], a.real, a.conjugate())
numbers.Number.register(str)
print(isinstance("x", numbers.Number), issubclass(np.uint8, numbers.Integral), numbers.Real.__mro__[1].__name__)
numbers.Real()
