# stdin: "5 7\nS.#....\n..#.##.\n.##.#..\n....#.#\n##....E\n3 3\nS#.\n##.\n..E\n0 0\n"
from collections import deque

DIRECTIONS = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}


def find(grid, what):
    return next((r, row.index(what)) for r, row in enumerate(grid) if what in row)


def bfs(grid):
    start, goal = find(grid, "S"), find(grid, "E")
    came = {start: None}
    queue = deque([start])
    while queue:
        r, c = queue.popleft()
        if (r, c) == goal:
            path = []
            while came[r, c]:
                name, (r, c) = came[r, c]
                path.append(name)
            return "".join(reversed(path))
        for name, (dr, dc) in DIRECTIONS.items():
            n = r + dr, c + dc
            if 0 <= n[0] < len(grid) and 0 <= n[1] < len(grid[0]) and grid[n[0]][n[1]] != "#" and n not in came:
                came[n] = name, (r, c)
                queue.append(n)


def regions(grid):
    cells = {(r, c) for r, row in enumerate(grid) for c, x in enumerate(row) if x != "#"}
    while cells:
        stack, size = [cells.pop()], 0
        while stack:
            r, c = stack.pop()
            size += 1
            near = {(r + dr, c + dc) for dr, dc in DIRECTIONS.values()} & cells
            cells -= near
            stack.extend(near)
        yield size


case = 0
while (size := tuple(map(int, input().split()))) != (0, 0):
    case += 1
    grid = [list(input()) for _ in range(size[0])]
    path = bfs(grid)
    print(f"Case #{case}:", path or "IMPOSSIBLE", sorted(regions(grid), reverse=True))
    if path:
        r, c = find(grid, "S")
        for step in path[:-1]:
            r, c = r + DIRECTIONS[step][0], c + DIRECTIONS[step][1]
            grid[r][c] = "*"
    for row in zip(*grid[::-1]):
        print("".join(row))
