# returns: ["*.png"]
import numpy as np
import sympy as sp
from sympy.plotting import plot, plot3d, plot_parametric

x, y = sp.symbols('x y')
expr = sp.sin(x) * sp.exp(-y)
f = sp.lambdify((x, y), expr)
print(f(np.array([0, 1.0, 2.0]), 0.5).round(6))
print(sp.lambdify(x, x**2 + 1, 'math')(3), sp.lambdify([x], sp.Piecewise((x, x > 0), (-x, True)), 'numpy')(np.array([-1.0, 2.0])))
print(sp.lambdify(x, sp.besselj(0, x), 'scipy')(1.0), sp.lambdify(x, sp.Matrix([x, x**2]))(2), sp.lambdify(x, sp.gamma(x), 'mpmath')(5))
g = sp.lambdify((x, (y,)), x + y, cse=True)
print(g(1, (2,)), f.__doc__.splitlines()[0], f.__name__)
p = plot(sp.sin(x), sp.cos(x), (x, -3, 3), show=False, legend=True, title='two curves', adaptive=False, n=100)
p[0].line_color = 'red'
p.save('curves.png')
plot3d(x**2 - y**2, (x, -2, 2), (y, -2, 2), show=False, adaptive=False, n=15).save('saddle.png')
plot_parametric(sp.cos(x), sp.sin(2 * x), (x, 0, 2 * sp.pi), show=False, adaptive=False, n=100).save('lissajous.png')
plot(x**2, (x, -1, 1), backend='text')
f(1)
