from sympy import *
from sympy.abc import a, k, n, s, t, x, y

f = Function('f')
print(diff(cos(x), x), diff(x**4, x, 3), diff(exp(x*y*2), x, y), Derivative(x**2, x).doit(), idiff(x**2 + y**2 - 4, y, x))
print(integrate(exp(-x)*sin(x), x), integrate(exp(-x**2), (x, -oo, oo)), integrate(x*y, (x, 0, 1), (y, 0, x)), integrate(1/(x**2 + 1), x))
print(integrate(log(x), x), integrate(sin(x)/x, (x, 0, oo)), Integral(x**x, x).doit(), Integral(exp(-x**2), (x, 0, 1)).evalf())
print(limit(sin(x)/x, x, 0), limit(1/x, x, 0, '-'), limit((1 + 1/x)**x, x, oo), Limit((cos(x) - 1)/x, x, 0))
print(series(exp(sin(x)), x, 0, 5), series(1/(1 - x), x, 0, 4).removeO(), summation(1/k**2, (k, 1, oo)), Sum(k, (k, 1, n)).doit(), product(k, (k, 1, 5)))
print(dsolve(f(x).diff(x, x) - 2*f(x).diff(x) + f(x) - sin(x), f(x)))
print(dsolve(Eq(f(x).diff(x), f(x)), f(x), ics={f(0): 3}), laplace_transform(exp(-a*t), t, s, noconds=True), inverse_laplace_transform(1/(s**2 + 1), s, t))
print(fourier_series(x, (x, -pi, pi)).truncate(3), fourier_transform(exp(-x**2), x, k), rsolve(f(n + 1) - 2*f(n), f(n), {f(0): 1}))
print(euler_equations(f(x).diff(x)**2 / 2, f(x), x) if 'euler_equations' in globals() else 'no euler', hessian(x**2*y, (x, y)), Matrix([x**2, y]).jacobian([x, y]))
print(stationary_points(x**3 - 3*x, x, S.Reals) if 'stationary_points' in globals() else solve(diff(x**3 - 3*x)), maximum(x*(4 - x), x) if 'maximum' in globals() else 4)
pprint(Integral(x**2, (x, 0, 1)), use_unicode=True)
print(nsolve(cos(x) - x, x, 1), mellin_transform(exp(-x), x, s)[0], gamma(Rational(1, 2)), zeta(2), besselj(0, 0))
integrate(x, 2)
