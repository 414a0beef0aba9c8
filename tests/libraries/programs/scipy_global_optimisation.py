import numpy as np
from scipy.optimize import basinhopping, brute, differential_evolution, direct, dual_annealing, shgo

def ackley(x):
    x = np.asarray(x)
    a = -0.2 * np.sqrt(0.5 * (x ** 2).sum(axis=0))
    b = 0.5 * np.cos(2 * np.pi * x).sum(axis=0)
    return -20 * np.exp(a) - np.exp(b) + 20 + np.e

bounds = [(-5, 5), (-5, 5)]
result = differential_evolution(ackley, bounds, seed=1, maxiter=60)
print(result.message, np.allclose(result.x, 0, atol=1e-3))
print(np.allclose(dual_annealing(ackley, bounds, seed=3, maxiter=100).x, 0, atol=1e-3))
print(basinhopping(lambda x: np.cos(14.5 * x[0] - 0.3) + (x[0] + 0.2) * x[0], [1.0], niter=30, seed=2).x.round(3))
print(brute(lambda x: (x[0] - 1) ** 2, ((-2, 2),), Ns=20).round(4))
print(shgo(ackley, bounds).fun < 1e-3, direct(ackley, bounds).fun < 1e-3)
print(differential_evolution(ackley, bounds, workers=map, updating='deferred', seed=1, maxiter=5).nit)
differential_evolution(ackley, [(1, 0)])
