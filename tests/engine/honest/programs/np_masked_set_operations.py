import numpy as np
from numpy import ma
from numpy.ma import mrecords

x = ma.array([1, 2, 3, 4, 4], mask=[0, 0, 1, 0, 0])
y = ma.array([3, 1, 1, 4, 9], mask=[0, 0, 0, 0, 1])
print(ma.intersect1d(x, y), ma.union1d(x, y), ma.setdiff1d(x, y), ma.isin(x, y), ma.setxor1d(x, y))
rec = mrecords.fromarrays([ma.array([1, 2], mask=[1, 0]), np.array(["a", "b"])], names="number,letter")
print(rec, rec.number, rec["letter"], rec.dtype.names)
rec.number = [8, 9]
print(rec[0], type(rec).__name__, mrecords.fromrecords([(1, 2.5), (3, 4.5)], names="a,b").b)
structured = ma.array([(1, 2.0), (3, 4.0)], mask=[(0, 1), (0, 0)], dtype=[("i", int), ("f", float)])
print(structured, structured["f"].sum(), structured.mask, structured.tolist())
print(structured.filled((-1, -1.0)))
z = ma.masked_where(x % 2 == 0, x)
z.set_fill_value(99)
print(z.filled(), z.fill_value, z.min(), z.max(), z.ptp(), z.sum(), z.prod(), z.cumsum(), ma.maximum(z, 2))
print(ma.sort(z), z.argsort(), ma.sort(z, endwith=False), z.nonzero(), ma.allequal(x, x), ma.allclose(x, y))
print(ma.dot(ma.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 0]]), [1, 1]), ma.outer([1, 2], [3, 4]))
print(ma.apply_along_axis(lambda row: row.sum(), 1, ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])))
print(ma.cov(ma.array([[1.0, 2, 3], [1, 5, 9]], mask=[[0, 0, 0], [0, 0, 1]])).round(5))
print(ma.mr_[ma.ones(2), 0, ma.masked_all(1)].shape, ma.flatnotmasked_contiguous(x), ma.masked_print_option)
ma.masked_print_option.set_display("n/a")
print(x, ma.make_mask([0, 1, 0]), ma.mask_or(ma.make_mask([0, 1]), ma.make_mask([1, 0])), ma.default_fill_value(1.0), ma.minimum_fill_value(1.0))
u, index = ma.unique(x, return_index=True)
print(u, index, ma.choose([0, 1], [[1, 2], [3, 4]]), ma.putmask(x, [1, 0, 0, 0, 0], 5), x)
