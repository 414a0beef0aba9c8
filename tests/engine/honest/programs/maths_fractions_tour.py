import math
from decimal import Decimal
from fractions import Fraction as F

print(F(16, -10), F("3/7"), F(" -.125 "), F("1_0/2_0"), F("7e-6"), F(2.25), F(1.1), F(Decimal("1.1")), F(), repr(F(3, 4)))
a, b = F(5, 3), F(-2, 7)
print(a + b, a - b, a * b, a / b, a // b, a % b, divmod(a, b), a**2, a**-2, a**0.5, 2**F(1, 2), F(4, 9) ** F(1, 2), abs(b), -a, +a)
print(a > b, a == F(10, 6), F(1, 2) == 0.5, F(1, 3) == 1 / 3, F(1, 2) + 1, F(1, 2) + 0.5, F(1, 2) + 1j, hash(F(2)) == hash(2), bool(F(0)))
print(a.numerator, a.denominator, a.as_integer_ratio(), a.is_integer(), F(4, 2).is_integer(), a.real, a.imag, a.conjugate())
print(math.floor(b), math.ceil(b), round(F(5, 2)), round(F(7, 2)), round(F(1234, 100), 1), math.trunc(b), int(a), float(a), complex(a))
print(F(math.pi).limit_denominator(1000), F(math.cos(math.pi / 3)).limit_denominator(), F(0.1).limit_denominator())
for spec in ("", ".3f", "+.2e", ",.1f", "010.3f", ">12.4g", ".0%", "_", "#", ">8", "=+9"):
    try:
        print(repr(spec), format(F(-12345, 7), spec))
    except ValueError as error:
        print(repr(spec), error)


def continued(x):
    while True:
        yield int(x)
        x -= int(x)
        if not x:
            return
        x = 1 / x


def egyptian(x):
    while x:
        unit = F(1, -(-x.denominator // x.numerator))
        yield unit
        x -= unit


print(list(continued(F(649, 200))), *egyptian(F(7, 15)), sum(egyptian(F(4, 13))))
def farey(n):
    a, b, c, d = 0, 1, 1, n
    while c <= n:
        yield F(a, b)
        k = (n + b) // d
        a, b, c, d = c, d, k * c - a, k * d - b

print(*farey(5), sum(F(1, n) for n in range(1, 20)), F.from_float(0.3), F.from_decimal(Decimal("0.35")))
for bad in (lambda: F(1, 0), lambda: F("1/2/3"), lambda: F(1.5, 2), lambda: F("nan"), lambda: F(float("inf")), lambda: F(0) ** -1, lambda: a + "x"):
    try:
        bad()
    except (ValueError, TypeError, ArithmeticError) as error:
        print(type(error).__name__, error)
