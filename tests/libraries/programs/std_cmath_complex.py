import cmath
import math

def quadratic(a, b, c):
    d = cmath.sqrt(b * b - 4 * a * c)
    return (-b + d) / (2 * a), (-b - d) / (2 * a)

for coefficients in [(1, 0, 1), (1, -3, 2), (2, 2, 5)]:
    print(coefficients, quadratic(*coefficients))
z = complex(-1, 1)
print(cmath.polar(z), cmath.rect(2, cmath.pi / 3), cmath.phase(z), abs(z))
print(cmath.exp(1j * cmath.pi) + 1, cmath.log(-1), cmath.log(8, 2), cmath.log10(1000j))
for f in (cmath.sin, cmath.cos, cmath.tan, cmath.asin, cmath.acos, cmath.atan, cmath.sinh, cmath.acosh, cmath.atanh):
    print(f.__name__, f'{f(0.5 + 0.25j):.10f}')
print(cmath.isclose(cmath.exp(2j * math.pi), 1, rel_tol=1e-9), cmath.isnan(cmath.nan), cmath.isinf(cmath.infj))
print(cmath.tau, cmath.e, cmath.inf, cmath.nanj, cmath.isfinite(1j))
roots = [cmath.rect(1, 2 * cmath.pi * k / 5) for k in range(5)]
print([f'{r:.4f}' for r in roots], abs(sum(roots)) < 1e-12)
def dft(x):
    n = len(x)
    return [sum(v * cmath.exp(-2j * cmath.pi * k * i / n) for i, v in enumerate(x)) for k in range(n)]
print([round(abs(v), 6) for v in dft([1, 2, 3, 4])])
cmath.log(0)
