def countdown(n):
    try:
        while n:
            n -= (yield n) or 1
    finally:
        print("closed at", n)


def chain(*parts):
    for part in parts:
        result = yield from part
        print("part returned", result)


def averager():
    total = count = 0
    while (value := (yield)) is not None:
        total, count = total + value, count + 1
    return total / count


c = countdown(10)
print(next(c), c.send(3), next(c))
c.close()
print(list(chain("ab", (x * x for x in range(3)))))
a = averager()
next(a)
a.send(10)
a.send(20)
try:
    a.send(None)
except StopIteration as stop:
    print("average", stop.value)
g = countdown(2)
next(g)
try:
    g.throw(KeyError("thrown in"))
except KeyError as error:
    print("came out:", error)


async def double(x):
    return 2 * x


async def total():
    return sum([await double(n) for n in range(5)])


try:
    total().send(None)
except StopIteration as stop:
    print("coroutine", stop.value)
lazy = (print("evaluated", n) or n for n in range(2))
print("not yet", next(lazy))
try:
    next(iter([]))
except StopIteration:
    print("empty")


def broken():
    yield 1
    raise StopIteration


try:
    list(broken())
except RuntimeError as error:
    print(error, repr(error.__cause__))
