import random
from collections import Counter

random.seed(1234)
print(random.random(), random.randint(1, 6), random.randrange(0, 101, 5), random.getrandbits(70), random.uniform(2.5, 10), random.randbytes(4))
print(random.choice("abcdef"), random.choices(["red", "black", "green"], [18, 18, 2], k=6), random.choices("ab", cum_weights=[1, 10], k=5))
print(random.sample(range(10**9), 4), random.sample(["a", "b"], counts=[3, 2], k=4), random.sample("wxyz", 4))
deck = [r + s for s in "♠♥" for r in "AKQ"]
random.shuffle(deck)
print(deck)
for name, args in (("betavariate", (2, 3)), ("binomialvariate", (100, 0.3)), ("expovariate", (1 / 5,)), ("gammavariate", (2, 1)), ("gauss", (100, 15)),
                   ("lognormvariate", (0, 0.5)), ("normalvariate", ()), ("paretovariate", (3,)), ("triangular", (0, 10, 3)), ("vonmisesvariate", (0, 4)), ("weibullvariate", (1, 1.5)), ("gauss", ())):
    print(name, [round(getattr(random, name)(*args), 9) for _ in range(3)])
state = random.getstate()
first = [random.random() for _ in range(2)]
random.setstate(state)
print(first == [random.random() for _ in range(2)], state[0])
for seed in (0, -5, 2**100, 1.5, "text", b"bytes"):
    r = random.Random(seed)
    print(repr(seed), r.random(), r.randint(0, 9))
random.seed("old", version=1)
print(random.random())
class Dice(random.Random):
    def random(self):
        return 0.5

print(Dice().randint(1, 6), Dice().uniform(0, 1), random.SystemRandom().randrange(1), isinstance(random.SystemRandom().random(), float))
print(sorted(Counter(random.choices("abc", [5, 3, 2], k=1000)).items()))
for bad in (lambda: random.choice([]), lambda: random.randint(5, 1), lambda: random.sample([1], 2), lambda: random.seed([1]), lambda: random.choices([1], [0]),
            lambda: random.randrange(1.5), lambda: random.SystemRandom().getstate()):
    try:
        bad()
    except (IndexError, ValueError, TypeError, NotImplementedError) as error:
        print(type(error).__name__, error)
