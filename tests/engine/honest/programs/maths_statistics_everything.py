import random
import statistics as st
from decimal import Decimal
from fractions import Fraction

data = [2.75, 1.75, 1.25, 0.25, 0.5, 1.25, 3.5]
for f in (st.mean, st.fmean, st.geometric_mean, st.harmonic_mean, st.median, st.median_low, st.median_high, st.median_grouped, st.mode,
          st.multimode, st.pstdev, st.pvariance, st.stdev, st.variance, st.quantiles):
    print(f.__name__, f(data))
print(st.mean([Fraction(1, 2), Fraction(3, 4)]), st.mean([Decimal("0.5"), Decimal("0.75")]), st.variance([Fraction(1, 6), Fraction(1, 2)]))
print(st.fmean([85, 92, 83], weights=[0.2, 0.3, 0.5]), st.harmonic_mean([40, 60], weights=[5, 30]), st.stdev([Decimal(1), Decimal(4)]))
print(st.mode("aabbbc"), st.multimode("aabbc"), st.median_grouped([20, 30, 30, 40], interval=10), st.pvariance([1, 2], 1.5))
print(st.quantiles(range(1, 101), n=10), st.quantiles([105, 129, 87, 86, 111], n=4, method="inclusive"))
x, y = [1, 2, 3, 4, 5], [2.1, 3.9, 6.2, 7.8, 10.1]
print(st.covariance(x, y), st.correlation(x, y), st.correlation(x, [1, 4, 9, 16, 25], method="ranked"), st.linear_regression(x, y))
slope, intercept = st.linear_regression(x, y, proportional=True)
print(slope, intercept, f"{slope * 6 + intercept:.3f}")
for kernel in ("normal", "gauss", "logistic", "sigmoid", "rectangular", "triangular", "parabolic", "quartic", "triweight", "cosine"):
    print(kernel, round(st.kde(data, h=0.75, kernel=kernel)(1.5), 9), round(st.kde(data, 0.75, kernel, cumulative=True)(1.5), 9),
          round(st.kde_random(data, 0.75, kernel, seed=8675309)(), 6))
for bad in (lambda: st.mean([]), lambda: st.stdev([1]), lambda: st.mode([]), lambda: st.harmonic_mean([-1]), lambda: st.correlation([1, 1], [1, 2]),
            lambda: st.kde([1.0], h=0), lambda: st.quantiles([1, 2], n=0), lambda: st.geometric_mean([0, -1]), lambda: st.kde([1.0], 1, "box")):
    try:
        print(bad())
    except (st.StatisticsError, ValueError) as error:
        print(type(error).__name__, error)
st.fmean(["1", "2"])
