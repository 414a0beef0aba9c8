import numpy as np

x = np.array([1.123456789, 1e-10, 12345.678, np.nan, -np.inf])
print(x, repr(x), str(x), x.tolist())
with np.printoptions(precision=3, suppress=True, nanstr="?", infstr="oo", sign="+"):
    print(x)
print(x[0], np.float32(0.1), np.array(0.1), repr(np.float64(2.5)), f"{x[0]:.3f}", f"{np.int64(255):x}", "%d" % np.int8(5), np.True_)
np.set_printoptions(threshold=6, edgeitems=2, linewidth=40, floatmode="fixed", precision=2)
print(np.arange(100), np.arange(400.0).reshape(20, 20), np.linspace(0, 1, 7))
np.set_printoptions(formatter={"float": lambda v: f"<{v:.1f}>", "int": hex})
print(np.array([1.25, 2]), np.array([10, 255]), np.array([True]))
np.set_printoptions(edgeitems=3, infstr="inf", linewidth=75, nanstr="nan", precision=8, suppress=False, threshold=1000, formatter=None, floatmode="maxprec")
print(np.array2string(np.array([[1.5, 2], [3, 4]]), separator=", ", prefix="a = "), np.array2string(x, formatter={"float_kind": "{:.1e}".format}))
print(np.format_float_positional(np.pi, 4), np.format_float_scientific(np.pi, 3), np.format_float_positional(np.float16(np.pi)))
print(np.array_repr(np.array([1, 2], "u1")), np.array_str(np.array([1e-17, 1]), precision=3, suppress_small=True), np.base_repr(10, 3), np.binary_repr(-3, 5))
print(np.array([[1, 2.5], [3 + 1j, 4]]), np.array([1e10, 1.0]), np.array([1e16, 1.0]), np.array(["a", "it's"]), np.array([None, {"k": [1]}, "s"], dtype=object))
print(repr(np.zeros((0, 3))), repr(np.array([], "U3")), repr(np.ones((1, 1, 1))), repr(np.array([(1, 2.0)], "i4,f8")))
print(np.dtype("f4"), repr(np.dtype([("a", "u1"), ("b", ">f4", (2,))])), np.dtype("M8[ns]").str)
print(np.longdouble(1) / 3, np.complex64(1 + 2j), np.array([0.1 + 0.2, 0.3]), np.float16(65504), np.iinfo("u8"))
with np.printoptions(legacy="1.13"):
    print(np.array([1.0, 2.5]), repr(np.float64(1.5)), np.array([True, False]))
print(np.get_printoptions()["floatmode"], np.array([[["deep"]]]), np.matrix([[1, 2]]), repr(np.rec.array([(1, "a")], names="n,s")))
