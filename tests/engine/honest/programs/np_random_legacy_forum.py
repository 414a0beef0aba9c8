import numpy as np

np.random.seed(42)
print(np.random.rand(2, 2), np.random.randn(3), np.random.randint(1, 7, size=(2, 5)), np.random.random_sample())
print(np.random.choice(["rock", "paper", "scissors"], size=4, p=[0.5, 0.3, 0.2]), np.random.permutation(6))
deck = np.arange(10)
np.random.shuffle(deck)
print(deck, np.random.normal(170, 10, 3).round(2), np.random.uniform(-1, 1, 2), np.random.standard_normal((1, 2)))
state = np.random.get_state()
a = np.random.bytes(3)
np.random.set_state(state)
print(a == np.random.bytes(3), state[0], state[2], np.random.get_state(legacy=False)["bit_generator"])
print(np.random.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]], 2).round(4), np.random.dirichlet([1, 1, 1]).round(4))
print(np.random.binomial(10, 0.5, 3), np.random.poisson(5, 3), np.random.exponential(1, 2).round(4), np.random.gamma(2, 2, 1))
print(np.random.RandomState(3).tomaxint(), np.random.default_rng(1).choice([[1, 2], [3, 4], [5, 6]], 2, axis=0, replace=False))
rng = np.random.default_rng(seed=[1, 2, 3])
arr = rng.integers(low=0, high=10, size=(3, 4))
print(arr, rng.random(dtype=np.float32), rng.standard_exponential(2, method="inv").round(5))
rng.shuffle(arr, axis=1)
print(arr, rng.bytes(2), rng.standard_gamma([1, 2]).round(4), rng.uniform([0, 10], [1, 20]).round(4))
for bad in (lambda: rng.choice(3, 5, replace=False), lambda: rng.integers(5, 5), lambda: rng.normal(0, -1), lambda: rng.choice(2, p=[0.5, 0.4]),
            lambda: np.random.seed(-1), lambda: np.random.default_rng("x"), lambda: rng.choice([])):
    try:
        bad()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
inside = sum(x * x + y * y <= 1 for x, y in np.random.default_rng(0).random((20000, 2)))
print("pi is about", 4 * inside / 20000)
