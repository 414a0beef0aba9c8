# stdin: "4\nshirt: tie belt\ntie: jacket\npants: shoes belt\nbelt: jacket\nA-B 7 A-D 5 B-C 8 B-D 9 B-E 7 C-E 5 D-E 15 D-F 6 E-F 8 E-G 9 F-G 11\n4\n"
from collections import defaultdict
from itertools import permutations

graph, incoming = defaultdict(list), defaultdict(int)
for _ in range(int(input())):
    node, _, targets = input().partition(":")
    for t in targets.split():
        graph[node].append(t)
        incoming[t] += 1


def order():
    ready = sorted(n for n in graph if not incoming[n])
    while ready:
        yield (n := ready.pop(0))
        for t in graph.get(n, ()):
            incoming[t] -= 1
            if not incoming[t]:
                ready.append(t)


print(" -> ".join(order()))


class DSet(dict):
    def __missing__(self, x):
        self[x] = x
        return x

    def find(self, x):
        while self[x] != x:
            self[x] = x = self[self[x]]
        return x

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        self[a] = b
        return a != b


tokens = iter(input().split())
edges = sorted((int(w), *e.split("-")) for e, w in zip(tokens, tokens))
ds = DSet()
tree = [(a, b, w) for w, a, b in edges if ds.union(a, b)]
print(tree, ds)


def strongly_connected(g):
    index, low, stack, out = {}, {}, [], []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        for w in g.get(v, ()):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in stack:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            at = stack.index(v)
            out.append(sorted(stack[at:]))
            del stack[at:]

    for v in g:
        if v not in index:
            visit(v)
    return out


print(strongly_connected({1: [2], 2: [3], 3: [1, 4], 4: [5], 5: [4], 6: [5]}))
n = int(input())
print([p for p in permutations(range(n)) if len({c + r for r, c in enumerate(p)}) == n])
int(input("more: "))
