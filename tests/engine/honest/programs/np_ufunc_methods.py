import numpy as np

print(np.add.reduce([[1, 2], [3, 4]], axis=0), np.multiply.accumulate([1, 2, 3, 4]), np.add.outer([1, 2], [10, 20]))
print(np.add.reduceat(np.arange(8), [0, 4, 1, 5]), np.maximum.accumulate([3, 1, 4, 1, 5]), np.logical_and.reduce([1, 1, 0]))
counts = np.zeros(4, int)
np.add.at(counts, [0, 1, 1, 3, 3, 3], 1)
print(counts, np.subtract.nin, np.subtract.nout, np.divmod.nout, np.add.identity, np.add.ntypes, np.sin.types)
out = np.empty(3)
print(np.sqrt([1, 4, 9], out=out) is out, np.add([1, 2], [3, 4], where=[True, False], out=np.zeros(2)))
print(np.add.resolve_dtypes((np.dtype("i4"), np.dtype("f8"), None)), np.matmul.signature, np.add.__name__, np.add)
collatz = np.frompyfunc(lambda n: n // 2 if n % 2 == 0 else 3 * n + 1, 1, 1)
print(collatz(np.arange(1, 6)), collatz.nin, np.frompyfunc(min, 2, 1).reduce([5, 3, 9]))
print(np.modf([1.5, -2.25]), np.frexp(8.0), np.ldexp(0.5, 4), np.divmod(7, [2, 3]), np.fmod(-7, 3), np.remainder(-7, 3))
print(np.hypot(3, 4), np.gcd(12, [8, 9]), np.lcm.reduce([2, 3, 4]), np.heaviside([-1, 0, 1], 0.5), np.sign([-2, 0]))
print(np.nextafter(1, 2), np.spacing(1.0), np.copysign(1, -0.0), np.signbit(-0.0), np.float_power(2, 3), np.cbrt(27))
print(np.bitwise_count([7, 8]), np.invert(np.uint8(5)), np.right_shift(16, [1, 2]), np.isfinite([1, np.inf]), np.fabs(-1))
print(np.clip([1, 5, 9], 2, 6), np.trunc(-1.7), np.floor(-1.7), np.ceil(-1.2), np.fmax(np.nan, 1), np.maximum(np.nan, 1))
class Celsius(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        arrays = [x.view(np.ndarray) if isinstance(x, Celsius) else x for x in inputs]
        print("calling", ufunc.__name__, method)
        return getattr(ufunc, method)(*arrays, **kwargs)

t = np.array([20.0, 25.0]).view(Celsius)
print(t + 1, np.add.reduce(t))
try:
    np.add(1, 2, 3, 4)
except TypeError as error:
    print(error)
try:
    np.sin("a")
except TypeError as error:
    print(type(error).__name__, error)
