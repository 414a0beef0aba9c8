import decimal
import numbers
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext, localcontext
from fractions import Fraction

print(Decimal("0.1") + Decimal("0.2") == Decimal("0.3"), 0.1 + 0.2)
getcontext().prec = 50
print(Decimal(2).sqrt(), Decimal(1) / Decimal(7))
for mode in (ROUND_HALF_EVEN, ROUND_HALF_UP):
    print([str(Decimal(n).quantize(Decimal("1"), rounding=mode)) for n in ("0.5", "1.5", "2.5")])
with localcontext() as context:
    context.prec = 6
    print(Decimal(22) / Decimal(7), context.flags[decimal.Inexact])
try:
    Decimal(1) / Decimal(0)
except decimal.DivisionByZero as error:
    print(type(error).__name__, error)
print(Decimal("NaN"), Decimal("-Infinity"), Decimal("1E+3").normalize(), Decimal("123.4500").as_tuple())
print(f"{Decimal('1234567.891'):,.2f}", Decimal(0.1))
print(Fraction(3, 4) + Fraction("0.25"), Fraction(3.5), Fraction(355, 113).limit_denominator(10))
print(sum(Fraction(1, n) for n in range(1, 11)), isinstance(Fraction(1), numbers.Rational))
print(f"{Fraction(1, 3):.6f}", float(Fraction(1, 3)), round(Fraction(7, 2)))
