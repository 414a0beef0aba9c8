# attach: {"helper.py": "class A:\n    def __del__(self):\n        raise ValueError('in del')\na = A()\n"}
from helper import A
x = A()
def f(): pass
print('end')
