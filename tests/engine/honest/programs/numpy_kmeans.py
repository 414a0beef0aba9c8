import numpy as np

rng = np.random.default_rng(3)
centres = np.array([[0, 0], [10, 0], [0, 10]])
points = np.concatenate([rng.normal(c, 0.5, (50, 2)) for c in centres])
means = points[[0, 50, 100]]
for step in range(10):
    nearest = np.linalg.norm(points[:, None] - means, axis=2).argmin(axis=1)
    moved = np.array([points[nearest == k].mean(axis=0) for k in range(3)])
    if np.allclose(moved, means):
        break
    means = moved
print(step, means.round(), np.bincount(nearest))
assert np.abs(means - centres).max() < 0.5
