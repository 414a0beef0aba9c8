# attach: {"glider.cells": "!Name: Glider\n.O\n..O\nOOO\n"}
"""Conway's game on a torus, by rolling, by strides and by sets."""
from collections import Counter

import numpy as np

pattern = [line.rstrip() for line in open("glider.cells") if not line.startswith("!")]
width = max(map(len, pattern))
cells = np.array([[c == "O" for c in row.ljust(width, ".")] for row in pattern], dtype=np.uint8)
board = np.zeros((8, 12), dtype=np.uint8)
board[:3, :3] = cells


def by_roll(a):
    n = sum(np.roll(a, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0))
    return ((n == 3) | ((a == 1) & (n == 2))).astype(a.dtype)


def by_windows(a):
    padded = np.pad(a, 1, mode="wrap")
    n = np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).sum(axis=(2, 3)) - a
    return np.where(a, (n == 2) | (n == 3), n == 3).astype(a.dtype)


def by_sets(alive, shape):
    near = Counter(((y + i) % shape[0], (x + j) % shape[1]) for y, x in alive for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j)
    return {cell for cell, n in near.items() if n == 3 or n == 2 and cell in alive}


alive = set(zip(*map(np.ndarray.tolist, np.nonzero(board))))
for generation in range(33):
    if generation % 8 == 0:
        print(f"generation {generation}, {board.sum()} alive")
        print("\n".join("".join(".#"[c] for c in row) for row in board))
    following = by_roll(board)
    assert (following == by_windows(board)).all()
    alive = by_sets(alive, board.shape)
    assert alive == set(zip(*map(np.ndarray.tolist, np.nonzero(following))))
    board = following
soup = (np.random.default_rng(1).random((64, 64)) < 0.3).astype(np.uint8)
population = []
for _ in range(9):
    population.append(int(soup.sum()))
    soup = by_roll(soup)
print(population)
for rule in (30, 90):
    row = np.zeros(61, int)
    row[30] = 1
    for _ in range(8):
        print("".join(" *"[c] for c in row).rstrip())
        row = (rule >> (np.roll(row, 1) * 4 + row * 2 + np.roll(row, -1))) & 1
