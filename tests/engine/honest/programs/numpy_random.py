import random

import numpy as np

np.random.seed(0)
print(np.random.rand(2), np.random.randint(0, 100, 5), np.random.choice(list("abc"), 3))
rng = np.random.default_rng(12345)
print(rng.random(3), rng.integers(10, size=4), rng.normal(5, 2, 2), rng.permutation(5))
print(rng.choice(5, 3, replace=False, p=[0.1, 0.2, 0.3, 0.2, 0.2]), rng.poisson(4, 3), rng.exponential(1.0))
print(rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]]).round(6), rng.dirichlet([1, 2]).round(6))
x = np.arange(5)
rng.shuffle(x)
print(x, np.random.Generator(np.random.MT19937(3)).random(), np.random.PCG64(1).random_raw())
print(np.random.SeedSequence(9).generate_state(2), [g.integers(100) for g in rng.spawn(2)])
state = np.random.RandomState(4)
print(state.uniform(size=2), state.binomial(10, 0.5, 3), np.random.Generator(np.random.Philox(5)).bytes(4))
inside = (rng.random((100_000, 2)) ** 2).sum(axis=1) <= 1
assert abs(4 * inside.mean() - 3.14) < 0.05
# Without a seed each stream is its own.
assert np.random.default_rng().random() != np.random.default_rng().random()
assert random.random() != random.random()
print(inside.sum())
