"""Complex numbers without cmath: roots of unity, Durand-Kerner, Mandelbrot in letters, and their arithmetic."""
import math

import numpy as np

z = 3 - 4j
print(z, z.real, z.imag, abs(z), z.conjugate(), z * 2j, z / (1 + 1j), z**2, z**0.5, z**-1, (-1) ** 0.5, 1j**1j, complex("1+2j"), complex(1.5), complex("inf-nanj"))
print(repr(-0j), -(0 + 0j), complex(0.0, -0.0), 1e200j * 1e200j, z == 3 - 4j, hash(1 + 0j) == hash(1), bool(0j))
print(f"{z:.2f}", f"{z:>15}", f"{z:+e}", f"{1234567 + 0.5j:,}", [complex(x) for x in ("1", "j", "-2.5e3j", " 1-1j ")])
roots = [math.cos(2 * math.pi * k / 5) + 1j * math.sin(2 * math.pi * k / 5) for k in range(5)]
print([complex(round(r.real, 6), round(r.imag, 6)) for r in roots], abs(sum(roots)) < 1e-12)


def durand_kerner(coefficients, steps=60):
    n = len(coefficients) - 1
    x = [(0.4 + 0.9j) ** k for k in range(n)]
    for _ in range(steps):
        for i in range(n):
            value = 0
            for c in coefficients:
                value = value * x[i] + c
            for j in range(n):
                if i != j:
                    value /= x[i] - x[j]
            x[i] -= value
    return sorted((complex(round(r.real, 9) + 0.0, round(r.imag, 9) + 0.0) for r in x), key=lambda r: (r.real, r.imag))


print(durand_kerner([1, -6, 11, -6]), durand_kerner([1, 0, 0, -1]))
for row in range(-10, 11):
    line = ""
    for column in range(-40, 20):
        c, w, n = column / 20 + row * 0.1j * 1.2, 0, 0
        while abs(w) <= 2 and n < 30:
            w, n = w * w + c, n + 1
        line += " .:-=+*#%@"[n // 3 - (n == 30)]
    print(line.rstrip())
a = np.array([1 + 1j, -1, 2j])
print(np.abs(a), np.angle(a), a.conj(), a.real, a.imag, np.sqrt(a), np.exp(1j * np.pi).round(9))
for bad in (lambda: z < 1, lambda: complex("1 + 2j"), lambda: int(z), lambda: z // 2, lambda: 0j**-1, lambda: math.sqrt(z)):
    try:
        bad()
    except (TypeError, ValueError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
