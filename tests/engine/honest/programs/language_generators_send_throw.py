from collections import deque


def coroutine(func):
    def start(*args, **kwargs):
        cr = func(*args, **kwargs)
        next(cr)
        return cr
    return start


@coroutine
def grep(pattern, target):
    try:
        while True:
            line = yield
            if pattern in line:
                target.send(line)
    except GeneratorExit:
        print("grep: going away")
        target.close()


@coroutine
def printer():
    try:
        while True:
            print("->", (yield))
    finally:
        print("printer: bye")


g = grep("python", printer())
for text in ("no", "python generators rock", "pythonic"):
    g.send(text)
g.close()


def inner():
    try:
        got = yield "ready"
        print("inner got", got)
        yield "again"
    except ValueError as e:
        print("inner caught", e)
        yield "recovered"
    return "inner result"


def outer():
    result = yield from inner()
    print("outer:", result)
    return result.upper()


o = outer()
print(next(o), o.send(5), o.throw(ValueError("boom")))
try:
    next(o)
except StopIteration as stop:
    print(stop.value, stop.args)


tasks = deque()
for name, n in ("A", 3), ("B", 1):
    tasks.append((name, iter(range(n))))
while tasks:
    name, task = tasks.popleft()
    for step in task:
        print(name, step, end="; ")
        tasks.append((name, task))
        break
print()


def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            print("I refuse")


x = stubborn()
next(x)
try:
    x.close()
except RuntimeError as e:
    print(e)
gen = (i / (i - 2) for i in range(5))
print(gen.gi_running, gen.__qualname__)
print(next(x, 'x is over'))
for v in gen:
    print(v)
