import mpmath
from sympy import *
from sympy.physics import units as u
from sympy.physics.mechanics import ReferenceFrame, dynamicsymbols
from sympy.physics.quantum import Commutator, Operator
from sympy.geometry import Circle, Line, Point, Polygon, Triangle
from sympy.stats import Die, Normal, P, E as Expected, density, variance
from sympy.vector import CoordSys3D, curl, divergence, gradient

print(u.convert_to(100 * u.km / u.hour, [u.meter, u.second]), u.speed_of_light.scale_factor, u.convert_to(u.newton, [u.kg, u.m, u.s]))
N = CoordSys3D('N')
print(gradient(N.x**2 * N.y), divergence(N.x * N.i + N.y * N.j), curl(N.y * N.i - N.x * N.j), N.i.cross(N.j))
q = dynamicsymbols('q')
A, B = ReferenceFrame('A'), ReferenceFrame('B')
B.orient(A, 'Axis', [q, A.z])
print(B.ang_vel_in(A), B.dcm(A), q.diff())
t = Triangle(Point(0, 0), Point(4, 0), Point(0, 3))
print(t.area, t.incircle.radius, t.circumcenter, Circle((0, 0), 2).intersection(Line((0, 0), (1, 1))), Polygon((0, 0), (2, 0), (2, 2), (0, 2)).perimeter)
X, Y = Die('X', 6), Die('Y', 6)
print(P(X + Y > 9), Expected(X), variance(X), density(X + Y).dict[7], P(Normal('Z', 0, 1) > 0))
print(Commutator(Operator('P'), Operator('Q')).doit(), simplify(KroneckerDelta(1, 2)))
mpmath.mp.dps = 30
print(mpmath.pi, mpmath.quad(lambda v: mpmath.exp(-v**2), [-mpmath.inf, mpmath.inf]), mpmath.findroot(mpmath.cos, 1), mpmath.zeta(3), mpmath.identify(mpmath.sqrt(2)))
print(mpmath.matrix([[1, 2], [3, 4]]) ** -1, mpmath.nsum(lambda n: 1 / n**2, [1, mpmath.inf]), mpmath.mpf('0.1') * 3)
print(codegen(('f', Symbol('x')**2), 'C99', 'f', header=False)[0][1] if 'codegen' in globals() else fcode(Symbol('x')**2))
u.convert_to(u.meter, 'second')
