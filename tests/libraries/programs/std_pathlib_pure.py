from pathlib import PurePath, PurePosixPath, PureWindowsPath

p = PurePosixPath('/usr/local/share/data/report.tar.gz')
print(p.parts, p.name, p.stem, p.suffix, p.suffixes)
print(p.parent, list(map(str, p.parents))[:3], p.root, p.anchor)
print(p.with_name('x.csv'), p.with_suffix('.bz2'), p.with_stem('new'))
print(p.relative_to('/usr'), p.is_relative_to('/etc'), p.relative_to('/usr/lib', walk_up=True))
print(PurePosixPath('a') / 'b' / '../c', PurePosixPath('a//b/./c/'), PurePosixPath('/a', '/b', 'c'))
print(p.match('*.gz'), p.full_match('/usr/**/*.gz'), PurePosixPath('a/b.py').match('b.*'))
w = PureWindowsPath(r'C:\Users\Ada\My Documents\x.TXT')
print(w.drive, w.root, w.parts, w.as_posix(), w.as_uri(), w.match('*.txt'))
print(PureWindowsPath('c:/A') == PureWindowsPath('C:/a'), w.is_absolute())
print(sorted([PurePath('b'), PurePath('a/c'), PurePath('a')]), PurePath('x').joinpath('y', 'z.txt'))
print(repr(PurePath('.')), hash(PurePath('a')) == hash(PurePath('a')), bytes(PurePath('é')))
print(PurePosixPath('/a/b').as_uri(), p.is_absolute(), str(PurePath()))
try:
    PurePath('a/b').relative_to('c')
except ValueError as e:
    print(e)
try:
    PurePath('a').with_suffix('txt')
except ValueError as e:
    print(e)
PurePosixPath('x') < PureWindowsPath('x')
