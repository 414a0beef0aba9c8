# attach: {"not_an_array.npy": "hello"}
import numpy as np

people = np.array([("Ann", 3, [1.0, 2.0])], dtype=[("name", "U4"), ("n", ">i2"), ("xy", "<f4", (2,))])
for original in (people, np.asfortranarray(np.arange(6).reshape(2, 3)), np.array(5), np.array([], bool), np.array("2024-01-01", "M8[D]")):
    np.save("one.npy", original)
    loaded = np.load("one.npy")
    print(loaded.dtype, loaded.shape, loaded.flags.f_contiguous, bool((loaded == original).all()))
with open("several.npy", "wb") as f:
    np.save(f, np.arange(3))
    np.save(f, np.eye(2))
with open("several.npy", "rb") as f:
    print(np.load(f), np.load(f), f.read())
print(open("one.npy", "rb").read(8), np.lib.format.read_magic(open("one.npy", "rb")), np.lib.format.magic(1, 0))
np.savez("bundle", np.arange(2), weights=np.ones((2, 2)))
with np.load("bundle.npz") as bundle:
    print(bundle, bundle.files, list(bundle), "weights" in bundle, bundle["arr_0"], {k: v.shape for k, v in bundle.items()}, len(bundle))
    try:
        bundle["nothing"]
    except KeyError as error:
        print("KeyError", error)
mapped = np.lib.format.open_memmap("big.npy", mode="w+", dtype="f4", shape=(4, 3))
mapped[:] = np.arange(12).reshape(4, 3)
mapped.flush()
del mapped
r = np.load("big.npy", mmap_mode="r+")
r[0] *= 10
print(type(r).__name__, r.mode, r.offset, r.filename[-7:] if isinstance(r.filename, str) else r.filename.name, r.sum())
m = np.memmap("raw.dat", dtype="u1", mode="w+", shape=5)
m[:] = b"hello"[0]
m.flush()
print(open("raw.dat", "rb").read(), np.memmap("raw.dat", mode="c")[:2])
np.save("obj.npy", np.array([{"a": 1}], object), allow_pickle=True)
for name in ("obj.npy", "not_an_array.npy", "none.npz"):
    try:
        np.load(name)
    except (ValueError, OSError) as error:
        print(type(error).__name__, error)
np.arange(3).tofile("text.txt", sep=",", format="%03d")
print(open("text.txt").read(), np.fromfile("text.txt", int, sep=","), np.frombuffer(people.tobytes(), people.dtype))
