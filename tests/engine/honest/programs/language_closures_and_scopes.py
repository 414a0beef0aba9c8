x = "global"


def outer():
    x = "outer"

    def inner():
        nonlocal x
        x = "changed"
        return x

    def peek(): return x
    return inner, peek


inner, peek = outer()
print(peek(), inner(), peek(), x, inner.__closure__[0].cell_contents, inner.__code__.co_freevars)


def make_counter():
    count = 0

    def counter(step=1):
        nonlocal count
        count += step
        return count
    counter.reset = lambda: exec("raise RuntimeError") if count < 0 else counter(-count)
    return counter


c1, c2 = make_counter(), make_counter()
print(c1(), c1(5), c2(), c1.reset(), c1())
print([f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]])


def defaults(item, bucket=[]):
    bucket.append(item)
    return bucket


print(defaults(1), defaults(2), defaults.__defaults__)


class Scope:
    x = "class"
    copies = [x for _ in range(2)]
    try:
        broken = [len(y) for y in "ab" if later]
    except NameError as e:
        print(e)
    later = 1
    def method(self): return x, __class__.x, self.__x if hasattr(self, "_Scope__x") else "none"


print(Scope.copies, Scope().method())


def set_global():
    global new_name, x
    new_name, x = 1, "was set"


set_global()
print(new_name, x, [n for n in sorted(globals()) if n.startswith("c")])


def unbound(flag):
    if flag:
        value = 1
    print(locals())
    return value


print(unbound(True))
try:
    unbound(False)
except UnboundLocalError as e:
    print(e)
try:
    (lambda: later_defined)()
except NameError as e:
    print(e, e.name)


def snapshot():
    a = 1
    d = locals()
    d["a"] = 2
    exec("a = 3")
    return a, d["a"], eval("a + 1")


print(snapshot())
del x
try:
    print(x)
except NameError as e:
    print(e)
ns = {}
exec("def f(n):\n    return n and n * f(n - 1) or 1\nprint(__name__, f(5))", ns)
print(sorted(k for k in ns if k != "__builtins__"), eval("a+b", {"a": 1}, {"b": 2}))
def total():
    counter += 1
total()
