# stdin: "ab*c?d\n4\n"
import functools
from itertools import product


def hanoi(n, a="A", b="B", c="C"):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield f"{a}{c}"
        yield from hanoi(n - 1, b, a, c)


print(*hanoi(3))


def permutations(s):
    return [c + p for i, c in enumerate(s) for p in permutations(s[:i] + s[i + 1:])] or [""]


def powerset(s):
    return powerset(s[1:]) + [[s[0], *x] for x in powerset(s[1:])] if s else [[]]


def ackermann(m, n):
    return n + 1 if not m else ackermann(m - 1, ackermann(m, n - 1) if n else 1)


print(permutations("abc"), powerset([1, 2, 3]), ackermann(2, 3))


class Memo(dict):
    def __init__(self, f):
        self.f = f
        functools.update_wrapper(self, f)

    def __call__(self, *a): return self[a]

    def __missing__(self, key):
        self[key] = r = self.f(*key)
        return r


@Memo
def partitions(n, k):
    """Ways to write n as a sum of numbers up to k."""
    return 1 if n == 0 else 0 if n < 0 or k == 0 else partitions(n - k, k) + partitions(n, k - 1)


print(partitions(100, 100), len(partitions), partitions.__name__, partitions.__doc__)


def expand(pattern):
    head, star, tail = pattern.partition("*")
    return [head + tail, head + head[-1:] + tail] if star else [pattern]


pattern, n = input(), int(input())
print([x.replace("?", y) for x, y in product(expand(pattern), "01")])


def gray(n): return [""] if n == 0 else ["0" + g for g in gray(n - 1)] + ["1" + g for g in reversed(gray(n - 1))]
def collatz(n): return [n] if n == 1 else [n, *collatz(n // 2 if n % 2 == 0 else 3 * n + 1)]


print(gray(n), collatz(27)[-10:], len(collatz(27)))


@functools.lru_cache
def depth(n): return 1 + depth(n + 1)


try:
    depth(0)
except RecursionError as e:
    print(type(e).__name__, str(e).split(" while")[0], depth.cache_info().currsize)
def even(n): return n == 0 or odd(n - 1)
def odd(n): return n != 0 and even(n - 1)
print(even(300))
even(-1)
