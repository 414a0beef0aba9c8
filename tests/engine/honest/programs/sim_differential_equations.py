"""Euler, Heun, Runge-Kutta on the oscillator; Lotka-Volterra, Lorenz, SIR, heat and waves."""
import math

import numpy as np


def euler(f, t, y, h):
    return y + h * f(t, y)


def heun(f, t, y, h):
    k = f(t, y)
    return y + h / 2 * (k + f(t + h, y + h * k))


def rk4(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def integrate(method, f, y, end, steps):
    y, h = np.asarray(y, dtype=float), end / steps
    path = [y]
    for i in range(steps):
        path.append(method(f, i * h, path[-1], h))
    return np.array(path)


oscillator = lambda t, y: np.array([y[1], -y[0]])
for method in (euler, heun, rk4):
    errors = [abs(integrate(method, oscillator, [1, 0], 1, n)[-1, 0] - math.cos(1)) for n in (20, 40)]
    print(f"{method.__name__:6} {errors[0]:.2e} {errors[1]:.2e} order {math.log2(errors[0] / errors[1]):.2f}")
wolves = integrate(rk4, lambda t, y: np.array([1.1 * y[0] - 0.4 * y[0] * y[1], 0.1 * y[0] * y[1] - 0.4 * y[1]]), [10, 5], 30, 600)
print(wolves[::100].round(3), wolves.max(0).round(3))
lorenz = integrate(rk4, lambda t, v: np.array([10 * (v[1] - v[0]), v[0] * (28 - v[2]) - v[1], v[0] * v[1] - 8 / 3 * v[2]]), [1, 1, 1], 5, 500)
print(lorenz[[100, 300, 500]].round(4))
sir = integrate(euler, lambda t, y: np.array([-0.4 * y[0] * y[1], 0.4 * y[0] * y[1] - 0.1 * y[1], 0.1 * y[1]]), [0.99, 0.01, 0], 100, 400)
print("peak", sir[:, 1].max().round(5), "day", sir[:, 1].argmax() / 4, "sum", sir[-1].sum().round(12))
u = np.zeros(21)
u[10] = 1
for _ in range(50):
    u[1:-1] += 0.25 * np.diff(u, 2)
print(u.round(4), u.sum().round(6))
for level in np.linspace(u.max(), 0, 5):
    print("".join("#" if v >= level and v > 1e-3 else " " for v in u).rstrip())
