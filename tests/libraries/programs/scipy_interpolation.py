# returns: ["*.png"]
import matplotlib.pyplot as plt
import numpy as np
from scipy import interpolate

x = np.arange(10)
y = np.sin(x)
cs = interpolate.CubicSpline(x, y)
print(cs(2.5), cs(2.5, 1), cs.integrate(0, 9), cs.roots().round(4))
f = interpolate.interp1d(x, y, kind='cubic', fill_value='extrapolate')
print(f([0.5, 9.5]).round(6), interpolate.PchipInterpolator(x, y)(3.3), interpolate.Akima1DInterpolator(x, y)(3.3))
tck = interpolate.splrep(x, y, s=0)
print(interpolate.splev([1.5], tck), interpolate.splint(0, 9, tck), interpolate.UnivariateSpline(x, y, s=1).get_knots())
rng = np.random.default_rng(0)
points = rng.random((200, 2))
values = points[:, 0] * (1 - points[:, 0]) * np.cos(4 * np.pi * points[:, 0])
gx, gy = np.mgrid[0:1:40j, 0:1:40j]
fig, axs = plt.subplots(1, 3, figsize=(9, 3))
for ax, method in zip(axs, ('nearest', 'linear', 'cubic')):
    z = interpolate.griddata(points, values, (gx, gy), method=method)
    ax.imshow(z.T, extent=(0, 1, 0, 1), origin='lower')
    ax.set_title(method)
fig.savefig('grid.png')
print(interpolate.RegularGridInterpolator((x, x), np.add.outer(x, x))([[1.5, 2.5]]), interpolate.BarycentricInterpolator(x[:4], y[:4])(1.1))
print(interpolate.RBFInterpolator(points[:50], values[:50])([[0.5, 0.5]]).round(6), interpolate.lagrange([0, 1, 2], [1, 3, 7]))
print(interpolate.make_interp_spline(x, y, k=3)(4.4), interpolate.BSpline(*tck)(4.4))
f(np.array([1.0, 'a'], dtype=object)) if False else interpolate.interp1d(x, y)(11)
