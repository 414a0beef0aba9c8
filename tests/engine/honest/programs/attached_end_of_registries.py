# attach: {"helper.py": "import weakref_ as w\n", "weakref_.py": "class R:\n    items = []\n    def __init__(self, n):\n        self.n = n\n        R.items.append(self)\n    def __del__(self):\n        print('gone', self.n, len(R.items))\nfor i in range(3): R(i)\nclass M(type):\n    def __del__(cls): print('class', cls.__name__)\nclass K(metaclass=M): pass\n"}
import helper
from helper import w
print(len(w.R.items))
def gen():
    try:
        yield 1
    finally:
        print('gen closed')
g = gen(); next(g)
print('end')
