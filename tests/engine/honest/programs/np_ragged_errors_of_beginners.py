"""Mistakes that forums are full of, each with numpy's own words."""
import numpy as np

a = np.arange(6).reshape(2, 3)
mistakes = [
    lambda: np.array([[1, 2], [3]]),
    lambda: a.reshape(4, 2),
    lambda: a @ a,
    lambda: bool(a > 2),
    lambda: a[5],
    lambda: a[0, 1, 2],
    lambda: a[1.0],
    lambda: np.concatenate([a, [1, 2, 3]]),
    lambda: np.array([1, 2]) + "a",
    lambda: np.zeros(2, 3),
    lambda: np.int,
    lambda: a.append(1),
    lambda: np.linspace(0, 1, 2.5),
    lambda: np.array(["a", "b"], dtype=float),
    lambda: np.array([1, 2]).astype("nonsense"),
    lambda: np.arange(3)[[True, False]],
    lambda: np.stack([[1], [1, 2]]),
    lambda: np.random.randint(5, 1),
    lambda: np.mean("abc"),
    lambda: np.squeeze(a, axis=0),
    lambda: np.dot(a, [1, 2]),
    lambda: int(np.array([1, 2])),
    lambda: np.argmax([]),
    lambda: np.split(np.arange(5), 2),
    lambda: np.full((2, -1), 0),
    lambda: np.ones(3).resize(2, 2, 2, refcheck="x"),
    lambda: a.__setitem__((0, slice(None)), [1, 2]),
    lambda: np.add([1, 2], [1, 2, 3]),
    lambda: np.uint8(-1),
    lambda: np.array(5)[0],
    lambda: len(np.array(5)),
    lambda: hash(a),
    lambda: np.trapz,
    lambda: np.where([1, 0], 1),
    lambda: np.array([1, 2], dtype="i4").view("i8,i8"),
    lambda: np.isnan("a"),
    lambda: np.empty(10**14),
    lambda: {a: 1},
]
for number, mistake in enumerate(mistakes):
    try:
        print(number, "worked:", mistake())
    except Exception as error:
        print(number, type(error).__name__, error, [c.__name__ for c in type(error).__mro__[1:3]])
x = np.array([3, 1, 2])
b = x
b[0] = 99
print(x, x.sort(), np.array([0.1, 0.2]).sum() == 0.3, np.array([1, 2, 3]) == [1, 2, 4], np.array([1, None]).dtype, np.array([1, "a", 2.5]))
for row in a:
    row = row * 2
print(a, [v for v in a.flat][:3], max(a.tolist()), sum(a), a.astype(str).tolist(), np.append(a, 1), np.delete(a, 0, 1), np.insert([1, 2], 1, 9))
if a == a.T[:2]:
    pass
