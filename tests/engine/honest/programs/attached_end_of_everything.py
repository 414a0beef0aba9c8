# attach: {"helper.py": "import sys_ as s\nclass A:\n    def __del__(self):\n        1/0\nx = A()\ndel x\ntry:\n    def g():\n        yield\n        \n    def h(): raise KeyError(A())\n    h()\nexcept KeyError: pass\nL = [A()]\nL.append(L)\n", "sys_.py": "class B:\n    def __del__(self): helper\nb = [B()]\n"}
import helper
class Q:
    def __del__(self):
        helper.s.nothing
q = Q()
print('end')
