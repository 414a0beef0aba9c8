from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque, namedtuple

words = "the quick brown the lazy dog the fox".split()
c, d = Counter(words), Counter(the=1, dog=4)
print(c.most_common(2), c - d, c + d, c & d, c | d, c.total(), +Counter(a=-1, b=2), -Counter(a=-1), c >= Counter("x"))
c.subtract(d)
c.update(["dog"])
print(c, list(Counter(b=2, a=1).elements()), c["missing"])
dq = deque("ghi", maxlen=5)
dq.extendleft("fe")
dq.rotate(2)
print(dq, dq.index("g"), dq.maxlen)
dq.append("z")
dq.rotate(-1)
print(dq, dq.count("z"), list(reversed(dq)), deque([1, 2]) + deque([3]), deque([1]) * 3)
defaults, user = {"color": "red", "user": "guest"}, {"user": "admin"}
cm = ChainMap({}, user, defaults)
cm["color"] = "blue"
child = cm.new_child({"user": "me"})
print(cm, dict(cm), child["user"], child.parents["user"], list(cm), len(cm.maps))
od = OrderedDict.fromkeys("abcde")
od.move_to_end("b")
od.move_to_end("e", last=False)
print("".join(od), od.popitem(last=False), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {"a": 1}, od)
dd = defaultdict(lambda: defaultdict(int))
dd["x"]["y"] += 1
print({k: dict(v) for k, v in dd.items()}, defaultdict(list, a=[1]), defaultdict(int) | {"z": 1})


class Lower(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k.lower(), v)
    def __missing__(self, k): return f"<{k}>"


low = Lower({"ABC": 1}, Def=2)
print(low, low["nope"], "abc" in low, UserList([3, 1]) + [2], UserString("ab") * 2)
P = namedtuple("P", "x y def z", rename=True, defaults=[0])
print(P(1, 2, 3), P._fields, P._make("abcd"), P(1, 2, 3)._replace(x=9), P._field_defaults)
for bad in ("namedtuple('Q', 'a a')", "namedtuple('Q', 'class')", "P(1)", "P(1, 2, 3)._replace(q=1)", "child.pop('q')", "od['q']",
            "deque(maxlen=-1)", "dq[9]", "Counter(1, 2)", "od.move_to_end('q')"):
    try:
        eval(bad)
    except Exception as e:
        print(type(e).__name__, e)
for x in dq:
    dq.append(x)
