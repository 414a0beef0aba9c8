class A:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
class Bad(A):
    def __del__(self): raise RuntimeError(self.n)
def f():
    local = A('local of failing frame')
    bad = Bad('bad local')
    1 / 0
ring = [A('ring')]
ring.append(ring)
del ring
g = A('global')
f()
