# stdin: "6 5\n5 1 4 2 3 9\nsum 1 6\nmax 2 4\nset 3 10\nsum 2 3\nsum 7 9\n"
data = open(0).read().split()
it = iter(data)
n, q = int(next(it)), int(next(it))


class SegmentTree:
    def __init__(self, values, f, unit):
        self.n, self.f, self.unit = len(values), f, unit
        self.t = [unit] * self.n + list(values)
        for i in range(self.n - 1, 0, -1):
            self.t[i] = f(self.t[2 * i], self.t[2 * i + 1])

    def update(self, i, v):
        i += self.n
        self.t[i] = v
        while i > 1:
            i //= 2
            self.t[i] = self.f(self.t[2 * i], self.t[2 * i + 1])

    def query(self, lo, hi):
        if not 0 <= lo <= hi <= self.n:
            raise IndexError(f"[{lo}, {hi}) outside [0, {self.n})")
        left = right = self.unit
        lo, hi = lo + self.n, hi + self.n
        while lo < hi:
            if lo & 1:
                left, lo = self.f(left, self.t[lo]), lo + 1
            if hi & 1:
                hi -= 1
                right = self.f(self.t[hi], right)
            lo, hi = lo // 2, hi // 2
        return self.f(left, right)


values = [int(next(it)) for _ in range(n)]
trees = {"sum": SegmentTree(values, lambda a, b: a + b, 0), "max": SegmentTree(values, max, float("-inf"))}
out = []
for kind, a, b in zip(it, map(int, it), map(int, it)):
    if kind == "set":
        for tree in trees.values():
            tree.update(a - 1, b)
    else:
        out.append(str(trees[kind].query(a - 1, b)))
        print(*out, sep="\n", end="\n--\n", flush=True)
