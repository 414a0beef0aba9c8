
with open("data.bin", "wb") as f:
    for i, name in enumerate(["ada", "bob", "çelik"]):
        raw = name.encode()
        f.write(i.to_bytes(2, "big") + len(raw).to_bytes() + raw + (-i * 1000).to_bytes(4, "little", signed=True))
    print(f.tell(), f.name, f.mode)


def records(path):
    with open(path, "rb") as f:
        while head := f.read(3):
            number, length = int.from_bytes(head[:2]), head[2]
            name = f.read(length).decode()
            yield number, name, int.from_bytes(f.read(4), "little", signed=True), f.tell()


print(*records("data.bin"), sep="\n")
with open("data.bin", "r+b") as f:
    print(f.seek(-4, 2), f.read().hex(), f.seek(3), f.write(b"ADA"), f.seek(0), f.read(6), f.peek(4)[:4])
    f.truncate(12)
    f.seek(20)
    f.write(b"!")
print(open("data.bin", "rb").read(), memoryview(b"abcdef")[1:5:2].tolist(), bytearray(b"xyz").hex(":"))
with open("log.txt", "w+") as f:
    print(f.write("first\nsecond line\n"), f.seek(0), f.readline(), f.tell(), f.read(3))
    here = f.tell()
    rest = f.read()
    f.seek(here)
    print(here, repr(rest), repr(f.readline()), f.seek(0, 2))
with open("log.txt", "a") as f:
    print(f.tell(), file=f)
    print("appended", "twice", sep="|", end="\r\n", file=f)
for newline in (None, "", "\n", "\r\n"):
    print(newline, open("log.txt", newline=newline).readlines()[-1:])
with open("log.txt", "rt", buffering=1) as f:
    print(next(f), f.line_buffering, f.readable(), f.writable(), f.seekable(), f.isatty(), f.closed)
    try:
        f.tell()
    except OSError as e:
        print(e)
for bad in (lambda: open("log.txt", "x"), lambda: open("log.txt", "rw"), lambda: open("log.txt", "rb", encoding="utf-8"), lambda: open(""), lambda: open("no/such"),
            lambda: open("."), lambda: open("log.txt").write("x"), lambda: f.read(), lambda: (70000).to_bytes(2), lambda: open("a\0b"), lambda: open("log.txt").seek(1, 1)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
