from functools import cached_property, partialmethod


class Validator:
    def __set_name__(self, owner, name):
        self.private = "_" + name
        print(f"{owner.__name__}.{name} is a {type(self).__name__}")

    def __get__(self, obj, objtype=None):
        return self if obj is None else getattr(obj, self.private)

    def __set__(self, obj, value):
        self.validate(value)
        setattr(obj, self.private, value)


class Number(Validator):
    def __init__(self, minvalue=None): self.minvalue = minvalue

    def validate(self, value):
        if not isinstance(value, (int, float)):
            raise TypeError(f"Not a number: {value!r}")
        if self.minvalue is not None and value < self.minvalue:
            raise ValueError(f"{value!r} < {self.minvalue!r}")


class Component:
    quantity = Number(0)
    price = Number()

    def __init__(self, q, p): self.quantity, self.price = q, p

    @cached_property
    def total(self):
        print("computing")
        return self.quantity * self.price

    def _set(self, name, v): setattr(self, name, v)
    empty = partialmethod(_set, "quantity", 0)


c = Component(3, 2.5)
print(c.total, c.total, vars(c))
c.empty()
print(c.quantity, type(Component.price).__name__)
for bad in ((-1, 2), ("x", 1)):
    try:
        Component(*bad)
    except (ValueError, TypeError) as e:
        print(e)


class Meta(type):
    registry = {}

    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, kw)
        return {"added": len(name)}

    def __new__(mcs, name, bases, ns, *, tag=None):
        cls = super().__new__(mcs, name, bases, ns)
        mcs.registry[tag or name.lower()] = cls
        return cls

    def __call__(cls, *a): return f"<{cls.__name__}{a}>"
    def __getattr__(cls, n): return f"no {n}"


class Base(metaclass=Meta): pass
class Child(Base, tag="kid"): pass


print(sorted(Meta.registry), Child(1, 2), Child.added, Child.colour, Child.__mro__)
del c.price
