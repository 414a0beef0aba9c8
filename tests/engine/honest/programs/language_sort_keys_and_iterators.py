import functools
from operator import attrgetter, itemgetter


class Reverse:
    __slots__ = ("key",)

    def __init__(self, key): self.key = key
    def __lt__(self, other): return other.key < self.key


people = [("Bo", 30, "b"), ("Al", 25, "a"), ("Cy", 30, "a"), ("al", 25, "c"), ("Él", 9, "b")]
print(sorted(people, key=lambda p: (-p[1], p[0].casefold())))
print(sorted(people, key=lambda p: (p[2], Reverse(p[0]))), max(people, key=itemgetter(1, 2)))
print(sorted("10 9 2 1a 1".split(), key=lambda s: (len(s), s)), sorted([3, 1.0, True, -2], reverse=True))
print(sorted(["b", None, "a"], key=lambda v: (v is None, v)), min([], default="empty"), sorted({1: "x", 0: "y"}.items()))
print(sorted([1 + 2j, 3], key=abs), sorted([float("nan"), 1.0])[1:], [*map(attrgetter("real"), [2, 3.5])])


class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __length_hint__(self): return self.n
    def __next__(self):
        if not self.n:
            raise StopIteration
        self.n -= 1
        return self.n + 1


class Old:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError(i)
        return i * i


first, *rest = Countdown(4)
print(first, rest, list(Old()), 4 in Old(), list(reversed(range(3))), dict(zip("ab", Countdown(3))))
print(list(iter(functools.partial(next, Countdown(5)), 2)), *enumerate("xy", 1), sum([[1], [2]], []))
for bad in (lambda: sorted([1, "a"]), lambda: sorted(people, key=5), lambda: max(()), lambda: next(iter(())), lambda: list(5), lambda: [1, 2].sort(reverse="x")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
a, b, c = Countdown(2)
