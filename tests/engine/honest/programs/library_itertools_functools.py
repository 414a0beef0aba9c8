import functools
import itertools as it
import operator
from functools import cached_property, lru_cache, partial, reduce, singledispatch, singledispatchmethod, total_ordering

print(list(it.batched("ABCDEFG", 3)), list(it.pairwise(range(4))), list(it.accumulate([3, 1, 2], max, initial=0)))
for key, group in it.groupby(sorted("Apple avocado Banana blueberry".split(), key=str.lower), key=lambda s: s[0].lower()):
    print(key, *group)
print(["".join(p) for p in it.permutations("abc", 2)], list(it.combinations_with_replacement("ab", 2)))
print(list(it.zip_longest("ab", "xyz", fillvalue="-")), list(it.starmap(pow, [(2, 5), (3, 2)])))
print(list(it.islice(it.cycle("ab"), 1, 8, 2)), list(it.takewhile(lambda x: x < 3, it.count(0.5, 0.75))))
print([(k, len(list(g))) for k, g in it.groupby("aaabbc")], list(it.chain.from_iterable(["ab", [1]])))


@singledispatch
def show(x, indent=0): return f"{type(x).__name__}?"
@show.register
def _(x: int | float, indent=0): return f"num {x}"
@show.register(list)
def _(x, indent=0): return "[" + "; ".join(map(show, x)) + "]"


print(show([1, 2.5, "s", [True]]), show.dispatch(bool).__annotations__, sorted(t.__name__ for t in show.registry))


@total_ordering
class Version:
    def __init__(self, s): self.t = tuple(map(int, s.split(".")))
    def __eq__(self, o): return self.t == o.t
    def __lt__(self, o): return self.t < o.t
    @singledispatchmethod
    def bump(self, how): raise NotImplementedError(how)
    @bump.register
    def _(self, how: int): return self.t[how] + 1


print(Version("1.10") > Version("1.9"), Version("2.0") >= Version("2.0"), Version("1.2").bump(1))


@lru_cache(None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(90), fib.cache_info(), reduce(operator.mul, range(1, 11)), partial(int, base=2)("1011"), partial(print, 1, end="!"))
print(sorted(["b", "A", "c"], key=functools.cmp_to_key(lambda x, y: (x > y) - (x < y))), operator.methodcaller("split", ",")("a,b"))
fib([1])
