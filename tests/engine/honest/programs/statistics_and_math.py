import math
import random
import statistics as st

data = [2.75, 1.75, 1.25, 0.25, 0.5, 1.25, 3.5]
print(st.mean(data), st.median(data), st.mode(data), st.stdev(data), st.pvariance(data))
print(st.quantiles(data, n=4), st.geometric_mean(data), st.harmonic_mean(data), st.fmean(data, range(1, 8)))
print(st.linear_regression([1, 2, 3, 4], [2, 4, 6, 9]), st.correlation([1, 2, 3], [3, 2, 1]))
print(st.NormalDist(100, 15).cdf(130), st.multimode("aabbc"))
try:
    st.mean([])
except st.StatisticsError as error:
    print(error)
print(math.gcd(48, 180), math.lcm(4, 6), math.comb(52, 5), math.perm(5, 2), math.isqrt(10**40))
print(math.hypot(3, 4), math.dist((0, 0), (1, 1)), math.prod([1.5, 2]), math.fsum([0.1] * 10), math.sumprod([1, 2], [3, 4]))
print(math.inf, -math.inf, math.nan, math.ulp(1.0), math.nextafter(1, 2), math.frexp(10), math.gamma(5))
for call in (lambda: math.sqrt(-1), lambda: math.exp(1000), lambda: math.log(0), lambda: math.factorial(-1)):
    try:
        call()
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
print(complex(3, 4), abs(3 + 4j), (1 + 2j) ** 2, round(2.5), round(-2.675, 2), 7 // -2, 7 % -2)
random.seed(42)
print(random.random(), random.randint(1, 6), random.sample(range(100), 5), random.gauss(0, 1))
deck = list("ABCDEF")
random.shuffle(deck)
print(deck, random.choices("xyz", [1, 2, 3], k=8), random.Random("seed").getrandbits(64))
