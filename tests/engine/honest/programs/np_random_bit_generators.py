import numpy as np
from numpy.random import MT19937, PCG64, PCG64DXSM, SFC64, Generator, Philox, RandomState, SeedSequence

for kind in (MT19937, PCG64, PCG64DXSM, Philox, SFC64):
    rng = Generator(kind(42))
    print(kind.__name__, rng.random(2), rng.integers(0, 100, 3), rng.standard_normal(), rng.bit_generator.random_raw(2))
    state = rng.bit_generator.state
    first = rng.random(3)
    rng.bit_generator.state = state
    assert (rng.random(3) == first).all()
    print(state["bit_generator"], rng, sorted(state))
seq = SeedSequence(2024)
print(seq.entropy, seq.spawn_key, [child.generate_state(1)[0] for child in seq.spawn(3)], seq.n_children_spawned)
print(Generator(PCG64(5).jumped(2)).random(), Generator(PCG64(5).advance(10)).random(), Generator(MT19937(5).jumped()).random())
print(Philox(key=3, counter=1).random_raw(), PCG64(SeedSequence(1, spawn_key=(2,))).random_raw())
rng = np.random.default_rng(7)
for name, args in [
    ("beta", (2, 3)), ("binomial", (10, 0.3)), ("chisquare", (4,)), ("exponential", (2,)), ("f", (3, 5)), ("gamma", (2, 1)),
    ("geometric", (0.2,)), ("gumbel", ()), ("hypergeometric", (5, 6, 4)), ("laplace", ()), ("logistic", ()), ("lognormal", ()),
    ("logseries", (0.6,)), ("multinomial", (5, [0.2, 0.8])), ("multivariate_hypergeometric", ([3, 4], 3)), ("negative_binomial", (3, 0.4)),
    ("noncentral_chisquare", (3, 1)), ("noncentral_f", (3, 4, 1)), ("pareto", (3,)), ("poisson", (3,)), ("power", (2,)), ("rayleigh", ()),
    ("standard_cauchy", ()), ("standard_t", (4,)), ("triangular", (0, 1, 2)), ("vonmises", (0, 1)), ("wald", (1, 2)), ("weibull", (2,)), ("zipf", (2,)),
]:
    print(name, np.round(getattr(rng, name)(*args, size=2), 6).tolist())
print(RandomState(PCG64(1)).rand(), rng.permuted([[1, 2, 3], [4, 5, 6]], axis=1), rng.integers(5, endpoint=True, dtype=np.uint8))
