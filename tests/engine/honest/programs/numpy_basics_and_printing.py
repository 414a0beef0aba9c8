import numpy as np

a = np.arange(12).reshape(3, 4)
print(a, a.dtype, a.strides, a.T.shape, a[1:, ::2], a[a % 3 == 0], sep="\n")
print(a.sum(axis=0), a.mean(), a.std(), a.argmax(), np.cumsum(a[0]), np.percentile(a, [25, 50, 75]))
print(np.linspace(0, 1, 5), np.eye(2), np.full((2, 2), 7), np.zeros(3, bool), np.array([1 + 2j, 3]))
print(np.where(a > 5, a, -1), np.clip(a, 2, 8)[0], np.unique([3, 1, 3], return_counts=True))
b = np.array([1.5, 2.25, np.nan, np.inf, 1e-12, 1e12])
print(b, np.isnan(b), np.nan_to_num(b, posinf=0))
with np.printoptions(precision=3, suppress=True):
    print(np.array([1e-9, 3.14159]))
print(np.arange(2000), repr(np.float64(0.1)), repr(np.array(["a", "bcd"])))
print(np.concatenate([a, a], axis=1).shape, np.vstack([a, a]).shape, np.split(np.arange(9), 3), np.tile([1, 2], 2))
print(np.sort([3, 1, 2])[::-1], np.argsort([3, 1, 2]), np.searchsorted([1, 3, 5], 4), np.bincount([0, 1, 1]))
print(np.array([200], np.uint8) + np.array([100], np.uint8), np.int8(5) // 2, np.float32(1) / 3)
print(np.histogram([1, 2, 2, 5], bins=3), np.meshgrid([1, 2], [3, 4])[0], np.outer([1, 2], [3, 4]))
for bad in (lambda: a + np.ones(3), lambda: a @ a, lambda: a.reshape(5, 5), lambda: a[9], lambda: np.stack([a, a[0]])):
    try:
        bad()
    except (ValueError, IndexError) as error:
        print(type(error).__name__, error)
