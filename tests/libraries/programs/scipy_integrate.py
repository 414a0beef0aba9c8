import numpy as np
from scipy import integrate, special

print(integrate.quad(lambda x: x ** 2, 0, 4))
print(integrate.quad(special.jv, 0, 4.5, args=(0,)) if False else integrate.quad(lambda x: special.jv(2.5, x), 0, 4.5))
print(integrate.quad(lambda x: np.exp(-x ** 2), -np.inf, np.inf), np.sqrt(np.pi))
print(integrate.quad(lambda x, a, b: a * x + b, 0, 1, args=(2, 1)), integrate.quad(np.sin, 0, np.pi, points=[1], full_output=1)[2]['neval'])
print(integrate.quad(lambda x: np.log(x), 0, 1, weight='cos', wvar=1)[0])
print(integrate.dblquad(lambda y, x: x * y, 0, 0.5, 0, lambda x: 1 - 2 * x))
print(integrate.tplquad(lambda z, y, x: x + y + z, 0, 1, 0, 1, 0, 1)[0])
print(integrate.nquad(lambda x, y: x * y, [lambda y: [0, 1 - 2 * y], [0, 0.5]]))
y = np.sin(np.linspace(0, np.pi, 11))
print(integrate.trapezoid(y, dx=np.pi / 10), integrate.simpson(y, dx=np.pi / 10), integrate.cumulative_trapezoid(y)[-1])
print(integrate.fixed_quad(np.exp, 0, 1, n=5)[0], integrate.romb(np.arange(9.0) ** 2), integrate.quad_vec(lambda x: np.array([x, x**2]), 0, 1)[0])
print(integrate.quad(lambda x: 1 / x, 0, 1)[0] > 30)
print(integrate.quad(lambda x: 1 / 0, 0, 1))
