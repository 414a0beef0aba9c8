import numpy as np

rng = np.random.default_rng(7)
a = rng.normal(size=(6, 6))
b = rng.normal(size=6)
x = np.linalg.solve(a, b)
assert np.allclose(a @ x, b)
u, s, vt = np.linalg.svd(a)
assert np.allclose(u * s @ vt, a)
w, v = np.linalg.eig(a)
assert np.allclose(a @ v, v * w)
q, r = np.linalg.qr(a)
assert np.allclose(q @ r, a) and np.allclose(q.T @ q, np.eye(6))
symmetric = a @ a.T
assert np.allclose(np.linalg.cholesky(symmetric) @ np.linalg.cholesky(symmetric).T, symmetric)
print(np.linalg.eigvalsh([[2, 1], [1, 2]]).round(6), round(np.linalg.det([[1, 2], [3, 4]]), 6))
print(np.linalg.inv([[2.0, 0], [0, 4]]), np.linalg.matrix_rank([[1, 2], [2, 4]]), np.linalg.norm([3, 4]))
print(np.linalg.lstsq([[1, 1], [1, 2], [1, 3]], [1, 2, 3], rcond=None)[0].round(6))
print(np.linalg.matrix_power([[1, 1], [1, 0]], 10), np.kron([1, 2], [1, 1]), np.trace(np.eye(3)))
try:
    np.linalg.inv(np.zeros((2, 2)))
except np.linalg.LinAlgError as error:
    print(error)
big = rng.random((400, 400))
assert np.allclose(np.linalg.inv(big) @ big, np.eye(400), atol=1e-6)
assert np.allclose((big @ big)[0, 0], sum(big[0] * big[:, 0]))
print("large matrices too")
