"""Constants by hand: the recipes of the decimal documentation, and Gauss-Legendre, and spigots of integers."""
from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import islice


def pi():
    getcontext().prec += 2
    three = Decimal(3)
    lasts, t, s, n, na, d, da = 0, three, 3, 1, 0, 0, 24
    while s != lasts:
        lasts = s
        n, na = n + na, na + 8
        d, da = d + da, da + 32
        t = (t * n) / d
        s += t
    getcontext().prec -= 2
    return +s


def cos(x):
    getcontext().prec += 2
    i, lasts, s, fact, num, sign = 0, 0, 1, 1, 1, 1
    while s != lasts:
        lasts = s
        i += 2
        fact *= i * (i - 1)
        num *= x * x
        sign *= -1
        s += num / fact * sign
    getcontext().prec -= 2
    return +s


def spigot():
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            nr = 10 * (r - n * t)
            n = 10 * (3 * q + r) // t - 10 * n
            q, r = q * 10, nr
        else:
            nr = (2 * q + r) * l
            nn = (q * 7 * k + 2 + r * l) // (t * l)
            q, t, l, k, n, r = q * k, t * l, l + 2, k + 1, nn, nr


print(pi(), cos(Decimal("0.5")), cos(pi() / 3))
print("".join(map(str, islice(spigot(), 200))))
getcontext().prec = 110
a, b, t, p = Decimal(1), 1 / Decimal(2).sqrt(), Decimal("0.25"), Decimal(1)
for _ in range(6):
    a, b, t, p = (a + b) / 2, (a * b).sqrt(), t - p * ((a - b) / 2) ** 2, 2 * p
print(str((a + b) ** 2 / (4 * t))[:102])
e = sum(Fraction(1, f) for f in islice(iter([1, 1, 2, 6, 24, 120, 720, 5040]), 8))
print(e, float(e), Fraction("3.14159265").limit_denominator(1000))
x = Fraction(1)
for _ in range(5):
    x = (x + 2 / x) / 2
print(x, Decimal(x.numerator) / x.denominator)
