import numpy as np
from scipy.optimize import OptimizeWarning, curve_fit

def func(x, a, b, c):
    return a * np.exp(-b * x) + c

xdata = np.linspace(0, 4, 50)
y = func(xdata, 2.5, 1.3, 0.5)
rng = np.random.default_rng(1729)
ydata = y + 0.2 * rng.normal(size=xdata.size)
popt, pcov = curve_fit(func, xdata, ydata)
print(popt.round(6), np.sqrt(np.diag(pcov)).round(6))
popt, pcov = curve_fit(func, xdata, ydata, bounds=(0, [3., 1., 0.5]))
print(popt.round(4))
popt, pcov, info, mesg, ier = curve_fit(func, xdata, ydata, p0=[1, 1, 1], sigma=np.full(50, 0.2), absolute_sigma=True, full_output=True)
print(popt.round(4), ier, mesg)
print(curve_fit(lambda x, m, q: m * x + q, [1, 2, 3], [2, 4, 6])[0].round(6))
print(curve_fit(lambda x, a, b: a * b * x, [1, 2, 3], [1, 2, 3])[1])
curve_fit(func, xdata, ydata, p0=[1, 1e6, 1], maxfev=5)
