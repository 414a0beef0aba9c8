import numpy as np
from numpy.polynomial import Chebyshev, Hermite, HermiteE, Laguerre, Legendre, Polynomial
from numpy.polynomial import chebyshev as C
from numpy.polynomial import polynomial as P

p = Polynomial([1, 2, 3])
print(p, repr(p), p(2), p.coef, p.degree(), p.domain, p.window, p.deriv(), p.integ(k=[1]), p.roots())
print(p * p, p**3, divmod(p, Polynomial([1, 1])), p == Polynomial([1, 2, 3]), -p, p.trim(), p.truncate(2), p.cutdeg(1))
np.polynomial.set_default_printstyle("ascii")
print(p, Chebyshev([1, 0.5, 0.25]), f"{p:unicode}")
np.polynomial.set_default_printstyle("unicode")
x = np.linspace(0, 10, 21)
fit = Polynomial.fit(x, 3 - 2 * x + 0.5 * x**2, 2)
print(fit.convert().coef.round(6), fit.domain, fit.mapparms())
for kind in (Chebyshev, Legendre, Laguerre, Hermite, HermiteE):
    q = p.convert(kind=kind)
    print(kind.__name__, q.coef, q(1.5), q.convert(kind=Polynomial).coef.round(9), kind.basis(3))
print(C.chebinterpolate(np.exp, 4).round(6), C.chebpts1(3).round(6), C.chebroots([1, 2, 3]).round(6), C.cheb2poly([0, 0, 0, 1]))
nodes, weights = np.polynomial.legendre.leggauss(3)
print((weights * nodes**4).sum().round(9), nodes.round(6), np.polynomial.hermite.hermgauss(2)[0].round(6))
print(P.polyfromroots([1, 2, 3]), P.polymul([1, 1], [1, -1]), P.polydiv([1, 3, 2], [1, 1]), P.polyvander([1, 2], 2))
print(P.polyval2d(1, 2, [[1, 2], [3, 4]]), P.polycompanion([1, 2, 3]), P.polyline(1, 2), P.polyder([1, 2, 3]))
print(np.poly1d([1, -3, 2]), np.poly1d([1, -3, 2]).r, np.roots([1, 0, -1]), np.polyval([1, 2], 3), np.poly([1, 2]))
print(np.polyfit([0, 1, 2], [1, 3, 7], 2).round(6), np.polyadd([1, 2], [3]), np.polyint([2, 1]), np.poly1d([2, 0, 1], variable="z"))
print(Polynomial([1, 2]).linspace(3), Polynomial.fromroots([1, -1]), Polynomial.identity(), p.has_samecoef(p), p.symbol)
try:
    Polynomial([1]) + Chebyshev([1])
except TypeError as error:
    print(error)
