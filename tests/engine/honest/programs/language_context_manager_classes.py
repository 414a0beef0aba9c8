class Indenter:
    level = 0

    def __enter__(self):
        type(self).level += 1
        return self

    def __exit__(self, exc_type, exc, tb):
        type(self).level -= 1

    def print(self, text):
        print("    " * self.level + text)


with Indenter() as ind:
    ind.print("hi!")
    with ind:
        ind.print("hello")
        with ind as same:
            same.print("bonjour")
    ind.print("hey")


class Suppress:
    def __init__(self, *types): self.types = types
    def __enter__(self): return None
    def __exit__(self, t, e, tb):
        print("exit:", t.__name__ if t else None, tb.tb_lineno if tb else None)
        return t is not None and issubclass(t, self.types)


with Suppress(ZeroDivisionError):
    1 / 0
with Suppress(LookupError):
    {}["missing"]
with (Suppress(OSError) as a, open("out.txt", "w") as f, Suppress(ValueError)):
    f.write("data\n")
    int("not a number")
print(f.closed, open("out.txt").read())


class Transaction:
    def __init__(self, state): self.state = state
    def __enter__(self):
        self.saved = dict(self.state)
        return self.state

    def __exit__(self, t, *rest):
        if t:
            self.state.clear()
            self.state.update(self.saved)


account = {"alice": 10}
try:
    with Transaction(account) as s:
        s["alice"] -= 50
        if s["alice"] < 0:
            raise ValueError("insufficient funds")
except ValueError as e:
    print(e, account)


class Broken:
    def __enter__(self): return self
    def __exit__(self, *a): raise TypeError("exit failed")


try:
    with Broken():
        raise KeyError("inside")
except TypeError as e:
    print(repr(e), repr(e.__context__))
try:
    with 5:
        pass
except TypeError as e:
    print(e)


def f():
    with Suppress():
        return "returned"


print(f())
with Broken() as b, Suppress(KeyError):
    raise RuntimeError("original")
