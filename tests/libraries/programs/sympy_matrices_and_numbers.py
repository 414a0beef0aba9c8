from sympy import *
from sympy.combinatorics import Permutation, PermutationGroup
from sympy.logic.boolalg import simplify_logic, to_cnf
from sympy.ntheory import discrete_log, factorint, isprime, n_order, nextprime, primerange, totient

M = Matrix([[3, -2, 4, -2], [5, 3, -3, -2], [5, -2, 2, -2], [5, -2, -3, 3]])
print(M.eigenvals(), M.det(), M.rank(), M.rref()[1], M.T[0, :], M.inv()[0, 0], M.nullspace(), M.trace())
P, D = M.diagonalize()
print(P * D * P.inv() == M, D, Matrix([[1, 2], [3, 4]]).eigenvects()[0][0], eye(2), zeros(1, 3), diag(1, 2), ones(2) * 3)
pprint(M.charpoly(Symbol('lambda')).as_expr())
print(Matrix([[1, 2], [3, 4]]) ** -1, Matrix([1, 2, 3]).cross(Matrix([3, 2, 1])).T, Matrix([1, 2]).norm(), Matrix(2, 2, lambda i, j: i + j), GramSchmidt([Matrix([1, 1]), Matrix([0, 1])]))
print(factorint(2**67 - 1), isprime(2**61 - 1), list(primerange(90, 120)), nextprime(1000), totient(36), n_order(2, 7), discrete_log(41, 15, 7))
print(divisors(60), gcd(12, 18), lcm(4, 6), mod_inverse(3, 11), fibonacci(50), bell(6), catalan(5), bernoulli(8), binomial(10, 3), factorial(20))
print(continued_fraction(Rational(649, 200)), diophantine(Symbol('x')**2 - 4), npartitions(50), prime(100), primepi(100), jacobi_symbol(2, 7))
p = Permutation([1, 2, 0, 3])
G = PermutationGroup(p, Permutation(0, 1))
print(p.cyclic_form, p * p, G.order(), G.is_abelian, Permutation(0, 2)(1, 3).order())
a, b, c = symbols('a b c')
print(simplify_logic((a & b) | (a & ~b)), to_cnf((a & b) | c), satisfiable(a & ~b), Or(a, True), Implies(a, b).subs(a, True))
print(Interval(0, 2) & Interval(1, 3), FiniteSet(1, 2) | FiniteSet(2, 3), Union(Interval(0, 1), Interval(2, 3)).measure, ImageSet(Lambda(a, a**2), S.Naturals), 3 in Interval(0, 3, right_open=True))
print(rational_interpolate([(1, 1), (2, 4), (3, 9)], 1), interpolate([1, 4, 9, 16], Symbol('x')))
Matrix([[1, 2], [2, 4]]).inv()
