class Managed:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self

    def __exit__(self, kind, error, traceback):
        print("exit", self.name, kind.__name__ if kind else None)
        return self.swallow


with Managed("outer", swallow=True), Managed("inner") as inner:
    print(inner.name)
    raise ValueError("lost")
with (
    Managed("a"),
    Managed("b"),
):
    pass


def counter():
    count = 0

    def bump(by=1):
        nonlocal count
        count += by
        return count

    return bump


one, two = counter(), counter()
print(one(), one(5), two(), [f() for f in [lambda n=n: n * n for n in range(4)]], [f() for f in [lambda: n for n in "ab"]])


def finally_wins():
    try:
        return "try"
    finally:
        print("cleaning")


print(finally_wins())
for n in range(3):
    if n == 5:
        break
else:
    print("no break")
total = 0


def add(*args, scale=1, **rest):
    global total
    total += sum(args) * scale
    return rest


print(add(1, 2, scale=10, note="x"), total, add.__kwdefaults__)
