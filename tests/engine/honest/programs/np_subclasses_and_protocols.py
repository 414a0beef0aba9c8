import copy
from numbers import Number

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


class RealisticInfoArray(np.ndarray):
    def __new__(cls, input_array, info=None):
        obj = np.asarray(input_array).view(cls)
        obj.info = info
        return obj

    def __array_finalize__(self, obj):
        if obj is not None:
            self.info = getattr(obj, "info", None)


class ArrayLike(NDArrayOperatorsMixin):
    _HANDLED_TYPES = (np.ndarray, Number)

    def __init__(self, value):
        self.value = np.asarray(value)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if not all(isinstance(x, self._HANDLED_TYPES + (ArrayLike,)) for x in inputs):
            return NotImplemented
        inputs = tuple(x.value if isinstance(x, ArrayLike) else x for x in inputs)
        result = getattr(ufunc, method)(*inputs, **kwargs)
        return tuple(type(self)(x) for x in result) if isinstance(result, tuple) else type(self)(result)

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"


class Diagonal:
    def __init__(self, n, value):
        self.n, self.value = n, value

    def __array__(self, dtype=None, copy=None):
        return self.value * np.eye(self.n, dtype=dtype)

    def __array_function__(self, func, types, args, kwargs):
        return f"{func.__name__} of a diagonal" if func is np.sum else NotImplemented


x = RealisticInfoArray(np.arange(5), info="metres")
print(x[1:3].info, (x + 1).info, x.view(np.ndarray).__class__.__name__, repr(x), x.sum(), copy.copy(x).info)
y = ArrayLike([1, 2, 3])
print(y - 1, 1 - y, y**2, np.add(y, np.arange(3)), -y, divmod(y, 2), np.multiply.accumulate(y))
d = Diagonal(3, 2)
print(np.asarray(d), np.sum(d))
for bad in (lambda: np.mean(d), lambda: y + "text", lambda: y + [1], lambda: np.asarray(d, copy=False) + [1]):
    try:
        print(bad())
    except TypeError as error:
        print(str(error)[:70])
y + object()
