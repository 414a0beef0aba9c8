import numpy as np

table = np.memmap("table.dat", dtype="<i4", mode="w+", shape=(3, 4))
table[:] = np.arange(12).reshape(3, 4)
table[1] *= 10
table.flush()
print(table, type(table).__name__, table.mode)
del table
again = np.memmap("table.dat", dtype="<i4", mode="r+", shape=(3, 4))
again[0, 0] = -1
again.flush()
copy = np.memmap("table.dat", dtype="<i4", mode="c", offset=16)
copy[:] = 0
print(np.fromfile("table.dat", dtype="<i4"))
np.save("a.npy", np.linspace(0, 1, 5))
for mode in ("r", "r+", "c"):
    view = np.load("a.npy", mmap_mode=mode)
    if mode != "r":
        view[0] += 5
    else:
        try:
            view[0] = 1
        except ValueError as error:
            print(error)
    print(mode, view.sum())
    del view
print(np.load("a.npy"))
new = np.lib.format.open_memmap("b.npy", mode="w+", dtype=float, shape=(2,))
new[:] = 7
new.flush()
print(np.load("b.npy"))
