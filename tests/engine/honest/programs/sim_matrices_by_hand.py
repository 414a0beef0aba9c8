# stdin: "3\n2 -1 0\n1 3 2\n0 5 -4\n"
"""Determinant and inverse by hand, in fractions; numpy checks."""
from fractions import Fraction

import numpy as np

n = int(input())
A = [[Fraction(x) for x in input().split()] for _ in range(n)]


def minor(m, i, j):
    return [row[:j] + row[j + 1 :] for row in m[:i] + m[i + 1 :]]


def laplace(m):
    return m[0][0] if len(m) == 1 else sum((-1) ** j * m[0][j] * laplace(minor(m, 0, j)) for j in range(len(m)))


def bareiss(m):
    m, previous, sign = [row[:] for row in m], 1, 1
    for k in range(len(m) - 1):
        if m[k][k] == 0:
            swap = next((i for i in range(k + 1, len(m)) if m[i][k]), None)
            if swap is None:
                return 0
            m[k], m[swap], sign = m[swap], m[k], -sign
        for i in range(k + 1, len(m)):
            for j in range(k + 1, len(m)):
                m[i][j] = (m[i][j] * m[k][k] - m[i][k] * m[k][j]) / previous
        previous = m[k][k]
    return sign * m[-1][-1]


def inverse(m):
    size = len(m)
    work = [row + [Fraction(i == j) for j in range(size)] for i, row in enumerate(m)]
    for i in range(size):
        pivot = next(r for r in range(i, size) if work[r][i])
        work[i], work[pivot] = work[pivot], work[i]
        work[i] = [x / work[i][i] for x in work[i]]
        for r in range(size):
            if r != i:
                work[r] = [x - work[r][i] * y for x, y in zip(work[r], work[i])]
    return [row[size:] for row in work]


print(laplace(A), bareiss(A), round(np.linalg.det(np.array(A, dtype=float)), 9))
for row in inverse(A):
    print(*(f"{str(x):>6}" for x in row))
product = [[sum(a * b for a, b in zip(row, col)) for col in zip(*inverse(A))] for row in A]
print(product == [[int(i == j) for j in range(n)] for i in range(n)], np.array(A) @ np.array(inverse(A)))
print(np.array(A).dtype, [str(x) for x in np.trace(np.array(A)) * np.array(A[0])], np.dot(np.array(A), [1, 1, 1]))
inverse([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]])
