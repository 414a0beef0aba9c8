# attach: {"grid.txt": "1 2 3\n4 5 6\n", "points.csv": "x,y,label\n1.5,2,a\n2.5,,b\n3.5,6,c\n"}
import numpy as np

grid = np.loadtxt("grid.txt")
print(grid, np.loadtxt("grid.txt", dtype=int, usecols=(0, 2)))
points = np.genfromtxt("points.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
print(points, points.dtype, points["x"].mean())
np.save("a.npy", grid)
print(np.load("a.npy"), np.load("a.npy", mmap_mode="r")[1, 2])
np.savez("several.npz", first=grid, second=np.arange(3))
with np.load("several.npz") as several:
    print(several.files, several["second"])
np.savez_compressed("packed.npz", np.zeros(1000))
with np.load("packed.npz") as packed:
    print(packed["arr_0"].shape)
np.savetxt("out.csv", grid / 3, fmt="%.3f", delimiter=";", header="a;b;c")
print(open("out.csv").read())
np.arange(6, dtype="<i2").tofile("raw.bin")
print(np.fromfile("raw.bin", dtype="<i2"), np.fromfile("raw.bin", "<i2", 2, offset=4))
mapped = np.memmap("raw.bin", dtype="<i2", mode="r", shape=(2, 3))
print(mapped.sum(), mapped[1])
try:
    mapped[0, 0] = 1
except ValueError as error:
    print(error)
print(np.frombuffer(b"\x01\x00\x02\x00", "<u2"), np.fromstring("1 2", sep=" "))
try:
    np.load("grid.txt")
except ValueError as error:
    print(str(error)[:40])
try:
    np.load("missing.npy")
except FileNotFoundError as error:
    print(error)
