class Plugin:
    plugins = {}

    def __init_subclass__(cls, /, key=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.key = key or cls.__name__.lower()
        if cls.key in Plugin.plugins:
            raise TypeError(f"duplicate plugin {cls.key!r}")
        Plugin.plugins[cls.key] = cls

    def __class_getitem__(cls, key): return cls.plugins[key]
    def run(self, x): raise NotImplementedError(f"{type(self).__name__}.run")


class Upper(Plugin):
    def run(self, x): return x.upper()


class Rev(Plugin, key="reverse"):
    def run(self, x): return x[::-1]


print(Plugin.plugins, Plugin["reverse"]().run("abc"))
for name, plugin in Plugin.plugins.items():
    print(f"{name:>10}: {plugin().run('Hello')}")


class Vector:
    __slots__ = ("x", "y", "__weakref__")
    __match_args__ = ("x", "y")
    __hash__ = None

    def __init__(self, x=0, y=0): self.x, self.y = x, y
    def __repr__(self): return f"{type(self).__name__}({self.x!r}, {self.y!r})"
    def __iter__(self): yield from (self.x, self.y)
    def __eq__(self, o): return tuple(self) == tuple(o) if isinstance(o, Vector) else NotImplemented
    def __add__(self, o): return Vector(self.x + o.x, self.y + o.y)
    def __mul__(self, k): return Vector(self.x * k, self.y * k) if isinstance(k, (int, float)) else NotImplemented
    __rmul__ = __mul__
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __bool__(self): return any(self)
    def __abs__(self): return (self.x**2 + self.y**2) ** 0.5
    def __format__(self, spec): return "(" + ", ".join(format(c, spec or "g") for c in self) + ")"


v = w = Vector(3, 4)
w += Vector(1, 1)
print(v, 2 * v, v @ w, abs(Vector(3, 4)), f"{v:.2f} {v}", bool(Vector()), v == w, v != 3)
for test in ("hash(v)", "v * 'a'", "v.z", "setattr(v, 'z', 1)", "v + 1", "v < w", "v[2]", "{v: 1}", "v()"):
    try:
        eval(test)
    except Exception as e:
        print(test, "->", type(e).__name__, e)
class Again(Plugin, key="upper"): pass
