import numpy as np

grades = [55, 61, 68, 72, 74, 75, 78, 81, 85, 90, 93, 99]
counts, edges = np.histogram(grades, bins=range(50, 101, 10))
for n, left, right in zip(counts, edges, edges[1:]):
    print(f"{left:3d}-{right:<3d} {'#' * n} {n}")
print(np.histogram(grades, bins="auto"), np.histogram(grades, 4, density=True), np.histogram([1, 2, 1], [0, 1, 2, 3], weights=[0.5, 1, 2]))
for rule in ("fd", "doane", "scott", "stone", "rice", "sturges", "sqrt"):
    print(rule, np.histogram_bin_edges(grades, bins=rule).round(3))
h, xe, ye = np.histogram2d([0.1, 0.5, 0.9, 0.5], [0.2, 0.5, 0.8, 0.4], bins=2, range=[[0, 1], [0, 1]])
print(h, xe, ye, np.histogramdd([[0, 0], [1, 1]], bins=(2, 2))[0])
print(np.bincount([0, 1, 1, 3], minlength=6), np.bincount([0, 1, 1], weights=[0.5, 1, 1.5]), np.digitize([0.2, 6.4, 3.0], [0, 1, 2.5, 4]))
print(np.searchsorted([1, 2, 3, 4], [0, 2.5, 4], side="right"), np.searchsorted([3, 1, 2], 2, sorter=[1, 2, 0]))
xp, fp = [1, 2, 3], [3, 2, 0]
print(np.interp([0, 1, 1.5, 2.72, 3.14], xp, fp), np.interp(3.14, xp, fp, right=-99), np.interp([-180, 190], [190, -190, 350, -350], [5, 10, 3, 4], period=360))
print(np.gradient(np.array([1, 2, 4, 7, 11.0])), np.gradient([[1, 2, 6], [3, 4, 5.0]])[0], np.trapezoid([1, 2, 3], dx=2), np.diff([1, 2, 4, 7], n=2))
for method in ("inverted_cdf", "hazen", "weibull", "linear", "lower", "higher", "midpoint", "nearest"):
    print(method, np.percentile(grades, 33, method=method).round(4))
print(np.corrcoef([1, 2, 3], [2, 4, 7]).round(5), np.cov([1, 2, 3], [2, 4, 7]), np.nanvar([1, np.nan, 3]), np.ptp(grades), np.cumsum([0.1] * 3))
print(np.nanpercentile([1, np.nan, 3], 50), np.percentile([1, 2, 3], 50, weights=[1, 1, 5], method="inverted_cdf"), np.piecewise([-1.0, 2], [[1, 0], [0, 1]], [lambda x: -x, 10]))
try:
    np.histogram([1, 2], bins=[3, 1])
except ValueError as error:
    print(error)
