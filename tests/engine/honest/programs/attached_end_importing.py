# attach: {"a.py": "class A:\n    def __del__(self):\n        import b\n        print('A', b)\na = A()\n", "b.py": "print('b loads')"}
import a
