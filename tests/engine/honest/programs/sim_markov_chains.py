import random
from collections import Counter, defaultdict

import numpy as np

states = ["sunny", "cloudy", "rainy"]
P = np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.2, 0.4, 0.4]])
print(np.linalg.matrix_power(P, 50).round(6))
w, v = np.linalg.eig(P.T)
stationary = np.real(v[:, np.argmax(w.real)])
stationary /= stationary.sum()
print(dict(zip(states, stationary.round(6).tolist())), np.allclose(stationary @ P, stationary))
rng = np.random.default_rng(11)
state, visits = 0, Counter()
for _ in range(5000):
    state = rng.choice(3, p=P[state])
    visits[states[state]] += 1
print(visits.most_common())
# absorbing chain: a drunkard between home (0) and bar (4)
Q = np.diag([0.5, 0.5], 1) + np.diag([0.5, 0.5], -1)
N = np.linalg.inv(np.eye(3) - Q)
R = np.array([[0.5, 0], [0, 0], [0, 0.5]])
print("steps", N.sum(axis=1).round(6), "home or bar", (N @ R).round(6).tolist())
text = """the cat sat on the mat and the dog sat on the cat and the mat sat on the dog so the dog ran and the cat ran"""
chain = defaultdict(list)
words = text.split()
for a, b in zip(words, words[1:]):
    chain[a].append(b)
random.seed(4)
word, out = "the", ["the"]
while len(out) < 15 and chain[word]:
    word = random.choice(chain[word])
    out.append(word)
print(" ".join(out), {k: Counter(v).most_common(1) for k, v in sorted(chain.items())}, sep="\n")
links = {"a": "bc", "b": "c", "c": "a", "d": "c"}
names = sorted(links)
M = np.array([[(i in links[j]) / len(links[j]) for j in names] for i in names])
rank = np.full(4, 0.25)
for step in range(100):
    new = 0.15 / 4 + 0.85 * M @ rank
    if np.abs(new - rank).sum() < 1e-10:
        break
    rank = new
print("pagerank", step, dict(zip(names, rank.round(6).tolist())))
