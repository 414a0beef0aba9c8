"""The examples of the NormalDist documentation: marks, service levels, mixtures and a classifier."""
import random
from math import sqrt
from statistics import NormalDist, fmean, median, quantiles, stdev

sat = NormalDist(1060, 195)
print(sat, round((sat.cdf(1200 + 0.5) - sat.cdf(1100 - 0.5)) * 100, 1), list(map(round, sat.quantiles(n=10))))
temperature = NormalDist.from_samples([4.0, 5.5, 6.0, 6.5, 8.0])
print(temperature.mean, temperature.median, temperature.mode, temperature.stdev, temperature.variance)
print(temperature * (9 / 5) + 32, -temperature, temperature + NormalDist(1, 2), temperature - 1, temperature / 2, NormalDist() == NormalDist(0, 1))
print(temperature.pdf(6), temperature.cdf(6), temperature.inv_cdf(0.9), temperature.zscore(8), sat.overlap(NormalDist(1100, 150)), {NormalDist(): 1})
print(NormalDist(10, 2).samples(4, seed=3), [round(x, 3) for x in temperature.samples(3, seed="abc")])


def model(x, y, z):
    return (3 * x + 7 * x * y - 5 * y) / (11 * z)


n = 2_000
X = NormalDist(10, 2.5).samples(n, seed=3652260728)
Y = NormalDist(15, 1.75).samples(n, seed=4582495471)
Z = NormalDist(50, 1.25).samples(n, seed=6582483453)
print(quantiles(map(model, X, Y, Z)), fmean(X), stdev(Y), median(Z))
height_male = NormalDist.from_samples([6, 5.92, 5.58, 5.92])
height_female = NormalDist.from_samples([5, 5.5, 5.42, 5.75])
weight_male, weight_female = NormalDist.from_samples([180, 190, 170, 165]), NormalDist.from_samples([100, 150, 130, 150])
male = 0.5 * height_male.pdf(6.0) * weight_male.pdf(130)
female = 0.5 * height_female.pdf(6.0) * weight_female.pdf(130)
print("male" if male > female else "female", male, female)
random.seed(8675309)
coins = [sum(random.choices([0, 1], k=100)) for _ in range(500)]
print(fmean(coins), stdev(coins), NormalDist(50, sqrt(25)).cdf(55), sum(c <= 55 for c in coins) / 500)
bootstrap = sorted(fmean(random.choices(coins, k=len(coins))) for _ in range(200))
print(bootstrap[10], bootstrap[-10])
NormalDist().mean = 3
