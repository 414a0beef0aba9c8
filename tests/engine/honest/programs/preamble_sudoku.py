import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint

puzzle = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"


def peers(at):
    row, column = divmod(at, 9)
    return {
        other
        for other in range(81)
        if other != at
        and (other // 9 == row or other % 9 == column or (other // 27 == row // 3 and other % 9 // 3 == column // 3))
    }


PEERS = [peers(at) for at in range(81)]


def solve(grid):
    free = [(9 - len({grid[p] for p in PEERS[at]} - {"."}), at) for at in range(81) if grid[at] == "."]
    if not free:
        return grid
    at = min(free)[1]
    for digit in sorted(set("123456789") - {grid[p] for p in PEERS[at]}):
        solved = solve(grid[:at] + digit + grid[at + 1 :])
        if solved:
            return solved
    return None


solved = solve(puzzle)
for row in itertools.batched(solved, 9):
    print(*row)
assert numpy.array(list(map(int, solved))).reshape(9, 9).sum(axis=0).tolist() == [45] * 9
