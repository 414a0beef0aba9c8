import math
import random
import string
from itertools import pairwise

random.seed(99)
TARGET = "METHINKS IT IS LIKE A WEASEL"
LETTERS = string.ascii_uppercase + " "


def fitness(text):
    return sum(a == b for a, b in zip(text, TARGET))


parent, generation = "".join(random.choices(LETTERS, k=len(TARGET))), 0
while parent != TARGET:
    if generation % 15 == 0:
        print(f"{generation:3d} {fitness(parent):2d} {parent}")
    children = ["".join(c if random.random() > 0.05 else random.choice(LETTERS) for c in parent) for _ in range(80)]
    parent = max([parent, *children], key=fitness)
    generation += 1
print(generation, parent)

cities = [(random.uniform(0, 100), random.uniform(0, 100)) for _ in range(15)]


def length(tour):
    return sum(math.dist(cities[a], cities[b]) for a, b in pairwise([*tour, tour[0]]))


tour, temperature = list(range(15)), 50.0
print(f"start {length(tour):.3f}")
while temperature > 0.05:
    for _ in range(30):
        i, j = sorted(random.sample(range(15), 2))
        other = tour[:i] + tour[i : j + 1][::-1] + tour[j + 1 :]
        change = length(other) - length(tour)
        if change < 0 or random.random() < math.exp(-change / temperature):
            tour = other
    temperature *= 0.9
start = tour.index(0)
print(f"end {length(tour):.3f}", tour[start:] + tour[:start])

population = [[random.randint(0, 1) for _ in range(20)] for _ in range(30)]
for _ in range(60):
    population.sort(key=sum, reverse=True)
    elite = population[:6]
    population = elite + [[random.choice(genes) ^ (random.random() < 0.02) for genes in zip(*random.sample(elite, 2))] for _ in range(24)]
print("onemax", max(map(sum, population)))
