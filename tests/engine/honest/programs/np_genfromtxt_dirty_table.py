# attach: {"dirty.csv": "# exported\nid;name;price;date\n1;bolt;1,5;2024-01-03\n2;nut;N/A;2024-01-04\n3;;2,25;\n", "fixed.txt": "  1  2.0abc\n 10 20.5def\n", "complex.txt": "1+2j,3-1j\n0+1j,2+0j\n", "bad.csv": "1,2,3\n4,5\n6,7,8\n"}
import numpy as np

t = np.genfromtxt("dirty.csv", delimiter=";", skip_header=1, names=True, dtype=None, encoding="utf-8",
                  converters={2: lambda s: float(s.replace(",", ".")) if s != "N/A" else np.nan}, missing_values={"name": ""}, filling_values={"name": "?"})
print(t, t.dtype.names, np.nanmean(t["price"]), t["name"])
print(np.genfromtxt("fixed.txt", delimiter=[3, 5, 3], dtype="i4,f8,U3", autostrip=True))
print(np.loadtxt("complex.txt", delimiter=",", dtype=complex), np.loadtxt("complex.txt", delimiter=",", dtype=str, max_rows=1))
print(np.genfromtxt("bad.csv", delimiter=",", usecols=(0, 1)))
try:
    np.genfromtxt("bad.csv", delimiter=",")
except ValueError as error:
    print(error)
try:
    np.loadtxt("bad.csv", delimiter=",")
except ValueError as error:
    print(error)
print(np.genfromtxt("bad.csv", delimiter=",", invalid_raise=False))
masked = np.genfromtxt(["1,,3", "4,5,"], delimiter=",", usemask=True)
print(masked, masked.mean(axis=0), np.genfromtxt(["a b", "1 2"], names=True, deletechars="", comments="%"))
a, b = np.loadtxt(["1 2", "3 4"], unpack=True)
print(a, b, np.loadtxt(["# c", "1|2 # x"], delimiter="|", ndmin=2), np.loadtxt(["'a, b',1"], dtype="U5,i4", delimiter=",", quotechar="'"))
np.savetxt("t.txt", [[1.5, 2], [3, 4]], fmt=["%6.2f", "%d"], header="x y", footer="end", comments="// ", newline="\r\n")
print(repr(open("t.txt", newline="").read()))
np.savetxt("z.gz", np.eye(2))
np.savetxt("c.txt", [1 + 2j], fmt="%.1f")
print(np.loadtxt("z.gz"), open("c.txt").read(), np.fromregex("fixed.txt", r"(\d+)\s+([\d.]+)", [("n", "i8"), ("v", "f8")]))
np.loadtxt([])
print(np.genfromtxt("nowhere.csv"))
