import copy
import pprint
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass


class Node:
    def __init__(self, name): self.name, self.links, self.cache = name, [], object()
    def __repr__(self): return f"Node({self.name})"

    def __deepcopy__(self, memo):
        print("deepcopy", self.name, len(memo) > 0)
        new = type(self)(self.name + "'")
        memo[id(self)] = new
        new.links = copy.deepcopy(self.links, memo)
        return new

    def __copy__(self):
        new = Node(self.name + "~")
        new.links = self.links
        return new


a, b = Node("a"), Node("b")
a.links += [b, a]
b.links.append(a)
d = copy.deepcopy(a)
print(d, d.links, d.links[1] is d, copy.copy(a).links is a.links)


class Stateful:
    __slots__ = ("x", "y")
    def __getstate__(self): return None, {"x": self.x}


s = Stateful()
s.x, s.y = [1], 2
t = copy.deepcopy(s)
print(t.x, t.x is s.x, hasattr(t, "y"))
for x in ((i for i in ()), copy, open):
    try:
        print(copy.deepcopy(x) is x)
    except TypeError as e:
        print(e)


@dataclass
class Song:
    title: str
    tags: list
    meta: dict


data = {
    "name": "x" * 30, "numbers": list(range(40)), "nested": {"k%d" % i: {"a": [i] * 3, "b": (i,)} for i in range(3)},
    "counter": Counter("mississippi"), "od": OrderedDict(zip("abc", range(3))), "dq": deque(range(5), 9),
    "song": Song("A rather long title of a song", ["tag"] * 6, {"plays": 10**9}), "text": "words and " * 12,
    "bytes": bytes(range(60)), 3: None, "set": {3, 1, 2}, "dd": defaultdict(int, z=1, y=2),
}
pprint.pprint({k: v for k, v in data.items() if isinstance(k, str)}, width=60, compact=True)
pprint.pprint(data["nested"], depth=2, indent=4, sort_dicts=False)
pprint.pp({"b": 1, "a": 1234567}, underscore_numbers=True)
loop = [1]
loop.append(loop)
print(pprint.isrecursive(loop), pprint.isreadable(data["dq"]), pprint.saferepr({"b": 1, "a": 2}))
pprint.pprint(data)
