# attach: {"helper.py": "class A:\n    def __init__(self, n):\n        self.n = n\n    def __del__(self):\n        print('del', self.n, __name__, LIMIT)\nLIMIT = 3\na = A('module a')\n_b = A('module _b')\ndef make():\n    return A('made')\n"}
import helper
x = helper.A('main x')
y = helper.make()
print('end')
