# attach: {"helper.py": "def __getattr__(name):\n    print('asked', name)\n    if name == 'lazy':\n        return 5\n    raise AttributeError(f'no {name} here')\ndef __dir__():\n    return ['lazy']\n"}
import helper
print(helper.lazy, dir(helper))
from helper import lazy
print(lazy)
try:
    from helper import other
except ImportError as e:
    print(e.name)
print(helper.nothing)
