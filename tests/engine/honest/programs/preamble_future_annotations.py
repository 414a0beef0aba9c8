from __future__ import annotations
import numpy, PIL, reportlab, fpdf, math, statistics, decimal, fractions, numbers, random
import datetime, time, calendar, string, re, textwrap, unicodedata, collections, itertools
import functools, operator, bisect, heapq, array, hashlib, base64, uuid, secrets, json, ast
import typing, enum, dataclasses, copy, pprint


@dataclasses.dataclass
class Tree:
    value: int
    left: Tree | None = None
    right: Tree | None = None


def insert(tree: Tree | None, value: int) -> Tree:
    if tree is None:
        return Tree(value)
    if value < tree.value:
        return dataclasses.replace(tree, left=insert(tree.left, value))
    return dataclasses.replace(tree, right=insert(tree.right, value))


def walk(tree: Tree | None) -> typing.Iterator[int]:
    if tree:
        yield from walk(tree.left)
        yield tree.value
        yield from walk(tree.right)


tree = functools.reduce(insert, [5, 2, 8, 1, 9, 3], None)
assert list(walk(tree)) == [1, 2, 3, 5, 8, 9]
print(tree, Tree.__annotations__)
