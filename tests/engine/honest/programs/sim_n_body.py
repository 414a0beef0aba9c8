"""The n-body program of the benchmarks game, and the same planets with numpy."""
import math
from dataclasses import dataclass, field

import numpy as np

SOLAR_MASS, DAYS = 4 * math.pi**2, 365.24


@dataclass
class Body:
    name: str
    position: list[float]
    velocity: list[float]
    mass: float = field(repr=False)

    def __post_init__(self):
        self.velocity = [v * DAYS for v in self.velocity]
        self.mass *= SOLAR_MASS


bodies = [
    Body("sun", [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 1.0),
    Body("jupiter", [4.841431442, -1.160320044, -0.103622044], [0.001660076642, 0.007699011184, -0.0000690460016], 0.000954791938),
    Body("saturn", [8.34336671, 4.124798564, -0.403523417], [-0.002767425107, 0.004998528012, 0.0000230417297], 0.000285885980),
]
x = np.array([b.position for b in bodies])
v = np.array([b.velocity for b in bodies])
m = np.array([b.mass for b in bodies])


def energy():
    e = sum(0.5 * b.mass * sum(c * c for c in b.velocity) for b in bodies)
    for i, a in enumerate(bodies):
        for b in bodies[i + 1:]:
            e -= a.mass * b.mass / math.dist(a.position, b.position)
    return e


def advance(dt):
    for i, a in enumerate(bodies):
        for b in bodies[i + 1:]:
            d = [p - q for p, q in zip(a.position, b.position)]
            mag = dt / sum(c * c for c in d) ** 1.5
            for k in range(3):
                a.velocity[k] -= d[k] * b.mass * mag
                b.velocity[k] += d[k] * a.mass * mag
    for a in bodies:
        a.position = [p + dt * q for p, q in zip(a.position, a.velocity)]


def advance_arrays(dt):
    d = x[:, None] - x[None]
    r = (d**2).sum(-1) + np.eye(len(m))
    v[...] -= dt * (d * (m / r**1.5)[..., None]).sum(1)
    x[...] += dt * v


print(f"{energy():.9f}")
for _ in range(2000):
    advance(0.01)
    advance_arrays(0.01)
print(f"{energy():.9f}")
print(*bodies, sep="\n")
print(np.allclose(x, [b.position for b in bodies]), x.round(9), sep="\n")
