import math
import random
from statistics import fmean, stdev

import numpy as np

random.seed(2024)
doors = [(random.randrange(3), random.randrange(3)) for _ in range(5_000)]
print("Monty Hall: stay", sum(c == g for c, g in doors) / 5000, "switch", sum(c != g for c, g in doors) / 5000)
print("birthday:", sum(len(set(random.choices(range(365), k=23))) < 23 for _ in range(3000)) / 3000)
buffon = sum(random.uniform(0, 0.5) <= 0.5 * math.sin(random.uniform(0, math.pi)) for _ in range(20_000))
print("buffon:", 2 * 20_000 / buffon)
gambler = []
for _ in range(500):
    money, rounds = 10, 0
    while 0 < money < 20:
        money += random.choice((-1, 1))
        rounds += 1
    gambler.append((money == 20, rounds))
print("ruin:", fmean(won for won, _ in gambler), fmean(n for _, n in gambler))
rng = np.random.default_rng(7)
steps = rng.choice([-1, 1], size=(1000, 100))
walks = steps.cumsum(axis=1)
print("walk:", np.abs(walks[:, -1]).mean(), walks.max(), (np.abs(walks) >= 10).any(axis=1).sum(), walks[0, :12])
price, strike, rate, sigma, years = 100, 105, 0.03, 0.2, 1.0
z = rng.standard_normal(50_000)
final = price * np.exp((rate - sigma**2 / 2) * years + sigma * math.sqrt(years) * z)
payoff = np.exp(-rate * years) * np.maximum(final - strike, 0)
d1 = (math.log(price / strike) + (rate + sigma**2 / 2) * years) / (sigma * math.sqrt(years))
normal = lambda x: 0.5 * (1 + math.erf(x / math.sqrt(2)))
print(f"option: {payoff.mean():.4f} ± {1.96 * payoff.std() / math.sqrt(z.size):.4f}, exact {price * normal(d1) - strike * math.exp(-rate * years) * normal(d1 - sigma * math.sqrt(years)):.4f}")
queue, clock, free, waits = [], 0.0, 0.0, []
for _ in range(2000):
    clock += random.expovariate(0.8)
    start = max(clock, free)
    waits.append(start - clock)
    free = start + random.expovariate(1)
print(f"queue: mean wait {fmean(waits):.6f}, deviation {stdev(waits):.6f}, longest {max(waits):.6f}")
