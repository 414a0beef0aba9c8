# attach: {"notes.txt": "some text\nand more\n", "table.csv": "a,b\n1,2\n"}
# returns: ["bundle.zip"]
import io
import zipfile

with zipfile.ZipFile('bundle.zip', 'w', zipfile.ZIP_DEFLATED) as zf:
    for name in ('notes.txt', 'table.csv'):
        zf.writestr(zipfile.ZipInfo('docs/' + name, (2024, 1, 2, 3, 4, 6)), open(name).read())
    zf.writestr(zipfile.ZipInfo('empty/'), '')
    zf.comment = b'made by hand'

with zipfile.ZipFile('bundle.zip') as zf:
    print(zf.namelist(), zf.testzip(), zf.comment)
    for info in zf.infolist():
        print(info.filename, info.file_size, info.is_dir(), hex(info.CRC), info.date_time)
    with zf.open('docs/notes.txt') as f:
        for line in io.TextIOWrapper(f, 'utf-8'):
            print(line.rstrip())
    zf.printdir()
    root = zipfile.Path(zf)
    print(sorted(str(p) for p in root.joinpath('docs').iterdir()))
    print((root / 'docs' / 'table.csv').read_text())

memory = io.BytesIO()
with zipfile.ZipFile(memory, 'w', compression=zipfile.ZIP_BZIP2, compresslevel=9) as zf:
    info = zipfile.ZipInfo('zeros.bin')
    with zf.open(info, 'w') as out:
        for _ in range(10):
            out.write(bytes(1000))
with zipfile.ZipFile(memory, 'a') as zf:
    zf.writestr(zipfile.ZipInfo('b.txt'), 'b', compress_type=zipfile.ZIP_LZMA)
print(len(memory.getvalue()), zipfile.is_zipfile(memory), zipfile.is_zipfile('notes.txt'))
with zipfile.ZipFile('with_files.zip', 'w') as zf:
    zf.write('notes.txt', arcname='n.txt')
print(zipfile.ZipFile('with_files.zip').read('n.txt'))
try:
    zipfile.ZipFile('bundle.zip').open('missing.txt')
except KeyError as e:
    print(e)
zipfile.ZipFile('notes.txt')
