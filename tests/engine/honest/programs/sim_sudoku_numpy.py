# attach: {"sudoku.txt": "53..7....\n6..195...\n.98....6.\n8...6...3\n4..8.3..1\n7...2...6\n.6....28.\n...419..5\n....8..79\n"}
import numpy as np

grid = np.array([[int(c) if c.isdigit() else 0 for c in line.strip()] for line in open("sudoku.txt")], dtype=np.int8)
tries = 0


def candidates(g, r, c):
    used = np.union1d(np.union1d(g[r], g[:, c]), g[r // 3 * 3 : r // 3 * 3 + 3, c // 3 * 3 : c // 3 * 3 + 3])
    return np.setdiff1d(np.arange(1, 10), used)


def solve(g):
    global tries
    empty = np.argwhere(g == 0)
    if not empty.size:
        return True
    r, c = min(empty.tolist(), key=lambda rc: len(candidates(g, *rc)))
    for n in candidates(g, r, c):
        tries += 1
        g[r, c] = n
        if solve(g):
            return True
    g[r, c] = 0
    return False


def show(g):
    for i, row in enumerate(g):
        if i % 3 == 0 and i:
            print("------+-------+------")
        print(" | ".join(" ".join(".123456789"[n] for n in row[j : j + 3]) for j in (0, 3, 6)))


show(grid)
print(solve(grid), tries)
show(grid)
blocks = grid.reshape(3, 3, 3, 3).swapaxes(1, 2).reshape(9, 9)
for view in (grid, grid.T, blocks):
    assert (np.sort(view, axis=1) == np.arange(1, 10)).all()
print(grid.sum(), hash(grid.tobytes()) == hash(bytes(grid)))


def magic(n):
    i, j = np.ogrid[1 : n + 1, 1 : n + 1]
    return n * ((i + j - 1 + n // 2) % n) + (i + 2 * j - 2) % n + 1


square = magic(5)
print(square, square.sum(0), square.sum(1), square.trace(), np.fliplr(square).trace())
latin = np.add.outer(np.arange(4), np.arange(4)) % 4
print(latin, [len(set(row)) for row in latin.T.tolist()])
spiral, ring = np.zeros((4, 5), int), np.arange(20).reshape(4, 5)
order = []
while ring.size:
    order += ring[0].tolist()
    ring = np.rot90(ring[1:])
spiral.ravel()[order] = range(20)
print(spiral, order)
grid[0, 9]
