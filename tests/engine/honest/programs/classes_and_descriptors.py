class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(f"{self.name[1:]} must be positive, not {value}")
        setattr(instance, self.name, value)


class Shape:
    registry = {}

    def __init_subclass__(cls, sides=0, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.registry[cls.__name__] = sides


class Rectangle(Shape, sides=4):
    width, height = Positive(), Positive()

    def __init__(self, width, height):
        self.width, self.height = width, height

    @property
    def area(self):
        return self.width * self.height

    @classmethod
    def square(cls, side):
        return cls(side, side)

    def __eq__(self, other):
        return isinstance(other, Rectangle) and self.area == other.area

    def __hash__(self):
        return hash(self.area)

    def __getattr__(self, name):
        return f"no {name}"

    def __matmul__(self, other):
        return self.area * other.area


class Meta(type):
    def __call__(cls, *args):
        print("making", cls.__name__)
        return super().__call__(*args)


class A(metaclass=Meta):
    def who(self):
        return "A"


class B(A):
    def who(self):
        return "B" + super().who()


class C(A):
    def who(self):
        return "C" + super().who()


class D(B, C):
    __slots__ = ("only",)


r = Rectangle.square(3)
print(r.area, r == Rectangle(9, 1), r.colour, len({r, Rectangle(9, 1)}), r @ r, Shape.registry)
print(D().who(), [c.__name__ for c in D.__mro__], type("T", (), {"x": 1}).x)
try:
    r.width = -1
except ValueError as error:
    print(error)
print(isinstance(True, int), issubclass(D, A), callable(D), dir(Positive)[-3:], vars(r))
