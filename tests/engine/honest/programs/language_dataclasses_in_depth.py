import dataclasses as dc
from dataclasses import KW_ONLY, InitVar, asdict, astuple, dataclass, field, fields, replace
from typing import ClassVar


@dataclass(order=True)
class Item:
    sort_index: float = field(init=False, repr=False)
    name: str
    price: float = 0.0
    tags: list[str] = field(default_factory=list, compare=False, metadata={"unit": "none"})
    _: KW_ONLY
    stock: int = 1
    count: ClassVar[int] = 0
    vat: InitVar[float | None] = None

    def __post_init__(self, vat):
        Item.count += 1
        self.sort_index = self.price
        if vat:
            self.price = round(self.price * (1 + vat), 2)


a, b = Item("pen", 2.5, vat=0.2), Item("pad", 1.0, ["paper"], stock=5)
print(a, b, a > b, sorted([a, b])[0].name, Item.count)
print([(f.name, f.type if isinstance(f.type, str) else f.type.__class__.__name__, f.kw_only, dict(f.metadata))
       for f in fields(Item)])
print(asdict(b), astuple(b), Item.__match_args__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    x: int
    y: int = 0


p = Point(x=1)
print(replace(p, y=9), hash(p) == hash(Point(x=1)), Point.__slots__, p.__replace__(x=4))
for change in (lambda: setattr(p, "x", 5), lambda: Point(1), lambda: replace(p, z=1), 
               lambda: asdict(5), lambda: p < p):
    try:
        change()
    except Exception as e:
        print(type(e).__name__, e)
try:
    @dataclass
    class Bad:
        x: list = []
except ValueError as e:
    print(e)
C = dc.make_dataclass("C", [("x", int), "y", ("z", int, field(default=5))], namespace={"s": lambda self: self.x + self.z})
print(C(1, 2), C(1, 2).s(), C.__module__, dc.is_dataclass(C), C.__doc__, Item.__doc__)


@dataclass
class Node:
    value: int
    next: "Node | None" = None


n = Node(1, Node(2))
n.next.next = n
print(n)


@dataclass
class Circle:
    r: float
    def __post_init__(self):
        if self.r < 0:
            raise ValueError(f"negative radius: {self.r}")


print(Circle(2))
Circle(-1)
