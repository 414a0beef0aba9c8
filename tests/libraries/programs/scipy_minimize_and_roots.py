import numpy as np
from scipy import optimize

def rosen(x):
    return sum(100.0 * (x[1:] - x[:-1] ** 2.0) ** 2.0 + (1 - x[:-1]) ** 2.0)

x0 = np.array([1.3, 0.7, 0.8, 1.9, 1.2])
for method in ('nelder-mead', 'powell', 'BFGS', 'CG', 'L-BFGS-B', 'TNC', 'SLSQP', 'COBYLA', 'trust-constr'):
    res = optimize.minimize(rosen, x0, method=method)
    print(method, res.success, np.abs(res.x - 1).max() < 0.2)
res = optimize.minimize(optimize.rosen, x0, method='Newton-CG', jac=optimize.rosen_der, hess=optimize.rosen_hess, options={'disp': True})
print(res.message, res.nit)
print(optimize.minimize_scalar(lambda x: (x - 2) * x * (x + 2) ** 2).x.round(6))
print(optimize.root(lambda x: [x[0] * np.cos(x[1]) - 4, x[1] * x[0] - x[1] - 5], [1, 1]).x.round(6))
print(optimize.fsolve(lambda x: x + 2 * np.cos(x), 0.3).round(6), optimize.brentq(lambda x: x**3 - 2, 0, 2))
print(optimize.newton(lambda x: x**2 - 2, 1.0), optimize.bisect(np.cos, 0, 3), optimize.root_scalar(np.sin, bracket=[2, 4]).root)
lp = optimize.linprog([-1, 4], A_ub=[[-3, 1], [1, 2]], b_ub=[6, 4], bounds=[(None, None), (-3, None)])
print(lp.x, lp.fun, lp.message)
milp = optimize.milp([-3, -2], constraints=optimize.LinearConstraint([[2, 1], [1, 3]], -np.inf, [7.5, 9]), integrality=[1, 1])
print(milp.x, milp.fun)
print(optimize.linear_sum_assignment([[4, 1, 3], [2, 0, 5], [3, 2, 2]]), optimize.nnls([[1, 0], [1, 1]], [2, 1])[0])
print(optimize.least_squares(lambda x: [x[0] - 1, 10 * (x[1] - x[0] ** 2)], [2, 2], loss='soft_l1').x.round(4))
cons = ({'type': 'ineq', 'fun': lambda x: x[0] - 2 * x[1] + 2}, {'type': 'eq', 'fun': lambda x: x.sum() - 2})
print(optimize.minimize(lambda x: ((x - [1, 2.5]) ** 2).sum(), (2, 0), bounds=((0, None), (0, None)), constraints=cons).x.round(4))
optimize.brentq(lambda x: x**2 + 1, 0, 1)
