"""Bisection, Newton, fixed points, Romberg, Gauss and Newton in two variables."""
import math

import numpy as np


class NoConvergence(ArithmeticError):
    """No root after the allowed number of steps."""


def bisect(f, a, b, tol=1e-12):
    if f(a) * f(b) > 0:
        raise ValueError(f"f({a}) and f({b}) must have different signs")
    steps = 0
    while b - a > tol:
        m, steps = (a + b) / 2, steps + 1
        a, b = (a, m) if f(a) * f(m) <= 0 else (m, b)
    return (a + b) / 2, steps


def newton(f, df, x, limit=50):
    for step in range(limit):
        new = x - f(x) / df(x)
        if math.isclose(new, x, rel_tol=1e-14):
            return new, step
        x = new
    raise NoConvergence(f"no root near {x:.3g}")


def romberg(f, a, b, n=6):
    R = np.zeros((n, n))
    for i in range(n):
        x = np.linspace(a, b, 2**i + 1)
        R[i, 0] = np.trapezoid(f(x), x)
        for j in range(1, i + 1):
            R[i, j] = R[i, j - 1] + (R[i, j - 1] - R[i - 1, j - 1]) / (4**j - 1)
    return R


print(bisect(lambda x: x**3 - x - 2, 1, 2), newton(lambda x: x * x - 2, lambda x: 2 * x, 1.0))
print(romberg(np.sin, 0, np.pi).diagonal().round(10))
x = 1.0
while (new := math.cos(x)) != x and abs(new - x) > 1e-12:
    x = new
print(f"dottie {x:.10f}", np.roots([1, -6, 11, -6]).round(9))
v = np.array([1.0, 1.0])
for _ in range(20):
    F = np.array([v[0] ** 2 + v[1] ** 2 - 4, v[0] * v[1] - 1])
    v = v - np.linalg.solve([[2 * v[0], 2 * v[1]], [v[1], v[0]]], F) if _ else np.array([2.0, 0.5])
print(v.round(10), np.polynomial.legendre.leggauss(4)[1].round(6))
for attempt in (lambda: bisect(math.exp, 0, 1), lambda: newton(lambda x: x * x + 1, lambda x: 2 * x, 0.5), lambda: newton(math.cos, lambda x: 0, 1)):
    try:
        print(attempt())
    except (ValueError, ArithmeticError) as error:
        print(type(error).__name__, error)
newton(lambda x: x * x + 1, lambda x: 2 * x, 3.0, limit=5)
