# returns: ["m.mtx"]
import numpy as np
from scipy import constants, io, special

print(special.gamma(5.5), special.factorial([3, 4]), special.comb(10, 3, exact=True), special.perm(5, 2), special.binom(5, 2))
print(special.erf(0.5), special.jn_zeros(0, 3), special.legendre(3), special.eval_hermite(4, 0.5), special.zeta(2), special.lambertw(1))
print(special.expit(0), special.softmax([1, 2, 3]).round(5), special.logsumexp([1, 2]), special.ellipk(0.5), special.airy(1.0))
print(special.sph_harm_y(1, 0, 0.3, 0.2).round(6), special.roots_legendre(3)[0].round(6), special.xlogy(0, 0), special.betainc(2, 3, 0.5))
print(constants.c, constants.physical_constants['electron mass'], constants.convert_temperature([0, 100], 'C', 'K'), constants.eV, constants.value('Planck constant'))
np.set_printoptions(precision=3)
with open('data.mat', 'wb') as f:
    io.savemat(f, {'a': np.arange(6).reshape(2, 3), 's': 'text', 'c': {'x': 1.5}})
m = io.loadmat('data.mat', simplify_cells=True)
print({k: v for k, v in m.items() if not k.startswith('__')}, io.whosmat('data.mat'))
io.mmwrite('m.mtx', np.eye(2))
print(open('m.mtx').read().splitlines()[0], io.mmread('m.mtx'))
with np.errstate(all='raise'), special.errstate(all='raise'):
    special.gammaln(-1)
