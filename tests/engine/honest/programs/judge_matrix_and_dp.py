# stdin: "2 3\n1 2 3\n4 5 6\n3 2\n7 8\n9 10\n11 12\nkitten sitting\nAGGTAB GXTXAYB\n11 1 2 5\n4 10\n5 10\n4 40\n6 30\n3 50\n"
from functools import cache


def read_matrix():
    rows, cols = map(int, input().split())
    m = [[int(x) for x in input().split()] for _ in range(rows)]
    assert all(len(row) == cols for row in m), f"expected {cols} columns"
    return m


def multiply(a, b):
    return [[sum(x * y for x, y in zip(row, col, strict=True)) for col in zip(*b)] for row in a]


def det(m):
    return m[0][0] if len(m) == 1 else sum((-1) ** j * x * det([r[:j] + r[j + 1:] for r in m[1:]]) for j, x in enumerate(m[0]))


a, b = read_matrix(), read_matrix()
p = multiply(a, b)
for row in p:
    print(" ".join(f"{x:6d}" for x in row))
print(det(p), det(multiply(b, a)), list(map(list, zip(*a))))


@cache
def distance(s, t):
    if not s or not t:
        return len(s) + len(t)
    return min(distance(s[1:], t) + 1, distance(s, t[1:]) + 1, distance(s[1:], t[1:]) + (s[0] != t[0]))


def lcs(s, t):
    rows = [[""] * (len(t) + 1)]
    for c in s:
        row = [""]
        for j, d in enumerate(t):
            row.append(rows[-1][j] + c if c == d else max(rows[-1][j + 1], row[-1], key=len))
        rows.append(row)
    return rows[-1][-1]


print(distance(*input().split()), distance.cache_info())
print(lcs(*input().split()))
amount, *coins = map(int, input().split())
ways = [1] + [0] * amount
for coin in coins:
    for i in range(coin, amount + 1):
        ways[i] += ways[i - coin]
print(ways)
n, capacity = map(int, input().split())
best = [0] * (capacity + 1)
for _ in range(n):
    weight, value = map(int, input().split())
    for w in range(capacity, weight - 1, -1):
        best[w] = max(best[w], best[w - weight] + value)
print(best[capacity])
multiply(a, a)
