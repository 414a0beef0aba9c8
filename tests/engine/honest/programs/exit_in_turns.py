class A:
    def __del__(self):
        global keep
        keep = self
        print('resurrected')
a = A()
class B:
    def __init__(self): self.o = A2()
    def __del__(self): print('B', self.o.x); self.o.x = 7
class A2:
    x = 5
    def __del__(self): print('A2', self.x)
B()
x = B()
x.me = x
y = B()
async def co():
    try:
        pass
    finally:
        print('never')
c = co()
def g():
    yield from g2()
def g2():
    try: yield 1
    finally: print('inner', x.o.x)
gg = g(); next(gg)
input_ = input
print('last', end='')
