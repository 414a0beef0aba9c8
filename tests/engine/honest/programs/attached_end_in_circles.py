# attach: {"a.py": "import b\nclass A:\n    def __del__(self): print('A', b and b.__name__)\na = A()\n", "b.py": "import a\nclass B:\n    def __del__(self): print('B', a and a.__name__)\nb = B()\n"}
import a
import b
class C:
    def __del__(self): print('C', a and a.__name__)
c = C()
print('end')
