from dataclasses import asdict, astuple, dataclass, field, replace
from enum import Enum, Flag, IntEnum, StrEnum, auto
from typing import NamedTuple


class Colour(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1


class Right(Flag):
    READ = auto()
    WRITE = auto()
    RUN = auto()


class Level(IntEnum):
    LOW = 1
    HIGH = 9


class Word(StrEnum):
    HELLO = auto()


class Point(NamedTuple):
    x: int
    y: int = 0


@dataclass(order=True, frozen=True, slots=True)
class Part:
    weight: float
    name: str = field(compare=False)
    tags: tuple = ()


@dataclass
class Box:
    parts: list[Part] = field(default_factory=list)
    total: float = field(init=False, repr=False)

    def __post_init__(self):
        self.total = sum(part.weight for part in self.parts)


box = Box([Part(2.5, "bolt"), Part(1.0, "nut", ("m4",))])
print(box, box.total, sorted(box.parts))
print(asdict(box), astuple(box.parts[1]), replace(box.parts[0], weight=3))
try:
    box.parts[0].weight = 1
except AttributeError as error:
    print(type(error).__name__, error)
print(list(Colour), Colour.CRIMSON, Colour["GREEN"], Colour(2).value)
print(Right.READ | Right.RUN, Right.WRITE in Right(7), ~Right.READ)
print(Level.HIGH > Level.LOW, max(Level), f"{Word.HELLO}!", Point(3), Point(1, 2)._asdict())
try:
    Colour(7)
except ValueError as error:
    print(error)
