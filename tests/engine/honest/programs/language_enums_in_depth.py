from enum import (Enum, Flag, IntEnum, IntFlag, StrEnum, auto, member, nonmember, unique)
from functools import partial


class Planet(Enum):
    MERCURY = (3.303e23, 2.4397e6)
    EARTH = (5.976e24, 6.37814e6)

    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    @property
    def g(self): return 6.67300e-11 * self.mass / self.radius**2


print([f"{p.name}: {p.g:.2f}" for p in Planet], Planet["EARTH"].value, Planet.EARTH)


class Color(StrEnum):
    RED = auto()
    GREEN = auto()
    CRIMSON = RED
    @classmethod
    def _missing_(cls, value): return cls.__members__.get(str(value).upper())


print(Color("Red"), repr(Color.CRIMSON), list(Color), list(Color.__members__), f"{Color.GREEN:>8}", Color.RED + "!")


class Perm(Flag):
    R, W, X = auto(), auto(), auto()
    RW = R | W


p = Perm.R | Perm.X
print(p, repr(p), ~p, Perm.RW, list(Perm.RW), p in Perm.RW, Perm.R in p, bool(p & Perm.W), Perm(0), Perm(7), len(Perm))


class Op(Enum):
    ADD = member(lambda a, b: a + b)
    SUB = member(partial(lambda a, b: a - b))
    version = nonmember(3)
    def __call__(self, *a): return self.value(*a)


print(Op.ADD(2, 3), Op.SUB(5, 3), Op.version, [o.name for o in Op])


class Level(IntEnum):
    LOW = 1
    HIGH = 5
    @staticmethod
    def _generate_next_value_(name, start, count, last): return last[-1] * 2
    MAX = auto()


print(Level.MAX, Level.MAX + 1, Level(5).name, sorted(Level, reverse=True), "%d %s" % (Level.LOW, Level.LOW), repr(Level.LOW))
Animal = Enum("Animal", "ANT BEE CAT", module=__name__, start=10)
print(list(Animal), Animal.BEE.value, Animal(12))
IP = IntFlag("IP", {"A": 1, "B": 4})
print(IP.A | 8, repr(IP(13)))
for bad in ("Planet(1)", "Planet.PLUTO", "Perm(99)",
            "type('Sub', (Color,), {})", "unique(Color)", "Planet.EARTH < Planet.MERCURY"):
    try:
        eval(bad)
    except Exception as e:
        print(bad, "->", type(e).__name__, e)
class Dup(Enum):
    A = 1
    A = 2
