import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

x = np.arange(10)
print(sliding_window_view(x, 4)[::3], sliding_window_view(np.arange(12).reshape(3, 4), (2, 2)).sum(axis=(-1, -2)))
print("moving average", sliding_window_view(x.astype(float), 3).mean(axis=-1))
print(as_strided(x, (4, 3), (2 * x.itemsize, x.itemsize)), x.strides, x[::2].strides, x[::-1].strides)
a = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
print(a.strides, a.T.strides, a.transpose(1, 0, 2).shape, np.moveaxis(a, 0, -1).shape, np.swapaxes(a, 0, 2).shape, np.rollaxis(a, 2).shape)
v = a[:, 1:, ::2]
v[...] = -1
print(a, v.base is a.base, v.flags.c_contiguous, np.shares_memory(a, v), np.may_share_memory(a, a.copy()))
b = np.broadcast_to([1, 2, 3], (2, 3))
print(b, b.strides, b.flags.writeable)
try:
    b[0, 0] = 9
except ValueError as error:
    print(error)
print(a.flags, np.ascontiguousarray(a.T).flags.c_contiguous, np.require(a, requirements=["F", "O"]).flags.f_contiguous)
print(np.array([1, 256], "<u2").view("u1"), np.array([1.0], "<f8").view("<u8"), np.array([1, 2], "<i4").byteswap(), np.arange(4).view("i8,i8"))
print(a.ravel(order="F")[:5], a.flatten()[:3], a.reshape(-1, 4, order="F").shape, np.squeeze(np.ones((1, 2, 1))).shape, x[None, :, None].shape)
it = np.nditer([np.arange(3), np.arange(3)[:, None], None], flags=["external_loop", "buffered"], op_flags=[["readonly"], ["readonly"], ["writeonly", "allocate"]])
with it:
    for p, q, out in it:
        out[...] = p * 10 + q
    print(it.operands[2])
print(np.block([[np.eye(2), np.zeros((2, 1))], [np.ones((1, 3))]]), np.r_[1:4, 0, 4], np.c_[[1, 2], [3, 4]], np.s_[1:3, ::2], np.mgrid[0:2, 0:2][0])
print(np.pad([1, 2, 3], 2, mode="reflect"), np.pad([[1]], ((1, 0), (0, 2)), constant_values=7), np.tile([1, 2], (2, 2)), np.repeat([1, 2], [3, 1]))
print(memoryview(x).shape, bytes(memoryview(a[0, 0])), np.asarray(memoryview(b"abc")), x.__array_interface__["shape"], a.nbytes)
