# stdin: "50\n3\n60 10\n100 20\n120 30\n"
from functools import cache, lru_cache

import numpy as np

capacity = int(input("capacity? "))
items = [tuple(map(int, input().split())) for _ in range(int(input()))]
best = [0] * (capacity + 1)
for value, weight in items:
    for c in range(capacity, weight - 1, -1):
        best[c] = max(best[c], best[c - weight] + value)
print(best[capacity])
table = np.zeros((len(items) + 1, capacity + 1), int)
for i, (value, weight) in enumerate(items, 1):
    table[i] = table[i - 1]
    table[i, weight:] = np.maximum(table[i, weight:], table[i - 1, : capacity - weight + 1] + value)
chosen, c = [], capacity
for i in range(len(items), 0, -1):
    if table[i, c] != table[i - 1, c]:
        chosen.append(items[i - 1])
        c -= items[i - 1][1]
print(table[:, ::10], chosen[::-1])


@lru_cache(maxsize=None)
def coins(amount, kinds=(1, 5, 10, 25, 50)):
    if amount == 0:
        return 1
    if amount < 0 or not kinds:
        return 0
    return coins(amount - kinds[-1], kinds) + coins(amount, kinds[:-1])


print(coins(100), coins.cache_info())


def lcs(a, b):
    t = np.zeros((len(a) + 1, len(b) + 1), int)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            t[i + 1, j + 1] = t[i, j] + 1 if x == y else max(t[i, j + 1], t[i + 1, j])
    return t


@cache
def edit(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(edit(a[1:], b) + 1, edit(a, b[1:]) + 1, edit(a[1:], b[1:]) + (a[0] != b[0]))


print(lcs("AGGTAB", "GXTXAYB"), edit("kitten", "sitting"))


@cache
def chain(dims):
    if len(dims) == 2:
        return 0, "A"
    return min((chain(dims[: k + 1])[0] + chain(dims[k:])[0] + dims[0] * dims[k] * dims[-1], f"({chain(dims[:k + 1])[1]}{chain(dims[k:])[1]})") for k in range(1, len(dims) - 1))


print(chain((40, 20, 30, 10, 30)))
