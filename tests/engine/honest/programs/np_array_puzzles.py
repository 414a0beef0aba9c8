"""From "100 numpy exercises": those that print the same everywhere."""
import numpy as np

Z = np.zeros((8, 8), dtype=int)
Z[1::2, ::2] = 1
Z[::2, 1::2] = 1
print(Z, np.tile([[0, 1], [1, 0]], (2, 2)), np.pad(np.ones((2, 2)), 1), np.diag(1 + np.arange(4), k=-1))
print(np.unravel_index(99, (6, 7, 8)), 0 * np.nan, np.nan == np.nan, np.nan in set([np.nan]), sum(range(5), -1), np.sum(range(5), -1))
Z = np.arange(11)
Z[(3 < Z) & (Z < 8)] *= -1
print(Z, np.abs(Z).cumsum()[-1], np.array([np.nan]).astype(int).astype(float) < 0)
R, P = np.hypot(*np.meshgrid([3, 5], [4, 12])), np.arctan2(1, [1, -1])
print(R, P)
X, Y = np.arange(8), np.arange(8) + 0.5
print(round(np.linalg.det(1.0 / np.subtract.outer(X, Y)), 2), [np.iinfo(t).min for t in (np.int8, np.int32)], np.finfo(np.float32).eps)
rng = np.random.default_rng(20)
Z = rng.uniform(0, 1, 10)
print(Z.flat[np.abs(Z - 0.5).argmin()], Z[Z.argsort()][-3:])
A = rng.integers(0, 3, (3, 10))
print((~A.any(axis=0)).any(), A[A[:, 1].argsort()], np.unique(A, axis=1).shape, np.bincount(A.ravel()), (A - A.mean(axis=1, keepdims=True)).round(3)[0])
W = np.ones((16, 16)).reshape(4, 4, 4, 4).sum(axis=(1, 3))
print(np.add.reduceat(np.add.reduceat(np.ones((16, 16)), range(0, 16, 4), axis=0), range(0, 16, 4), axis=1), W.sum())
print(((np.array([0, 1, 2, 15])[:, None] & (1 << np.arange(4))) != 0).astype(int)[:, ::-1], np.unpackbits(np.uint8([[3], [64]]), axis=1))
Z = np.array([1, 2, 3, 4, 5])
Z0 = np.zeros(len(Z) + (len(Z) - 1) * 3, int)
Z0[::4] = Z
print(Z0, np.lib.stride_tricks.sliding_window_view(Z, 4), Z[np.r_[0:2, 4]])
x = np.datetime64("2016-07-31") + np.arange(3) * np.timedelta64(1, "D")
print(x, np.array(x, "M8[M]"), np.add(1, 2, out=np.zeros(1)), np.copysign(np.ceil(1.2), -1))
def cartesian(*arrays):
    ix = np.indices([len(a) for a in arrays]).reshape(len(arrays), -1).T
    return np.column_stack([np.asarray(a)[ix[:, n]] for n, a in enumerate(arrays)])

print(cartesian([1, 2], [4, 5], [6, 7]), np.einsum("i,j", [1, 2], [3, 4]))
