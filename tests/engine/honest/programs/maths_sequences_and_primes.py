import math
from fractions import Fraction
from functools import cache
from itertools import accumulate, count, islice, takewhile


def primes():
    composites = {}
    for n in count(2):
        if n not in composites:
            yield n
            composites[n * n] = [n]
        else:
            for p in composites.pop(n):
                composites.setdefault(n + p, []).append(p)


def factor(n):
    out = []
    for p in takewhile(lambda p: p * p <= n, primes()):
        while n % p == 0:
            out.append(p)
            n //= p
    return out + [n] * (n > 1)


@cache
def partitions(n, largest=None):
    largest = n if largest is None else largest
    return 1 if n == 0 else sum(partitions(n - k, k) for k in range(1, min(n, largest) + 1))


@cache
def ackermann(m, n):
    return n + 1 if m == 0 else ackermann(m - 1, 1 if n == 0 else ackermann(m, n - 1))


def bernoulli(n):
    row = []
    for m in range(n + 1):
        row.append(Fraction(1, m + 1))
        for j in range(m, 0, -1):
            row[j - 1] = j * (row[j - 1] - row[j])
    return row[0]


def collatz(n):
    while n != 1:
        yield n
        n = 3 * n + 1 if n % 2 else n // 2


def crt(pairs):
    x, m = 0, 1
    for r, n in pairs:
        x += m * ((r - x) * pow(m, -1, n) % n)
        m *= n
    return x % m


print(list(islice(primes(), 25)), factor(2**32 + 1), factor(600851475143))
print([math.comb(2 * n, n) // (n + 1) for n in range(12)], [partitions(n) for n in range(15)], ackermann(2, 9), ackermann(3, 4))
print([str(bernoulli(n)) for n in (0, 1, 2, 4, 6, 8, 10, 12)], max(range(1, 3000), key=lambda n: sum(1 for _ in collatz(n))))
print(crt([(2, 3), (3, 5), (2, 7)]), pow(3, -1, 11))
for row in islice(accumulate(count(), lambda r, _: [a + b for a, b in zip([0] + r, r + [0])], initial=[1]), 6):
    print(*row)
print([n for n in range(1, 10**4) if n == sum(int(d) ** len(str(n)) for d in str(n))], f"{math.factorial(30):_}")
print(pow(2, -1, 4))
