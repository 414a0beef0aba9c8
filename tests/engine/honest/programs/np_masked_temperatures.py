"""Sensor readings with gaps: -9999 means that nothing was measured."""
import numpy as np
import numpy.ma as ma

readings = np.array([[21.5, -9999, 22.1, 23.0], [19.8, 20.2, -9999, -9999], [25.1, 24.9, 25.3, 24.7]])
data = ma.masked_values(readings, -9999)
print(data)
print(repr(data))
print("per sensor:", data.mean(axis=1), data.std(axis=1, ddof=1).round(4))
print("per hour:", data.count(axis=0), ma.median(data, axis=0))
print("anomalies:\n", data.anom(axis=1).round(3))
print("filled:\n", data.filled(data.mean()).round(2))
print("compressed:", data.compressed(), data.fill_value)
print(ma.average(data, axis=1, weights=[1, 2, 3, 4]), ma.corrcoef(data[0], data[2]).round(6))
for part in ma.clump_unmasked(data[0]), ma.clump_masked(data[1]), ma.notmasked_edges(data[0]):
    print(part)
print(ma.compress_rows(data), ma.mask_rowcols(data[:, :2]).mask.tolist())
soft = ma.array([1, 2, 3], mask=[0, 1, 0])
soft[1] = 7
hard = ma.array([1, 2, 3], mask=[0, 1, 0], hard_mask=True)
hard[1] = 7
print(soft, hard, soft.sharedmask, ma.is_masked(hard), hard[1] is ma.masked)
soft.mask = ma.nomask
print(soft, soft.mask, ma.getmaskarray(soft), ma.count_masked(hard))
print(ma.log([1.0, -1.0, 0.0]), ma.sqrt([4, -4]), ma.array([1, 2]) / ma.array([0, 2]))
print(ma.where(data > 22, data, ma.masked)[0], ma.argmax(data, axis=1), ma.ediff1d([1, 2, 4]))
print(ma.masked_inside(range(6), 2, 3), ma.masked_outside(range(6), 2, 3), ma.masked_equal([1, 2, 1], 1))
print(ma.vstack([data[0], data[1]]).shape, ma.concatenate([soft, hard]), ma.unique(ma.concatenate([soft, hard])))
print(ma.polyfit([0, 1, 2, 3], ma.array([1, 3, 99, 7], mask=[0, 0, 1, 0]), 1).round(6))
try:
    print(float(ma.masked))
except Exception as error:
    print(type(error).__name__, error)
