import heapq
from collections import defaultdict

graph = defaultdict(list)
for line in """A B 7
A C 9
A F 14
B C 10
B D 15
C D 11
C F 2
D E 6
E F 9""".splitlines():
    a, b, w = line.split()
    graph[a].append((b, int(w)))
    graph[b].append((a, int(w)))


def dijkstra(start):
    best, queue, before = {start: 0}, [(0, start)], {}
    while queue:
        cost, node = heapq.heappop(queue)
        if cost > best[node]:
            continue
        for other, weight in graph[node]:
            if cost + weight < best.get(other, float("inf")):
                best[other], before[other] = cost + weight, node
                heapq.heappush(queue, (cost + weight, other))
    return best, before


best, before = dijkstra("A")
assert best["E"] == 20
path = ["E"]
while path[-1] != "A":
    path.append(before[path[-1]])
print(best)
print(" -> ".join(reversed(path)))
