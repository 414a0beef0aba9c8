import numpy as np
import numpy.matlib as M

a = np.matrix("1 2; 3 4")
b = np.asmatrix(np.eye(2))
print(a, repr(a), a * a, a**2, a.T, a.I.round(6), a.H, a.A, a.A1, a.flatten(), a.sum(axis=0), a.mean(), a[0], a[:, 1].shape, a.tolist())
print(M.zeros((2, 2)), M.identity(3), M.repmat([[0, 1]], 2, 2), M.eye(2, 3, 1), M.ones(2), M.empty((1, 1)).shape, type(M.rand(2)).__name__)
np.random.seed(1)
print(M.rand(1, 2).round(6), M.randn(2).round(6), np.bmat([[a, b], [b, a]]), a.getA().dtype, (a == b).any(), np.multiply(a, a), a @ [[1], [1]])
try:
    a * np.matrix("1 2 3")
except ValueError as error:
    print(error)
try:
    np.matrix([[[1]]])
except ValueError as error:
    print(error)
r = np.rec.array([(1, "bolt", 2.5), (2, "nut", 0.75)], dtype=[("id", int), ("name", "U6"), ("price", float)])
print(r, r.price, r[0].name, r[r.price > 1].id, np.strings.upper(r.name), repr(r))
r.price *= 2
r.id[0] = 77
print(r.field("price"), r["name"], r[0], r.dtype.fields["price"][0], r.tolist(), len(r), np.rec.fromarrays([[1, 2], [3.5, 4]], names="a,b").b)
print(np.rec.fromstring(b"\x01\x00\x02\x00", formats="<i2", names="n", shape=2), np.rec.format_parser(["i4", "f8"], ["x", "y"], ["X", "Y"]).dtype)
try:
    r.colour
except AttributeError as error:
    print(error)
p = np.zeros(2, dtype=[("pos", [("x", "f4"), ("y", "f4")]), ("tag", "S3"), ("grid", "i2", (2, 2))])
p["pos"]["x"] = [1.5, 2.5]
p[0]["tag"] = "abcdef"
p["grid"][1] = [[1, 2], [3, 4]]
print(p, p["pos"], p[["tag", "pos"]], p.dtype.names, p.dtype.itemsize, p[1].item(), p["grid"].sum(axis=(1, 2)))
print(np.void(b"ab"), np.void((1, 2.0), dtype="i4,f8"), np.dtype("i4,(2,)f8"), p == p, np.array([(1, 2)], dtype="u1,u1").view("u2"), np.dtype([("t", "M8[D]")], align=True).isalignedstruct)
p["nothing"]
