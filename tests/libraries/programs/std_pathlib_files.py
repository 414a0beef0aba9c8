# attach: {"data.txt": "3\n1\n2\n", "b.csv": "x,y\n1,2\n"}
# returns: ["*.txt", "*.json"]
import json
from pathlib import Path

path = Path('data.txt')
numbers = [int(n) for n in path.read_text().split()]
print(path.exists(), path.is_file(), path.is_dir(), path.stat().st_size)
Path('sorted.txt').write_text('\n'.join(map(str, sorted(numbers))) + '\n')
with Path('sorted.txt').open() as f:
    print(f.read())
out = Path('.') / 'result.json'
out.write_text(json.dumps({'sum': sum(numbers)}), encoding='utf-8')
print(out, out.suffix, out.read_bytes())
print(Path('missing.txt').exists())
if not Path('b.csv').with_suffix('.bak').is_file():
    print('no backup')
out.rename if hasattr(out, 'rename') else None
Path('sorted.txt').unlink()
print(Path('sorted.txt').exists())
Path('sorted.txt').unlink(missing_ok=True)
try:
    Path('nothing.txt').read_text()
except FileNotFoundError as e:
    print(e)
print(Path('also_missing').read_bytes())
