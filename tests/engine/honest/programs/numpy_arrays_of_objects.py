# Arrays of objects, saved and loaded: plain values, and objects of the program's own classes.
import datetime, decimal, fractions, uuid, collections, enum, dataclasses
import numpy as np

class Point:
    def __init__(self, x): self.x = x
    def __repr__(self): return f"Point({self.x})"

@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    when: datetime.date

class Colour(enum.Enum):
    RED = 1

Pair = collections.namedtuple("Pair", "a b")
values = [None, True, 1, 2**70, 1.5, 1j, "text", b"\x00\xff", bytearray(b"x"), (1, [2, {"k": {3}}]), frozenset({1}), range(3), slice(1, 2), ...,
    int, datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC), datetime.date(2020, 1, 1), datetime.time(1), datetime.timedelta(1),
    datetime.timezone(datetime.timedelta(hours=1)), decimal.Decimal("1.10"), fractions.Fraction(1), uuid.UUID(int=5), collections.OrderedDict(a=1),
    collections.Counter("aab"), collections.deque([1], 3), collections.defaultdict(list, a=[1]), Point(3), Row("r", datetime.date(2021, 1, 1)), Colour.RED, Pair(1, 2),
    np.float64(1.5), np.datetime64("2020-01-01"), np.arange(3), np.array([1, None], object), np.dtype("f4"), np.array(["a", "bc"]), np.asmatrix([1]),
    np.ma.array([1, 2], mask=[0, 1]), np.poly1d([1])]
array = np.empty(len(values), object)
array[:] = values
np.save("a.npy", array)
for before, after in zip(values, np.load("a.npy", allow_pickle=True)):
    print(repr(after), type(after) is type(before), repr(after) == repr(before))
np.savez_compressed("b.npz", objects=array, names=np.array(["x", None], object), plain=np.arange(2))
with np.load("b.npz", allow_pickle=True) as found:
    print(sorted(found), found["names"], len(found["objects"]), found["plain"])
np.ma.array([1, 2, 3], mask=[0, 1, 0]).dump("c.npy")
print(repr(np.load("c.npy", allow_pickle=True)))
np.save("d.npy", {"weights": np.ones(2), "bias": 1})
print(np.load("d.npy", allow_pickle=True).item())
try:
    np.load("d.npy")
except ValueError as error:
    print(error)
