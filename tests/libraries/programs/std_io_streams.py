import io
from contextlib import redirect_stdout, redirect_stderr

buffer = io.StringIO()
print('hello', 'buffer', file=buffer)
buffer.write('second line\r\nthird')
buffer.seek(0)
print([line for line in buffer])
print(repr(buffer.getvalue()), buffer.tell())

raw = io.BytesIO(b'caf\xc3\xa9\r\nna\xc3\xafve\n')
text = io.TextIOWrapper(raw, encoding='utf-8', newline=None)
print(text.read().splitlines())
text.detach()
print(raw.getbuffer().nbytes, bytes(raw.getbuffer()[:3]))

reader = io.BufferedReader(io.BytesIO(bytes(range(20))), buffer_size=8)
print(reader.peek(2)[:2], reader.read(5), reader.readinto(bytearray(4)))
pair = io.BytesIO()
with io.BufferedWriter(pair, 4) as out:
    out.write(b'abcdefgh')
    out.flush()
    print(pair.getvalue())

class Upper(io.TextIOBase):
    def __init__(self):
        self.parts = []
    def write(self, s):
        self.parts.append(s.upper())
        return len(s)

shout = Upper()
with redirect_stdout(shout), redirect_stderr(shout):
    print('quiet please', end='!')
print(shout.parts)
with io.open('note.txt', 'w', encoding='latin-1', newline='\n') as f:
    print(f.name, f.mode, f.encoding, f.writable(), f.seekable(), f.write('ü\n'))
with io.FileIO('note.txt') as f:
    print(f.readall(), f.mode, f.closefd)
print(io.DEFAULT_BUFFER_SIZE, io.SEEK_END, issubclass(io.UnsupportedOperation, OSError))
try:
    io.StringIO('x').fileno()
except io.UnsupportedOperation as e:
    print('unsupported:', e)
raw.close()
raw.read()
