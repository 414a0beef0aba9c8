import numpy as np

a = np.arange(25).reshape(5, 5)
b = np.arange(5)
c = np.arange(6).reshape(2, 3)
print(np.einsum("ii", a), np.einsum("ii->i", a), np.einsum(a, [0, 0]), np.einsum("ij->j", c), np.einsum("i,i", b, b))
print(np.einsum("ji", c), np.einsum("...j,j", a, b), np.einsum("i,j->ij", np.arange(2) + 1, b), np.einsum("ij,jk", c, c.T))
big = np.ones(64).reshape(2, 4, 8)
path = np.einsum_path("ijk,ilm,njm,nlk,abc->", big, big, big, big, big, optimize="greedy")
print(path[0])
print(np.einsum("ijk,ilm,njm,nlk,abc->", big, big, big, big, big, optimize=path[0]))
print(np.einsum_path("ij,jk,kl->il", np.ones((2, 5)), np.ones((5, 3)), np.ones((3, 4)), optimize="optimal")[1])
x = np.arange(60.0).reshape(3, 4, 5)
y = np.arange(24.0).reshape(4, 3, 2)
print(np.tensordot(x, y, axes=([1, 0], [0, 1])), np.tensordot([1, 2], [3, 4], 0))
print(np.inner(c, c), np.vdot([1 + 2j, 3], [4, 5]), np.kron(np.eye(2, dtype=int), c)[:2])
print(np.matvec(c, [1, 1, 1]), np.vecmat([1, 1], c), np.vecdot(c, c))
view = np.einsum("ii->i", a)
view[:] = 0
print(a.trace(), np.broadcast_shapes((2, 1), (1, 3)), np.broadcast(c, [[1], [2]]).shape)
# pairwise distances by broadcasting
points = np.array([[0, 0], [3, 4], [6, 8]])
diff = points[:, None, :] - points[None, :, :]
print(np.sqrt((diff**2).sum(-1)), np.sqrt(np.einsum("ijk,ijk->ij", diff, diff)))
try:
    np.einsum("ij,jk", c, c)
except ValueError as error:
    print(error)
try:
    np.ones((2, 3)) + np.ones((3, 2))
except ValueError as error:
    print(error)
