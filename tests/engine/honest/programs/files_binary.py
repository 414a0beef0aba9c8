# attach: {"data.bin": "0123456789abcdef"}
import array

with open("data.bin", "rb") as file:
    print(file.read(4), file.tell(), file.seek(-2, 2), file.read(), file.read())
    buffer = bytearray(4)
    file.seek(8)
    print(file.readinto(buffer), buffer, file.peek(1)[:1])
with open("numbers.bin", "wb") as file:
    array.array("I", range(5)).tofile(file)
    print(file.write(b"\0" * 3), file.fileno() >= 0, file.seekable())
loaded = array.array("I")
with open("numbers.bin", "rb") as file:
    loaded.fromfile(file, 5)
    print(loaded, len(file.read()))
with open("numbers.bin", "r+b", buffering=0) as raw:
    raw.seek(4)
    raw.write((513).to_bytes(4, "little"))
    raw.seek(0)
    view = memoryview(raw.read(8)).cast("I")
    print(view.tolist(), view[1], view.nbytes)
try:
    open("data.bin").buffer.write(b"x")
except OSError as error:
    print(type(error).__name__, error)
try:
    with open("data.bin", "rb") as file:
        file.write(b"x")
except OSError as error:
    print(type(error).__name__, error)
