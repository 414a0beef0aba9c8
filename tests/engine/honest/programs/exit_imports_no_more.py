class A:
    def __init__(self, n): self.n = n
    def __del__(self):
        import math, time, json
        print('del', self.n, math.tau)
try:
    def f():
        a = A('inner')
        raise KeyError('x')
    f()
except KeyError as e:
    kept = e
def g():
    b = A('exit local')
    raise SystemExit(4)
g()
