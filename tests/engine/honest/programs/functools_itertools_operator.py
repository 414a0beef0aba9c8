import itertools
import operator
from functools import cached_property, lru_cache, partial, partialmethod, reduce, singledispatch, total_ordering, wraps


@lru_cache(maxsize=None)
def ackermann(m, n):
    if m == 0:
        return n + 1
    return ackermann(m - 1, 1 if n == 0 else ackermann(m, n - 1))


def traced(function):
    @wraps(function)
    def wrapper(*args):
        print("->", function.__name__, args)
        return function(*args)

    return wrapper


@singledispatch
def show(value):
    return f"object {value}"


@show.register
def _(value: int):
    return f"int {value}"


@show.register(list)
def _(value):
    return "list of " + ", ".join(map(show, value))


@total_ordering
class Version:
    def __init__(self, text):
        self.text = text

    @cached_property
    def parts(self):
        return tuple(map(int, self.text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


print(ackermann(2, 9), ackermann.cache_info())
print(traced(pow)(2, 5), show([1, "a", [2]]), Version("1.10") > Version("1.9"))
print(reduce(operator.mul, range(1, 11)), partial(int, base=2)("1011"))
print(list(itertools.accumulate([1, 2, 3, 4], operator.mul)), list(itertools.batched("ABCDEFG", 3)))
print([(k, len(list(g))) for k, g in itertools.groupby("aaabccd")], list(itertools.pairwise("abcd")))
print(list(itertools.islice(itertools.cycle("xyz"), 5)), list(itertools.zip_longest("ab", "xyz", fillvalue="-")))
print(sum(1 for _ in itertools.permutations(range(6))), list(itertools.combinations("abc", 2)))
print(sorted([{"a": 2}, {"a": 1}], key=operator.itemgetter("a")), operator.attrgetter("real")(5))
