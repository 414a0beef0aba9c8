import functools
import operator as op


def trace(func=None, *, prefix="call", depth=[0]):
    if func is None:
        return functools.partial(trace, prefix=prefix)

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        sig = ", ".join([*map(repr, args), *(f"{k}={v!r}" for k, v in kwargs.items())])
        print(" " * depth[0] + f"{prefix}: {func.__name__}({sig})")
        depth[0] += 1
        try:
            result = func(*args, **kwargs)
        finally:
            depth[0] -= 1
        print(" " * depth[0] + f"= {result!r}")
        return result
    return wrapper


@trace
def fact(n, acc=1):
    """Factorial."""
    return acc if n < 2 else fact(n - 1, acc=acc * n)


@trace(prefix=">>")
def add(a, b=2): return a + b


fact(3)
add(1, b=4)
print(fact.__name__, fact.__doc__)


class Retry:
    def __init__(self, times, *errors):
        self.times, self.errors = times, errors

    def __call__(self, func):
        @functools.wraps(func)
        def again(*a):
            for attempt in range(1, self.times + 1):
                try:
                    return func(*a)
                except self.errors as e:
                    print(f"attempt {attempt}: {e!r}")
            raise RuntimeError(f"{func.__name__} failed {self.times} times") from None
        return again


calls = 0


@Retry(3, ValueError, KeyError)
def flaky(x):
    global calls
    calls += 1
    if calls < 3:
        raise ValueError(calls)
    return x * calls


print(flaky(7))


def compose(*fs):
    return functools.reduce(lambda f, g: lambda x: f(g(x)), fs)


print(compose(str, op.neg, abs)(-5), list(map(op.itemgetter(1, 0), ["ab", "cd"])))


@functools.lru_cache(maxsize=2)
@trace
def square(x): return x * x


square(2), square(3), square(2), square(4), square(3)
print(square.cache_info(), square.cache_parameters())


@Retry(2, ValueError)
def hopeless():
    return int("x")


hopeless()
