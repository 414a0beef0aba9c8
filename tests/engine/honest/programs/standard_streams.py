# What a program sees of its standard streams.
import random

sys = random._os.sys
io = sys.modules["io"]
out, err = sys.stdout, sys.stderr
for stream in (out, err, sys.stdin):
    print(type(stream), stream.name, stream.mode, stream.encoding, stream.line_buffering, stream.closed)
    print(type(stream.buffer), type(stream.buffer.raw), stream.buffer.raw.name, stream.isatty(), stream.fileno())
print(out.write.__name__, out.write.__qualname__, out.write.__self__ is out, type(out.write))
print(out.buffer.write.__self__ is out.buffer, repr(out.write).split(" at ")[0], repr(out.buffer.flush).split(" at ")[0])
print(out.write("five\n"), out.write("Grüße 🙂\n"), out.write(""))
out.writelines(["one\n", "two\n"])
print(out.flush(), out.buffer.flush(), out.writable(), out.readable(), out.seekable())


class Text(str):
    def __str__(self):
        return "not this"

    def encode(self, *arguments):
        return b"not this"


print(out.write(Text("a subclass\n")))
for wrong in (b"bytes", None, 3):
    try:
        out.write(wrong)
    except TypeError as error:
        print("TypeError", str(error).replace("TextIOWrapper.", ""))
try:
    out.write("\ud800")
except UnicodeEncodeError as error:
    print(error)
try:
    out.write()
except TypeError as error:
    print("TypeError")
sys.stdout = io.StringIO()
print("elsewhere")
text, sys.stdout = sys.stdout.getvalue(), out
print(text)
