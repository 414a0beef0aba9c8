import array
import heapq
from bisect import bisect, bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from typing import Any


def grade(score, breakpoints=[60, 70, 80, 90], grades="FDCBA"):
    return grades[bisect(breakpoints, score)]


print([grade(s) for s in [33, 99, 77, 70, 89, 90, 100]])
movies = [("Jaws", 1975), ("Titanic", 1997), ("Love Story", 1970)]
movies.sort(key=lambda m: m[1])
insort(movies, ("Rocky", 1976), key=lambda m: m[1])
print(movies, bisect_left(movies, 1976, key=lambda m: m[1]), bisect_right([1, 2, 2, 3], 2, lo=1, hi=3))


@dataclass(order=True)
class Job:
    priority: int
    item: Any = field(compare=False)


heap = []
for p, name in [(5, "write"), (1, "spec"), (3, "test"), (1, "plan")]:
    heapq.heappush(heap, Job(p, name))
while heap:
    print(heapq.heappop(heap).item, end=" ")
print()
print(list(heapq.merge([1, 4, 7], [2, 5], [0, 9])), list(heapq.merge("ca", "db", reverse=True)))
print(list(heapq.merge(["a", "ccc"], ["bb"], key=len)), heapq.nlargest(2, movies, key=lambda m: len(m[0])))


def dijkstra(graph, start):
    dist, queue = {start: 0}, [(0, start)]
    while queue:
        d, u = heapq.heappop(queue)
        if d > dist[u]:
            continue
        for v, w in graph[u].items():
            if d + w < dist.get(v, float("inf")):
                dist[v] = d + w
                heapq.heappush(queue, (dist[v], v))
    return dist


print(dijkstra({"A": {"B": 7, "C": 3}, "B": {}, "C": {"B": 1}}, "A"))
a = array.array("i", [1, -2, 3])
a.extend(range(2))
print(a, a.itemsize, a.tobytes().hex(), array.array("d", [1.5]), array.array("w", "héé").tounicode(), a[1:3], a.buffer_info()[1])
a.byteswap()
print(a.tolist(), bytes(array.array("H", b"\1\0\2\0")))
for bad in (lambda: a.append(2**40), lambda: a.append("x"), lambda: array.array("u2"), lambda: array.array("h", b"abc")):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
heapq.heappush([(1, {})], (1, {}))
