# attach: {"a.py": "import b\nclass A:\n    def __del__(self): print('A')\na = A()\n", "b.py": "class B:\n    def __del__(self): print('B')\nb = B()\n"}
import a
