import numpy as np
from numpy.lib import npyio
for args in ((None,), ('.',), ('downloads',)):
    try:
        d = npyio.DataSource(*args)
        print(args, type(d).__name__, d.exists('nothing.txt'))
    except Exception as e:
        print(args, type(e).__name__, e)
with open('a.csv', 'w') as f: f.write('1,2\n3,4\n')
for make in (lambda: npyio.DataSource(None).open('a.csv').read(), lambda: npyio.DataSource().open('a.csv').read(), lambda: np.lib.npyio.DataSource('x').abspath('a.csv')[-5:], lambda: np.loadtxt('a.csv', delimiter=','), lambda: np.genfromtxt('a.csv', delimiter=',')):
    try: print(make())
    except Exception as e: print(type(e).__name__, e)
del d
npyio.DataSource(None)
d = npyio.DataSource(None)
print(d.open('a.csv').read())
try: d.open('missing.csv')
except FileNotFoundError as e: print(e)
del d
npyio.DataSource(5)
