# stdin: "6\nA B 7\nA C 9\nA F 14\nB C 10\nB D 15\nC D 11\nC F 2\nD E 6\nE F 9\n\n"
"""Shortest paths on matrices: Dijkstra, Floyd-Warshall, Bellman-Ford, Prim, walks."""
import heapq

import numpy as np

n = int(input())
W = np.full((n, n), np.inf)
np.fill_diagonal(W, 0)
while line := input().strip():
    a, b, w = line.split()
    i, j = ord(a) - 65, ord(b) - 65
    W[i, j] = W[j, i] = float(w)
print(W)


def dijkstra(source):
    dist, prev, done = np.full(n, np.inf), np.full(n, -1), np.zeros(n, bool)
    dist[source] = 0
    for _ in range(n):
        u = np.where(done, np.inf, dist).argmin()
        done[u] = True
        better = dist[u] + W[u] < dist
        dist[better] = dist[u] + W[u][better]
        prev[better] = u
    return dist, prev


dist, prev = dijkstra(0)
node, path = 4, []
while node != -1:
    path.append(chr(65 + node))
    node = prev[node]
print(dist, "->".join(reversed(path)))
D = W.copy()
for k in range(n):
    D = np.minimum(D, D[:, k, None] + D[None, k])
print(D.astype(int), np.array_equal(D[0], dist), "diameter", D.max())
edges = [(float(W[i, j]), int(i), int(j)) for i, j in np.argwhere(np.isfinite(W) & (W > 0))]
bellman = [0.0] + [float("inf")] * (n - 1)
for _ in range(n - 1):
    for w, i, j in edges:
        bellman[j] = min(bellman[j], bellman[i] + w)
print(bellman)
heap, seen, tree = [(0.0, 0, 0)], set(), []
while heap:
    w, u, parent = heapq.heappop(heap)
    if u in seen:
        continue
    seen.add(u)
    tree.append((parent, u, w))
    for v in np.flatnonzero(np.isfinite(W[u])):
        heapq.heappush(heap, (float(W[u, v]), int(v), u))
print(tree[1:], sum(w for *_, w in tree))
A = (np.isfinite(W) & (W > 0)).astype(int)
print(np.linalg.matrix_power(A, 3).diagonal().sum() // 6, "triangles; degrees", A.sum(0), np.linalg.eigvalsh(np.diag(A.sum(0)) - A).round(4) + 0.0)
