import numpy as np

@np.vectorize
def grade(points):
    """A letter for points out of a hundred."""
    return "A" if points >= 90 else "B" if points >= 70 else "C"

print(grade([95, 71, 10]), grade.__doc__, grade.pyfunc.__name__)
dot = np.vectorize(np.dot, signature="(n),(n)->()")
print(dot([[1, 2], [3, 4]], [5, 6]), np.vectorize(lambda a, b=2: a**b, otypes=[float], excluded=["b"])([1, 2, 3], b=3))
print(np.vectorize(divmod)([7, 9], 4), np.vectorize(str.upper)(["a", "b"]), np.vectorize(len, cache=True)(["ab", "c"]))
m = np.arange(12).reshape(3, 4)
print(np.apply_along_axis(lambda row: row[::-1], 1, m), np.apply_along_axis(sorted, 0, [[3, 1], [2, 5]]), np.apply_over_axes(np.sum, m.reshape(1, 3, 4), [0, 2]))
print(np.fromfunction(lambda i, j: i == j, (3, 3), dtype=int), np.fromiter((i * i for i in range(5)), int), np.fromiter([(1, 2.5)], "i4,f8"))
print(np.meshgrid([1, 2], [3, 4], indexing="ij")[1], np.indices((2, 2))[0], np.logspace(0, 3, 4), np.geomspace(1, 256, 9), np.linspace(0, 1, 5, retstep=True)[1])
print(np.array([[1, 2], [3, 4]]) @ [1, 1], np.cross([1, 2, 3], [4, 5, 6]), np.cumprod([1, 2, 3]), np.nancumsum([1, np.nan, 2]))
print(np.allclose([1e10, 1e-7], [1.00001e10, 1e-8]), np.isclose([1, np.nan], [1, np.nan], equal_nan=True), np.array_equiv([1, 2], [[1, 2], [1, 2]]), np.array_equal([1, np.nan], [1, np.nan], equal_nan=True))
print(np.isclose(0.1 + 0.2, 0.3, rtol=0, atol=1e-16), np.allclose(1, 1 + 1e-9), np.can_cast("i8", "i4"), np.result_type("i4", "f4"), np.promote_types("u8", "i8"), np.min_scalar_type(300))
class Money:
    def __init__(self, cents):
        self.cents = cents
    def __add__(self, other):
        return Money(self.cents + other.cents)
    def __repr__(self):
        return f"{self.cents / 100:.2f} €"

print(np.array([Money(150), Money(275)]).sum(), np.array([[Money(1)]]) + np.array([Money(2), Money(3)]), np.array([1, 2], object) * 2.5)
try:
    grade("a")
except TypeError as error:
    print(error)
np.vectorize(lambda a: a)([])
